import GoFlow
import GoSyntax
import GoTypes

/// Two uses of one map at the same time, one of them a write.
package enum MapRace {
  /// Several goroutines of one start run the write.
  case withItself(GoroutineUse, EntryPoint)
  /// A goroutine and another, or the function that started it.
  case between(GoroutineUse, EntryPoint, other: GoroutineUse, otherStart: EntryPoint?)

  package var write: GoroutineUse {
    switch self {
    case .withItself(let write, _), .between(let write, _, _, _): write
    }
  }

  /// The first race on a map, those of a write with itself before others.
  package static func first(on place: AccessPath, _ uses: [GoroutineUse], _ order: EntryPointOrder) -> MapRace? {
    for use in uses where use.isWrite {
      if let race = withItself(use, place, order) { return race }
    }
    for write in uses where write.isWrite {
      for other in uses where other.node != write.node || write.starts.count > 1 {
        if let race = between(write, other, place, order) { return race }
      }
    }
    return nil
  }

  static func withItself(_ use: GoroutineUse, _ place: AccessPath, _ order: EntryPointOrder) -> MapRace? {
    use.starts.first { order.runsBesideItself($0, place) }.map { .withItself(use, $0) }
  }

  static func between(
    _ write: GoroutineUse, _ other: GoroutineUse, _ place: AccessPath, _ order: EntryPointOrder
  ) -> MapRace? {
    for start in write.starts {
      for second in other.starts where second.start != start.start {
        let (first, last) = start.start.id < second.start.id ? (start, second) : (second, start)
        if order.areBothAlive(first, last, place) { return .between(write, start, other: other, otherStart: second) }
      }
      if other.starts.isEmpty, order.follows(other.node, in: other.function, start, place) {
        return .between(write, start, other: other, otherStart: nil)
      }
    }
    guard write.starts.isEmpty else { return nil }
    for start in other.starts where order.follows(write.node, in: write.function, start, place) {
      return .between(write, start, other: other, otherStart: start)
    }
    return nil
  }
}
