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

  /// The name of a function, a method, a method of a named interface, a field of a named struct type or a package-level
  /// variable; nil for anything else.
  package static func name(of object: Object) -> FactName? {
    guard let package = object.package else { return nil }
    var owner = ""
    if object.isMethod || object.isField {
      if let receiver = object.receiverTypeName {
        owner = receiver.string
      } else {
        guard let declaration = object.declaration,
          let spec = declaration.ancestors.first(where: { $0.kind == .typeSpec || $0.kind == .funcDecl }),
          spec.kind == .typeSpec, spec.parent?.parent?.kind == .file, let name = spec.child(.name)
        else { return nil }
        owner = name.textString
      }
    } else if !object.isPackageLevel {
      return nil
    }
    return FactName(package: package.path, owner: owner, name: object.name.string)
  }
}
