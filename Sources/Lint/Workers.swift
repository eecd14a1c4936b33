import Glibc
import Synchronization

/// Threads that share a list of work.
enum Workers {
  /// Trees nest deeper than the 8 MB of a main thread allow for; the pages are used only when needed.
  private static let stackSize = 512 << 20

  /// How many threads `jobs` stands for: 0 is one a core.
  static func threads(_ jobs: Int) -> Int { jobs > 0 ? jobs : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Calls `body` for each index from as many threads as `jobs` says (0: one a core) and gives the results in order.
  /// - Parameter weights: the longest work is begun first, so that no thread waits for it at the end or for what it shares with
  ///   the others.
  static func map<Result: Sendable>(
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

  /// Starts work on a thread of its own and gives what waits for its end.
  static func begin(_ work: @escaping @Sendable () -> Void) -> Helper { Helper(handle: start(WorkBox(work))) }

  struct Helper: Sendable {
    fileprivate let handle: pthread_t?

    /// Waits for the end of the work; to be called once.
    func join() { if let handle { pthread_join(handle, nil) } }
  }

  private final class WorkBox: @unchecked Sendable {
    let work: () -> Void
    init(_ work: @escaping () -> Void) { self.work = work }
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
        Unmanaged<WorkBox>.fromOpaque(argument).takeRetainedValue().work()
        return nil
      }, argument)
    guard status == 0 else {
      Unmanaged<WorkBox>.fromOpaque(argument).release()
      return nil
    }
    return handle
  }
}
