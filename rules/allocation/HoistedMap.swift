import GoFlow
import GoSyntax
import GoTypes
import Lint

/// The mend of a map that is made in each turn of a loop: make it before the loop, and clear it where it was made.
struct HoistedMap {
  private let target: Node
  /// `make(…)` or a literal without entries.
  private let value: Node
  private let hint: Node?
  private let loop: Node
  private let pass: Pass

  init(_ target: Node, _ value: Node, _ hint: Node?, _ loop: Node, _ pass: Pass) {
    self.target = target
    self.value = value
    self.hint = hint
    self.loop = loop
    self.pass = pass
  }

  private static let clearSince = 21

  /// Nil where the variable cannot be declared before the loop as it is.
  func fix(_ variable: Object) -> Fix? {
    guard pass.language(at: target) >= Self.clearSince, let statement = target.enclosingStatement,
      statement.kind == .declStmt || statement.children(.lhs).count == 1,
      statement.kind != .declStmt || target.parent?.parent?.children(.spec).count == 1,
      statement.parent?.kind == .blockStmt, loop.parent?.kind == .blockStmt, let function = target.enclosingFunction,
      let type = value.kind == .callExpr ? value.child(.arg) : value.child(.type), isKnownOutside(type),
      isOnlyOfItsName(variable, in: function)
    else { return nil }
    let name = target.textString
    let size = hint.flatMap { pass.unit.constant(of: $0) == nil ? nil : ", \($0.textString)" } ?? ""
    guard let before = pass.lines(["\(name) := make(\(type.textString)\(size))"], before: loop),
      let inside = pass.edit(statement, "clear(\(name))")
    else { return nil }
    return Fix(
      title: "make the map before the loop and clear it in each turn", safety: .unsafe, edits: [before, inside])
  }

  /// Whether a type is not declared in the loop.
  private func isKnownOutside(_ type: Node) -> Bool {
    ([type] + Array(type.descendants)).allSatisfy { part in
      guard part.kind == .ident, part.role != .sel else { return true }
      guard let object = pass.unit.object(of: part) else { return false }
      return object.declaration.map { !loop.contains($0) } ?? true
    }
  }

  /// Whether nothing else in a function has the name of a variable: it can be declared further out.
  private func isOnlyOfItsName(_ variable: Object, in function: Node) -> Bool {
    function.descendants.allSatisfy { node in
      node.kind != .ident || node.name != variable.name || node.role == .sel || pass.unit.object(of: node) == variable
    }
  }
}
