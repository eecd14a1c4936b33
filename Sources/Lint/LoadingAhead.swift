import GoSyntax
import Synchronization

/// Work that is done before anybody asks for its result, on a thread of its own, until it ends or is no longer wanted.
struct LoadingAhead {
  private final class Wish: Sendable {
    let isLeft = Atomic(true)
  }

  private let wish: Wish
  private let helper: Workers.Helper

  /// - Parameter work: gets what says whether it is still wanted.
  init(_ work: @escaping @Sendable (() -> Bool) -> Void) {
    let wish = Wish()
    self.wish = wish
    helper = Workers.begin { work { wish.isLeft.load(ordering: .relaxed) } }
  }

  /// Gives up what is not done yet. To be called once.
  func end() {
    wish.isLeft.store(false, ordering: .relaxed)
    helper.join()
  }
}
