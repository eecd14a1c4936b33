import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds long-lived maps with pointers that grow with what comes in.
struct PointerHeavyCache: Rule {
  static let meta = RuleMeta(
    id: "pointer-heavy-cache",
    summary:
      "a long-lived map with pointers in its keys or values grows with requests: each collection walks all of it",
    group: .layout, severity: .info, stage: .preview(since: "0.1.0"), isOnByDefault: false,
    why: """
      The collector follows every pointer of a map each time it runs, and a string is a pointer: a map from 100,000 texts to \
      pointers is 200,000 objects that each collection visits, beside the program, in no pause. A map without any is not looked at.

      That needs a key and a value without pointers: a number or an array of bytes as the key (a hash of the text), an index \
      into a slice as the value. Below some 100,000 entries it is not worth a thought.
      """,
    bad: """
      type sessions struct {
      	mu sync.Mutex
      	byName map[string]*session
      }
      type session struct{ hits int }
      func (s *sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
      	s.mu.Lock()
      	defer s.mu.Unlock()
      	s.byName[r.URL.Path] = &session{}
      }
      """,
    good: """
      type sessions struct {
      	mu   sync.Mutex
      	byID map[[32]byte]session
      }
      type session struct{ hits int }

      func (s *sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
      	s.mu.Lock()
      	defer s.mu.Unlock()
      	if len(s.byID) > 1_000_000 {
      		clear(s.byID)
      	}
      	s.byID[sha256.Sum256([]byte(r.URL.Path))] = session{}
      }
      """,
    limits: [
      "How many entries there are cannot be known: the rule says what a million hold, with low confidence. In preview: of the "
        + "eleven findings that were read, one was of a map that grows large.",
      "Maps whose length is looked at, whose keys are constants or of a small type, and that only the start of the program fills are "
        + "silent.",
    ],
    figures: EvidenceFigures.pointerHeavyCache,
    equivalents: [
      Equivalent(
        "golang.org/x/tools", "fieldalignment",
        "reports how far pointers reach in a struct, not what a map holds; not part of go vet")
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    if pass.hasDamage { return }
    let isHelper = HelpersForTests(pass)
    for container in pass.census.containers
    where container.kind == .map && container.scope != .local && !isHelper.declares(container) {
      check(container, pass)
    }
  }

  private func check(_ container: Container, _ pass: Pass) {
    let census = pass.census
    guard let map = container.map?.underlying, map.kind == .map, let pointers = Pointers(map, pass.sizes),
      census.variety.isUnbounded(map.key), !container.isExported || census.isMain,
      let lifetime = lifetime(container, pass), census.bound(of: container) == nil
    else { return }
    var likely: Site?
    for site in container.sites where site.kind == .write && !pass.isInTest(site.node) {
      guard let key = site.key, pass.unit.constant(of: key) == nil, !isAtStart(site, pass) else { continue }
      if census.origins.origin(of: ValueSources(key, pass.unit)) != nil {
        return report(container, map, pointers, lifetime, site, pass)
      }
      if likely == nil, isEndless(site.operation, pass) { likely = site }
    }
    if let likely { report(container, map, pointers, lifetime, likely, pass) }
  }

  private func report(
    _ container: Container, _ map: Type, _ pointers: Pointers, _ lifetime: Node, _ site: Site, _ pass: Pass
  ) {
    pass.report(
      Self.self, .walked(pass.census.displayName(of: container), pointers, pass.entryBytes(map)),
      at: container.declaration,
      confidence: .low,
      related: [(.added, site.operation)] + (lifetime == container.declaration ? [] : [(.lives, lifetime)]))
  }

  /// What says that a container lives as long as the process.
  private func lifetime(_ container: Container, _ pass: Pass) -> Node? {
    if container.scope == .package { return container.declaration }
    switch pass.census.longLived.reason(container.structType) {
    case .variable(let object): return object.declaration
    case .handler(let method): return method
    case nil: return nil
    }
  }

  private func isAtStart(_ site: Site, _ pass: Pass) -> Bool {
    guard let function = pass.flow.callGraph.function(enclosing: site.node) else { return true }
    return pass.flow.concurrency.isStartupOnly(function)
  }

  /// Whether a loop without end adds: one with no condition, or over a channel.
  private func isEndless(_ node: Node, _ pass: Pass) -> Bool {
    node.enclosingLoops.contains { loop in
      guard let body = loop.child(.body) else { return false }
      if loop.kind == .forStmt { return loop.child(.cond) == nil && !leaves(body, loop) }
      return loop.child(.x).map { pass.unit.type(of: $0).underlying.kind == .chan } ?? false
    }
  }

  /// Whether a `break` in a loop's body leaves the loop.
  private func leaves(_ body: Node, _ loop: Node) -> Bool {
    body.descendants.contains { node in
      guard node.kind == .branchStmt, node.token == .break else { return false }
      if node.child(.label) != nil { return true }
      let left = node.ancestors.first {
        $0.isLoop || $0.kind == .switchStmt || $0.kind == .typeSwitchStmt || $0.kind == .selectStmt
      }
      return left == loop
    }
  }
}

/// The pointers that a collection follows for an entry of a map: those in key and value, and in what a pointer points to.
private struct Pointers {
  let count: Int
  /// Whether there may be more behind them.
  let isLeast: Bool

  /// Nil where there are none, or it is not known.
  init?(_ map: Type, _ sizes: Sizes) {
    let points = map.elem.underlying.kind == .pointer
    var words = Words()
    guard words.add(map.key), words.add(points ? map.elem.underlying.elem : map.elem),
      let keySize = map.key.size(sizes), let valueSize = map.elem.size(sizes)
    else { return nil }
    let all = words.count + (points ? 1 : 0) + [keySize, valueSize].count { $0 > EntryCost.inlineLimit }
    if all == 0 { return nil }
    count = all
    isLeast = words.leadOn
  }

  private struct Words {
    var count = 0
    var leadOn = false

    /// Counts the words of a type that point: one of a string, slice or interface. False where it is not known.
    mutating func add(_ type: Type, times: Int = 1, depth: Int = 0) -> Bool {
      guard depth < 8 else { return false }
      let type = type.underlying
      switch type.kind {
      case .basic:
        if type.basicKind == .string || type.basicKind == .unsafePointer { count += times }
      case .slice:
        count += times
        if type.elem.containsPointers != false { leadOn = true }
      case .pointer, .map, .chan, .signature, .interface:
        count += times
        leadOn = true
      case .array:
        guard let length = type.length, length < 1 << 20, times < 1 << 20 else { return false }
        return length == 0 || add(type.elem, times: times * Int(length), depth: depth + 1)
      case .struct:
        for field in type.fields where !add(field.type, times: times, depth: depth + 1) { return false }
      default: return false
      }
      return true
    }
  }
}

extension Message {
  fileprivate static func walked(_ map: String, _ pointers: Pointers, _ bytes: Int?) -> Message {
    let million = "\(pointers.isLeast ? "at least " : "")\(pointers.count) million pointers"
    let memory = bytes.map { ", and a table of \($0) MB" } ?? ""
    return
      "`\(map)` grows with what comes in: a million entries hold \(million), which each collection follows\(memory)"
  }
  fileprivate static var added: Message { "keys are added here" }
  fileprivate static var lives: Message { "it lives as long as this" }
}
