import Glibc
import GoSyntax
import Synchronization

/// Trees of the files that a run parsed, for the next run of the same process: of most files nothing has changed by then.
///
/// A tree is that of the same path and the same bytes, which are read anew each time, so it is what parsing would give. Runs
/// follow one another: a tree belongs to one program at a time, which numbers it.
package final class KeptTrees: Sendable {
  private struct Key: Hashable {
    let path: String
    let declarationsOnly: Bool
  }

  private struct Tree {
    let file: SourceFile
    /// The run that used it last.
    var run: Int
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
      state.kept[key] = nil
      state.lent[key] = Tree(file: file, run: state.run)
      return file
    }
  }

  /// A tree that the run made itself.
  func add(_ file: SourceFile, declarationsOnly: Bool) {
    // The limits that a parser gave up at may not be reached the next time.
    if file.isGivenUp { return }
    state.withLock { state in
      state.lent[Key(path: file.path, declarationsOnly: declarationsOnly)] = Tree(file: file, run: state.run)
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
