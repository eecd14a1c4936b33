import GoFlow
import GoSyntax
import GoTypes

/// Writes down as facts what a unit knows in nodes and objects.
package struct FactMaker {
  let unit: Unit
  private let files: [UInt32: SourceFile]

  init(_ unit: Unit) {
    self.unit = unit
    files = Dictionary(unit.files.map { ($0.fileIndex, $0) }) { first, _ in first }
  }

  func place(of node: Node) -> FactPlace? {
    guard let file = files[node.fileIndex] else { return nil }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    return FactPlace(file: name, start: file.point(at: node.start), end: file.point(at: node.end))
  }

  /// The name of a function, a method, a method of a named interface, a field or a package-level variable; nil for what belongs
  /// to a function.
  package static func name(of object: Object) -> FactName? {
    guard let package = object.package else { return nil }
    var owner = ""
    if object.isMethod || object.isField {
      if let receiver = object.receiverTypeName {
        owner = receiver.string
      } else {
        guard let declaration = object.declaration, let found = Self.owner(of: declaration) else { return nil }
        owner = found
      }
    } else if !object.isPackageLevel {
      return nil
    }
    return FactName(package: package.path, owner: owner, name: object.name.string)
  }

  /// What a field belongs to, from the outside in: `Server`, `Server.options` where that is a struct of its own.
  private static func owner(of field: Node) -> String? {
    var parts: [String] = []
    for node in field.ancestors {
      switch node.kind {
      case .field where node == field.parent: break
      case .field, .typeSpec, .valueSpec: if let name = node.child(.name) { parts.append(name.textString) }
      case .funcDecl, .funcLit: return nil
      default: break
      }
    }
    return parts.isEmpty ? nil : parts.reversed().joined(separator: ".")
  }
}
