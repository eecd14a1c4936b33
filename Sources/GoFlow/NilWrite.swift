import GoSyntax
import GoTypes

/// A write to an entry of a map that is nil for certain whenever it is reached: it panics.
package struct NilWrite {
  /// The index expression, or a call of a method that writes.
  package let entry: Node
  /// The map that is written to.
  package let map: Node
  /// Where the map became nil: the value or declaration, or the comparison that says so. Of a variable that is
  /// never set the declaration, of a field a place that builds its struct.
  package let origin: Node
  package let kind: Kind
  /// The call that leads to the write from the function where the map became nil; nil where it is the same function.
  package var call: Node?
  /// Whether that call always comes to the write; if not, other arguments decide.
  package var isCertain = true
  /// Nothing in the package ever sets the variable or field.
  package var isNeverSet = false
  /// Another function sets the map to nil, and may have done so before.
  package var isReset = false
  /// The struct is built without the map in one place and with it in others, and which one comes here is not known.
  package var isLeftOut = false

  package enum Kind {
    /// A variable, or an entry of a map of maps.
    case variable
    /// An element of a slice or array, or a field of one.
    case element
    /// A field.
    case field
  }

  /// The last name of the map: fields of one value are different maps.
  var name: Name {
    let map = map.unparenthesized
    return map.child(.sel)?.name ?? map.name
  }

  init(entry: Node, map: Node, origin: Node, kind: Kind) {
    self.entry = entry
    self.map = map
    self.origin = origin
    self.kind = kind
  }

  init?(_ entry: Node, _ path: MapPath, _ origin: Node?, _ unit: Unit) {
    let map = entry.kind == .callExpr ? entry.child(.fun)?.unparenthesized.child(.x) : entry.child(.x)
    guard let map, let origin else { return nil }
    var kind = Kind(path.steps)
    // A copy of an element is spoken of as the element.
    if origin.role == .x, origin.parent?.kind == .rangeStmt {
      kind = .element
    } else if let source = unit.mapPath(origin), Kind(source.steps) == .element || kind == .variable {
      kind = Kind(source.steps)
    }
    self.init(entry: entry, map: map, origin: origin, kind: kind)
  }

  /// Whether the write is the last thing that a function literal of a test file does: the panic is what the test is after.
  func isLastOfLiteralInTest(_ unit: Unit) -> Bool {
    guard let statement = entry.enclosingStatement, let body = statement.parent, body.parent?.kind == .funcLit,
      Array(body.children(.stmt)).last == statement
    else { return false }
    return unit.files.first { $0.fileIndex == entry.fileIndex }?.isForTests ?? false
  }
}

extension NilWrite.Kind {
  init(_ steps: [MapPath.Step]) {
    self = .variable
    for step in steps {
      switch step {
      case .element(.slice, _), .element(.array, _): self = .element
      case .field where self == .variable: self = .field
      default: break
      }
    }
  }
}
