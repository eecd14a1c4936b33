import GoSyntax
import GoTypes

/// Map fields that some literals of their struct set and one leaves out whose value a function returns, where nothing sets them
/// later and an exported method writes to them without a look.
struct LeftOutMaps {
  /// By the method of the write.
  private(set) var writes: [Node: [NilWrite]] = [:]

  private let unit: Unit

  /// How many fields are looked at closely: each costs a walk over the unit.
  private static let fieldLimit = 16

  init(_ targets: MapTargets, _ maps: MapInitialisation) {
    unit = maps.unit
    if unit.files.contains(where: { !$0.damaged.isEmpty }) { return }
    var births: [Object: Node?] = [:]
    for function in maps.flow.askedFunctions {
      guard let receiver = receiver(of: function) else { continue }
      var seen: Set<MapPath> = []
      for path in targets.paths(in: function.node) {
        guard path.root == receiver, let field = field(of: path), seen.insert(path).inserted else { continue }
        if births[field] == nil {
          if births.count == Self.fieldLimit { continue }
          births[field] = .some(birthWithout(field))
        }
        guard let birth = births[field] ?? nil,
          let solution = MapSolution(path, in: function, entry: .nil, isNeverSet: true, maps)
        else { continue }
        for entry in solution.inserts.prefix(1) {
          guard var write = NilWrite(entry, path, birth, unit) else { continue }
          write.isLeftOut = true
          writes[function.node, default: []].append(write)
        }
      }
    }
  }

  /// The receiver of an exported method outside tests.
  private func receiver(of function: PackageFlow.Function) -> Object? {
    guard let method = function.object, method.isMethod, method.isExported, !isInTest(function.node) else { return nil }
    return function.node.child(.recv)?.child(.field)?.child(.name).flatMap { unit.object(of: $0) }
  }

  private func isInTest(_ node: Node) -> Bool {
    unit.files.first { $0.fileIndex == node.fileIndex }?.isForTests ?? false
  }

  /// The field of the receiver's struct that only this package can set.
  private func field(of path: MapPath) -> Object? {
    let steps = path.steps.first == .pointee ? path.steps.dropFirst() : path.steps[...]
    guard steps.count == 1, case .field(let field)? = steps.first, field.package == unit.package, !field.isExported
    else { return nil }
    return field
  }

  /// A literal that leaves a field out and is returned as it is; nil where none is, where no other literal sets the field, and
  /// where anything else may.
  private func birthWithout(_ field: Object) -> Node? {
    var birth: Node?
    var isSetElsewhere = false
    for file in unit.files {
      let isTest = file.isForTests
      for node in file.root.descendants {
        switch node.kind {
        case .ident where node.name == field.name && node.role != .label:
          guard let meant = unit.object(of: node) else { return nil }
          if meant != field || node.role == .key { continue }
          let expression = node.role == .sel ? node.parent ?? node : node
          switch unit.use(of: expression) {
          case .assigned, .addressed: return nil
          default: continue
          }
        case .compositeLit where !isTest && has(field, unit.type(of: node)):
          let elements = Array(node.children(.elt))
          if let first = elements.first, first.kind != .keyValueExpr { return nil }
          let value = elements.first { $0.child(.key)?.name == field.name }?.child(.value)
          if let value, !unit.isNil(value) {
            isSetElsewhere = true
          } else if birth == nil, !elements.isEmpty, isReturned(node) {
            birth = node
          }
        default: break
        }
      }
    }
    return isSetElsewhere ? birth : nil
  }

  private func has(_ field: Object, _ type: Type) -> Bool { type.underlying.fields.contains { $0.object == field } }

  /// `return &T{…}`, with no error beside it.
  private func isReturned(_ literal: Node) -> Bool {
    var value = literal.withParentheses
    if let address = value.parent, address.kind == .unaryExpr, address.token == .and { value = address.withParentheses }
    guard let statement = value.parent, statement.kind == .returnStmt else { return false }
    return statement.children(.result).allSatisfy { $0 == value || unit.isNil($0) }
  }
}
