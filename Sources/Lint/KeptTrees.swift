import Glibc
import GoSyntax
import Synchronization

/// Trees of the files that a run parsed, for the next run of the same process: of most files nothing has changed by then.
///
/// A tree is that of the same path and the same bytes, which are read anew each time, so it is what parsing would give. Where the
/// bytes are others, declarations that are in both are taken from it. Runs follow one another: a tree belongs to one program at a
/// time, which numbers it.
package final class KeptTrees: Sendable {
  private struct Key: Hashable {
    let path: String
    let declarationsOnly: Bool
  }

  private struct Tree {
    let file: SourceFile
    /// The last version without damage, where the file has some: it is being typed in, and what it is soon will be like that one.
    let whole: SourceFile?
    /// The run that used it last.
    var run: Int

    var undamaged: SourceFile? { file.damaged.isEmpty ? file : whole }
  }

  private struct State {
    var run = 0
    var kept: [Key: Tree] = [:]
    /// In use by the run that goes on.
    var lent: [Key: Tree] = [:]
  }

  private let state = Mutex(State())
  /// For how many runs a tree is kept that none of them needs: editors hold files of several packages open.
  private static let idleRuns = 8

  package init() {}

  /// The tree of a file with these bytes, for the run that goes on.
  func take(_ path: String, _ bytes: UnsafeBufferPointer<UInt8>, declarationsOnly: Bool) -> SourceFile? {
    state.withLock { state in
      let key = Key(path: path, declarationsOnly: declarationsOnly)
      guard state.lent[key] == nil, let file = state.kept[key]?.file, Self.areEqual(file.bytes, bytes) else {
        return nil
      }
      let whole = state.kept.removeValue(forKey: key)?.whole
      state.lent[key] = Tree(file: file, whole: whole, run: state.run)
      return file
    }
  }

  /// A version of a file with other bytes, to be read while the run goes on.
  func earlier(_ path: String, declarationsOnly: Bool) -> SourceFile? {
    if declarationsOnly { return nil }
    return state.withLock { $0.kept[Key(path: path, declarationsOnly: false)]?.undamaged }
  }

  /// A tree that the run made itself.
  func add(_ file: SourceFile, declarationsOnly: Bool) {
    // The limits that a parser gave up at may not be reached the next time.
    if file.isGivenUp { return }
    state.withLock { state in
      let key = Key(path: file.path, declarationsOnly: declarationsOnly)
      let whole = file.damaged.isEmpty || declarationsOnly ? nil : state.kept[key]?.undamaged
      state.lent[key] = Tree(file: file, whole: whole, run: state.run)
    }
  }

  /// The run is over: nobody uses its trees any more.
  func endRun() {
    state.withLock { state in
      state.kept.merge(state.lent) { $1 }
      state.lent = [:]
      state.run += 1
      let oldest = state.run - Self.idleRuns
      state.kept = state.kept.filter { $0.value.run >= oldest }
    }
  }

  private static func areEqual(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard let a = a.baseAddress, let start = b.baseAddress else { return true }
    return memcmp(a, start, b.count) == 0
  }
}
