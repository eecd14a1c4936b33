import Glibc
import Synchronization

/// Threads that share a list of work.
package enum Workers {
  /// Trees nest deeper than the 8 MB of a main thread allow for; the pages are used only when needed.
  private static let stackSize = 512 << 20

  /// How many threads `jobs` stands for: 0 is one a core.
  package static func threads(_ jobs: Int) -> Int { jobs > 0 ? jobs : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Calls `body` for each index from as many threads as `jobs` says (0: one a core) and gives the results in order.
  /// - Parameter weights: the longest work is begun first, so that no thread waits for it at the end or for what it shares with
  ///   the others.
  package static func map<Result: Sendable>(
    count: Int, jobs: Int, weights: [Int] = [], _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let threads = max(1, min(count, self.threads(jobs)))
    let order =
      weights.count == count
      ? (0..<count).sorted { (-weights[$0], $0) < (-weights[$1], $1) } : Array(0..<count)
    let next = Atomic<Int>(0)
    let results = Mutex<[Int: Result]>([:])
    withoutActuallyEscaping(
      {
        while true {
          let turn = next.add(1, ordering: .relaxed).oldValue
          guard turn < count else { return }
          let index = order[turn]
          let result = body(index)
          results.withLock { $0[index] = result }
        }
      } as () -> Void
    ) { work in
      let box = WorkBox(work)
      let handles = (0..<threads).compactMap { _ in start(box) }
      // No thread to be had: the work is done here.
      if handles.isEmpty { work() }
      for handle in handles { pthread_join(handle, nil) }
    }
    return results.withLock { done in (0..<count).compactMap { done[$0] } }
  }

  /// The indices of a list in so many rows, one after the other, that weigh about the same: for work of which what is next to each
  /// other has much in common. None is empty.
  package static func rows(of weights: [Int], count: Int) -> [Range<Int>] {
    let share = max(1, (weights.reduce(0, +) + count - 1) / max(1, count))
    var rows: [Range<Int>] = []
    var (start, weight) = (0, 0)
    for index in weights.indices {
      weight += weights[index]
      guard weight >= share || index == weights.count - 1 else { continue }
      rows.append(start..<(index + 1))
      (start, weight) = (index + 1, 0)
    }
    return rows
  }

  /// Starts work on a thread of its own and gives what waits for its end.
  package static func begin(_ work: @escaping @Sendable () -> Void) -> Helper { Helper(handle: start(WorkBox(work))) }

  package struct Helper: Sendable {
    fileprivate let handle: pthread_t?

    /// Waits for the end of the work; to be called once.
    package func join() { if let handle { pthread_join(handle, nil) } }
  }

  private final class WorkBox: @unchecked Sendable {
    let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }

    func run() {
      growHeap()
      work()
    }

    /// Makes the part of the heap that the thread has to itself larger at once: glibc asks the kernel for one page after the other
    /// there (malloc/arena.c, `grow_heap`), a thousand times in a short run. What nobody uses takes no memory.
    private func growHeap() {
      let blocks = (0..<4).map { _ in malloc(3 << 20) }
      for block in blocks { free(block) }
    }
  }

  private static func start(_ box: WorkBox) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    var handle = pthread_t()
    let argument = Unmanaged.passRetained(box).toOpaque()
    let status = pthread_create(
      &handle, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<WorkBox>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, argument)
    guard status == 0 else {
      Unmanaged<WorkBox>.fromOpaque(argument).release()
      return nil
    }
    return handle
  }
}
