import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds maps that two goroutines may use at the same time, one of them to change it, with no lock.
struct UnlockedMapWrite: FactRule {
  static let meta = RuleMeta(
    id: "unlocked-map-write",
    summary: "a map is written while another goroutine may use it, with no lock",
    group: .concurrency, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      A Go map must not be used by one goroutine while another changes it. If the runtime notices, the program ends with \
      "fatal error: concurrent map writes", which recover() does not catch; mostly it does not notice, and entries are lost \
      or found wrong.

      Guard the map with a sync.Mutex at every use, let one goroutine own it, or give each goroutine a map of its own and \
      merge them after the join.
      """,
    bad: """
      func lengths(words []string) map[string]int {
      	out := map[string]int{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); out[word] = len(word) }()
      	}
      	group.Wait()
      	return out
      }
      """,
    good: """
      func lengths(words []string) map[string]int {
      	out, mu := map[string]int{}, sync.Mutex{}
      	var group sync.WaitGroup
      	for _, word := range words {
      		group.Add(1)
      		go func() { defer group.Done(); mu.Lock(); out[word] = len(word); mu.Unlock() }()
      	}
      	group.Wait()
      	return out
      }
      """,
    limits: [
      "of fields only those of a value that the starter has too, and of receivers of handlers",
      "what a loop declares counts as each turn's own; that goroutines share it below go 1.22 in go.mod is not reported",
      "anything before the write that may be a lock or a hand-over makes the rule silent, a wrong lock too",
      "calls of a goroutine are followed a few steps, to functions and methods of the package",
      "a lock held around any call that hands a request on makes the rule silent about all handlers of the package",
      """
      a map behind a receiver is told with low confidence where goroutines of another package come to the call through others: \
      whether they have one value, and on what conditions they come there, is not known
      """,
      "a server in a test that starts a goroutine for each client is told with low confidence: the test may have one client",
      "what other packages do is known of those in the run alone: of one file or one package nothing is said that hangs on them",
    ],
    figures: EvidenceFigures.unlockedMapWrite,
    equivalents: [
      Equivalent("go test", "-race", "sees only the runs in which both goroutines come to the map"),
      Equivalent(
        "revive", "datarace",
        "reports named results and variables of loops that goroutines use, not maps that they write"),
      Equivalent(
        "semgrep", "trailofbits.go.racy-write-to-map.racy-write-to-map",
        "reports a local map that goroutines started in a loop write, without fields or other functions"),
    ])

  static let visitsPackage = true

  func checkPackage(in pass: Pass) {
    let maps = reportRaces(in: pass)
    for (index, use) in (pass.facts?.openUses ?? []).enumerated()
    where use.access.isWrite && !maps.contains(use.container.object) {
      pass.await(
        Self.self, index, .unlockedForOthers(use.access.name.textString), at: use.access.operation, confidence: .medium,
        related: [(.declared(use.container.object.name.string), use.container.declaration)])
    }
  }

  /// Reports what the unit shows by itself; answers with the maps.
  private func reportRaces(in pass: Pass) -> Set<Object> {
    guard Concurrency.mayStart(pass.unit), let used = GoroutineUses.ofMaps(in: pass.census) else { return [] }
    let order = EntryPointOrder(pass.flow)
    // A helper that several handlers call is one mistake.
    var reported: Set<Node> = []
    var maps: Set<Object> = []
    for (place, uses) in used {
      guard uses.contains(where: \.isWrite), let race = MapRace.first(on: place, uses, order),
        reported.insert(race.write.operation).inserted
      else { continue }
      report(race, on: place, in: pass)
      maps.insert(place.fields.last ?? place.root)
    }
    for meeting in MapMeetings.all(in: pass.census) {
      let map = meeting.place.fields.last ?? meeting.place.root
      if maps.insert(map).inserted, !reported.contains(meeting.write.access.operation) { report(meeting, in: pass) }
    }
    return maps
  }

  static func message(for evidence: FactEvidence) -> Message {
    switch evidence {
    case .call(let function, let package): .calledFrom(function, package)
    case .start(.request): .handles
    case .start(.loop): .startedInLoop
    case .start: .started
    case .use(let isWrite), .resultUse(_, let isWrite), .parameterUse(let isWrite): isWrite ? .otherWrite : .otherRead
    }
  }

  private func report(_ race: MapRace, on place: AccessPath, in pass: Pass) {
    var related: [(Message, Node)] = []
    switch race {
    case .withItself(let write, let start):
      let name = write.name.textString
      let isHandler = start.kind == .handler || start.kind == .service
      let isOneByOne = start.kind == .service && isPlugin(pass) || isForClientsOfTest(start, pass)
      if write.operation != write.node { related.append((.calledHere, write.node)) }
      related.append((isHandler ? .handles : .startedInLoop, start.start))
      pass.report(
        Self.self, isHandler ? .unlockedInHandler(name) : .unlockedInMany(name), at: write.operation,
        confidence: isOneByOne ? .low : write.operation == write.node ? .high : .medium,
        related: related + declaration(of: place))
    case .between(let write, let start, let other, let otherStart):
      related.append((.started, start.start))
      related.append((other.isWrite ? .otherWrite : .otherRead, other.operation))
      if let otherStart, otherStart.start != start.start { related.append((.otherStarted, otherStart.start)) }
      pass.report(
        Self.self, .unlockedBeside(write.name.textString), at: write.operation, confidence: .medium,
        related: related + declaration(of: place))
    }
  }

  /// Whether the package is a plugin, which serves the one program that started it: as a rule one call after the other.
  private func isPlugin(_ pass: Pass) -> Bool { pass.unit.imports { $0 == "github.com/hashicorp/go-plugin" } }

  private static let accept = Name.of("Accept")

  /// Whether a server in a test starts a goroutine for each client: how many there are is up to the test.
  private func isForClientsOfTest(_ start: EntryPoint, _ pass: Pass) -> Bool {
    guard pass.isInTest(start.start), let loop = start.start.enclosingLoop else { return false }
    return loop.descendants.contains { node in
      guard node.kind == .callExpr, let fun = node.child(.fun)?.unparenthesized, fun.kind == .selectorExpr else {
        return false
      }
      return fun.child(.sel)?.name == Self.accept
    }
  }

  /// What the ways through the functions around show; whether they are all taken is less sure.
  private func report(_ meeting: MapMeeting, in pass: Pass) {
    let write = meeting.write
    var related: [(Message, Node)] = []
    if let entry = write.entry { related += start(entry, at: write.node, .started) }
    guard let other = meeting.other else {
      pass.report(
        Self.self, .unlockedInMany(write.access.name.textString), at: write.access.operation, confidence: .low,
        related: related + declaration(of: meeting.place))
      return
    }
    related.append((other.access.isWrite ? .otherWrite : .otherRead, other.access.operation))
    if let entry = other.entry { related += start(entry, at: other.node, .otherStarted) }
    pass.report(
      Self.self, .unlockedBeside(write.access.name.textString), at: write.access.operation, confidence: .low,
      related: related + declaration(of: meeting.place))
  }

  private func start(_ entry: EntryPoint, at node: Node, _ message: Message) -> [(Message, Node)] {
    node == entry.start ? [(message, entry.start)] : [(message, entry.start), (.startsHere, node)]
  }

  private func declaration(of place: AccessPath) -> [(Message, Node)] {
    let object = place.fields.last ?? place.root
    return object.declaration.map { [(.declared(object.name.string), $0)] } ?? []
  }
}

extension Message {
  fileprivate static func unlockedInMany(_ map: String) -> Message {
    """
    goroutines that run at the same time write `\(map)` here with no lock: entries get lost, or the program ends with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedInHandler(_ map: String) -> Message {
    """
    requests that are served at the same time write `\(map)` here with no lock: entries get lost, or the program ends \
    with "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedBeside(_ map: String) -> Message {
    """
    `\(map)` is written here while another goroutine may use it, with no lock: the program may end with \
    "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func unlockedForOthers(_ map: String) -> Message {
    """
    `\(map)` is written here with no lock, and other packages come here from several goroutines: entries get lost, or the \
    program ends with "fatal error: concurrent map writes", which recover() does not catch
    """
  }
  fileprivate static func calledFrom(_ function: String, _ package: String) -> Message {
    "`\(function)` is called here, in package \(package)"
  }
  fileprivate static var startedInLoop: Message { "each turn of a loop starts one more goroutine here" }
  fileprivate static var handles: Message { "the server runs it for every request, each in a goroutine of its own" }
  fileprivate static var calledHere: Message { "the goroutine comes to it through this call" }
  fileprivate static var started: Message { "the goroutine starts here" }
  fileprivate static var startsHere: Message { "through this call" }
  fileprivate static var otherStarted: Message { "the other goroutine starts here" }
  fileprivate static var otherWrite: Message { "written here too" }
  fileprivate static var otherRead: Message { "read here" }
  fileprivate static func declared(_ map: String) -> Message { "`\(map)` is one map for all of them" }
}
