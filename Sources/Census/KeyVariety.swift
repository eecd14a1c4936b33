import GoSyntax
import GoTypes

/// How many different keys a type allows.
package struct KeyVariety {
  private let package: Package
  /// Named types that the package has constants of.
  private let enumerated: Set<Object>
  /// Types of the package itself with several constants: their values have names.
  private let named: Set<Object>

  package init(_ unit: Unit) {
    package = unit.package
    var counts: [Object: Int] = [:]
    for file in unit.files {
      for declaration in file.root.children(.decl) where declaration.kind == .genDecl && declaration.token == .const {
        for spec in declaration.children(.spec) {
          for name in spec.children(.name) {
            if let type = unit.object(of: name)?.type.unaliased.object { counts[type, default: 0] += 1 }
          }
        }
      }
    }
    enumerated = Set(counts.keys)
    named = Set(counts.filter { $0.value > 1 && $0.key.package == unit.package }.keys)
  }

  /// Types nested deeper than this have few values as far as anyone can say.
  private static let depthLimit = 16

  /// Whether a type has more values than a table can hold: strings, large integers, arrays and structs of such. Types with
  /// constants, types of other packages that may have some, and what stands for types do not count.
  package func isUnbounded(_ type: Type, throughPointers: Bool = false) -> Bool {
    isUnbounded(type, throughPointers, depth: 0)
  }

  private func isUnbounded(_ type: Type, _ throughPointers: Bool, depth: Int) -> Bool {
    if type.isUnknown || depth > Self.depthLimit || Self.isTypeIdentity(type) { return false }
    let underlying = type.underlying
    if let object = type.unaliased.object, underlying.kind == .basic {
      if object.package != package || enumerated.contains(object) { return false }
    }
    switch underlying.kind {
    case .basic:
      switch underlying.basicKind {
      case .string, .int, .int64, .uint, .uint32, .uint64: return true
      default: return false
      }
    case .array: return (underlying.length ?? 0) >= 8 || isUnbounded(underlying.elem, false, depth: depth + 1)
    case .struct:
      if underlying.fields.contains(where: { Self.isTypeIdentity($0.type) }) { return false }
      return underlying.fields.contains { isUnbounded($0.type, false, depth: depth + 1) } || throughPointers
    case .pointer, .slice, .interface: return throughPointers
    default: return false
    }
  }

  /// Whether a type has so few values that a map of them cannot grow large: `bool`, a byte, a type of the package whose values
  /// have names.
  package func isSmall(_ type: Type) -> Bool { isSmall(type, depth: 0) }

  private func isSmall(_ type: Type, depth: Int) -> Bool {
    if type.isUnknown || depth > Self.depthLimit { return false }
    if Self.isTypeIdentity(type) { return true }
    let underlying = type.underlying
    if let object = type.unaliased.object, underlying.kind == .basic, named.contains(object) { return true }
    switch underlying.kind {
    case .basic:
      switch underlying.basicKind {
      case .bool, .int8, .uint8, .byte: return true
      default: return false
      }
    case .struct: return underlying.fields.allSatisfy { isSmall($0.type, depth: depth + 1) }
    default: return false
    }
  }

  /// A type that stands for a Go type or a place in the program: there are only so many.
  package static func isTypeIdentity(_ type: Type) -> Bool {
    let type = type.unaliased
    let base = type.kind == .pointer ? type.elem : type
    guard let object = base.object, let path = object.package?.path else { return false }
    switch path {
    case "reflect", "go/types", "go/token", "go/ast", "runtime": return true
    default: return false
    }
  }
}
