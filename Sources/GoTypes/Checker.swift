import GoSyntax

/// Computes types and values. A checker is made per question: it holds only what is being
/// computed right now, so that cycles and runaway depth end in unknown.
struct Checker {
  let world: WorldPointer
  /// The unit whose files have records; nil when only declarations are looked at.
  let unit: UnsafeMutablePointer<UnitStorage>?
  /// What is being resolved, outermost first.
  var inProgress: [Task] = []
  /// The outermost position of `inProgress` that the current computation ran into; what lies
  /// above it depends on where the computation began and is not kept.
  var cycleStart = Int.max
  /// How often a cycle was met.
  private var cyclesMet = 0
  /// How deep expressions and types nest right now.
  var depth = 0
  /// Links of long chains in files without records.
  var links: [Node: Operand] = [:]

  /// One computation that must not need itself.
  struct Task: Equatable {
    enum Kind { case objectType, underlying, typeSet, constant, layout, bound }
    let kind: Kind
    let id: UInt32
  }

  /// The value of iota in the constant declaration that is evaluated.
  var iota: Int64?

  /// The package whose test methods are seen.
  var view: UInt32 { unit?.pointee.view ?? 0 }

  /// Beyond this depth everything is unknown.
  static var depthLimit: Int { 250 }
  private static var cycleLimit: Int { 1000 }

  init(_ world: WorldPointer?, unit: UnsafeMutablePointer<UnitStorage>? = nil) {
    self.world = world ?? Self.nowhere
    self.unit = unit
  }

  /// A world where nothing is known, for questions about the unknown type.
  private nonisolated(unsafe) static let nowhere: WorldPointer = {
    struct NoSource: PackageSource {
      func resolve(_ importPath: String, from directory: String) -> PackageKey? { nil }
      func load(_ key: PackageKey) -> LoadedPackage? { nil }
    }
    let world = WorldPointer.allocate(capacity: 1)
    world.initialize(to: World(source: NoSource(), sizes: .gcAMD64))
    Universe.declare(in: world)
    return world
  }()

  /// Runs a computation unless it is already under way or nests too deep; then the answer is nil.
  /// `keep` says whether the result may be kept for later questions.
  mutating func run<Result>(_ task: Task, _ body: (inout Checker) -> Result) -> (result: Result, keep: Bool)? {
    if let position = inProgress.lastIndex(of: task) {
      cycleStart = min(cycleStart, position)
      cyclesMet += 1
      return nil
    }
    // What lies on a cycle is not kept, so many declarations that all need each other take
    // exponential time: after some of that the question has no answer.
    guard depth < Self.depthLimit, cyclesMet < Self.cycleLimit else {
      cycleStart = 0
      return nil
    }
    let position = inProgress.count
    inProgress.append(task)
    depth += 1
    let result = body(&self)
    depth -= 1
    inProgress.removeLast()
    let keep = cycleStart >= position
    if keep { cycleStart = .max }
    return (result, keep)
  }

  func basic(_ kind: BasicKind) -> Type { world.basic(kind) }

  /// The child of a node in a role.
  func operandNode(_ node: Node, _ role: Role) -> Node? { node.child(role) }
}
