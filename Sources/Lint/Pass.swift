import Census
import GoFlow
import GoSyntax
import GoTypes

/// What passes over the same unit have in common, made by the one that asks first.
package struct SharedWork: Sendable {
  let callGraph: SharedCallGraph
  let containers = SharedContainers()

  /// - Parameter leavesOutTests: whether nothing is asked of functions for tests.
  package init(leavesOutTests: Bool = false) { callGraph = SharedCallGraph(leavesOutTests: leavesOutTests) }
}

/// One run of the rules over one unit: what they may ask, and where they report.
///
/// Used by one thread. Nothing is judged in damaged source: `report` drops findings there.
package final class Pass {
  package let unit: Unit
  /// Control flow of the unit's functions.
  package private(set) lazy var flow = PackageFlow(
    unit, shared.callGraph, reported: reported.count < unit.files.count ? reported : nil)
  /// The containers of the unit.
  package private(set) lazy var census = Census(
    unit, flow, shared.containers, reported: isPartial ? reported : nil)
  /// What the unit tells other packages of the run; nil where it is linted alone, and nothing of others can be known.
  package private(set) lazy var facts: UnitFacts? = isInRun.map { UnitFacts(census, isInRun: $0) }
  /// Whether a package is linted too; nil where facts are not asked for.
  private let isInRun: ((Package) -> Bool)?
  package let sizes: Sizes
  /// Minor version of the language that go.mod asks for: of files that ask for no other, and of what GODEBUG defaults to.
  package let language: Int
  /// By file, where a `//go:build` line asks for another.
  private let fileLanguages: [UInt32: Int]
  /// Minor version that the toolchain has at least. A rule that depends on the runtime fires only if it holds on every
  /// toolchain from this one on.
  package let toolchainAtLeast: Int
  /// Minor version of the toolchain where it is known exactly.
  package let toolchain: Int?
  /// Whether a file of the package does not parse whole: what is missing in it may be the one use that excuses a finding.
  package let hasDamage: Bool
  /// The files whose findings are wanted; the others of the unit are read for what they say about these.
  package let reportedFiles: [SourceFile]

  /// Whether nothing is asked but the findings of some files of the unit.
  private let isPartial: Bool

  private let options: RuleOptionValues

  /// Names the package in fingerprints: its import path in a module, nothing outside one.
  let identity: String

  private let files: [UInt32: SourceFile]
  private let reported: Set<UInt32>
  private let shared: SharedWork
  private(set) package var findings: [Finding] = []
  /// Findings that hold only if other packages do their part.
  private(set) package var awaited: [AwaitedFinding] = []
  private var ordinals: [String: Int] = [:]

  package init(
    unit: Unit, reportedFiles: [SourceFile], sizes: Sizes = .gcAMD64, language: Int,
    fileLanguages: [UInt32: Int] = [:], toolchainAtLeast: Int, toolchain: Int? = nil, identity: String = "",
    isInRun: ((Package) -> Bool)? = nil, asksCensus: Bool = false, options: RuleOptionValues = RuleOptionValues(),
    shared: SharedWork = SharedWork()
  ) {
    self.unit = unit
    self.shared = shared
    self.sizes = sizes
    self.language = language
    self.fileLanguages = fileLanguages
    self.toolchainAtLeast = toolchainAtLeast
    self.toolchain = toolchain
    self.identity = identity
    self.isInRun = isInRun
    self.options = options
    self.reportedFiles = reportedFiles
    hasDamage = unit.files.contains { !$0.damaged.isEmpty }
    files = Dictionary(unit.files.map { ($0.fileIndex, $0) }) { first, _ in first }
    reported = Set(reportedFiles.map(\.fileIndex))
    isPartial = isInRun == nil && !asksCensus && reported.count < unit.files.count
  }

  /// Makes what passes over the unit have of its containers in common.
  func gatherContainers() { _ = census }

  /// Whether rules may ask for locks and goroutines of the whole unit: where some files alone are wanted most ask for none.
  var asksConcurrency: Bool { !isPartial || census.mayReportWrites }

  /// The value of an option of a rule: the configuration's, or its default.
  package func value(of option: RuleOption, of rule: any Rule.Type) -> Int {
    options.value(of: option, of: rule.meta.id)
  }

  /// Minor version of the language at a node (22 for `go 1.22`): loop variables, `clear`, ….
  package func language(at node: Node) -> Int { fileLanguages[node.fileIndex] ?? language }

  /// The file a node of the unit belongs to.
  package func file(of node: Node) -> SourceFile? { files[node.fileIndex] }

  /// Whether the node lies in a file for tests.
  package func isInTest(_ node: Node) -> Bool { file(of: node)?.isForTests ?? false }

  /// Whether the package's folders say that it is for tests (`tests/`, `testutil/`, `integrationtests/`): what it keeps ends
  /// with a test run. A name proves nothing, so it may only take confidence away.
  package private(set) lazy var isAmongTests = unit.package.path.split(separator: "/").dropFirst().contains {
    $0.hasPrefix("test") || $0.hasSuffix("tests")
  }

  /// The place of a node, for messages that name one.
  package func location(of node: Node) -> Location? {
    guard let file = file(of: node) else { return nil }
    return location(in: file, node.start..<node.end)
  }

  package func location(in file: SourceFile, _ range: Range<UInt32>) -> Location {
    Location(path: file.path, start: file.point(at: range.lowerBound), end: file.point(at: range.upperBound))
  }

  /// Reports a finding of a rule at a node, with the places that prove it.
  ///
  /// - Parameters:
  ///   - severity: differs from the rule's own only where its meta says so.
  ///   - related: places in the order they are to be read.
  ///   - unless: a lock that makes it all right where other packages of the run call the method and all hold it.
  package func report(
    _ rule: any Rule.Type, _ message: Message, at node: Node, severity: Severity? = nil,
    confidence: Confidence = .high, related: [(Message, Node)] = [], fix: Fix? = nil, unless lock: MethodLock? = nil
  ) {
    guard let finding = finding(rule, message, node, severity, confidence, related, fix) else { return }
    if let lock, isInRun != nil {
      awaited.append(AwaitedFinding(condition: .notHeld(lock), finding: finding))
    } else {
      findings.append(finding)
    }
  }

  /// Leaves a finding to be reported if, by what other packages of the run say, an open use of `facts` meets a write.
  package func await(
    _ rule: any FactRule.Type, _ openUse: Int, _ message: Message, at node: Node, confidence: Confidence,
    related: [(Message, Node)] = []
  ) {
    guard let finding = finding(rule, message, node, nil, confidence, related, nil) else { return }
    awaited.append(AwaitedFinding(condition: .met(openUse, rule), finding: finding))
  }

  /// Leaves a finding of which other packages of the run decide; where the unit is linted alone it is reported as it is, if it
  /// holds there.
  package func await(
    _ rule: any Rule.Type, _ condition: AwaitedFinding.Condition, _ message: Message, at node: Node,
    confidence: Confidence, related: [(Message, Node)] = [], holdsAlone: Bool = true
  ) {
    guard let finding = finding(rule, message, node, nil, confidence, related, nil) else { return }
    if isInRun != nil {
      awaited.append(AwaitedFinding(condition: condition, finding: finding))
    } else if holdsAlone {
      findings.append(finding)
    }
  }

  private func finding(
    _ rule: any Rule.Type, _ message: Message, _ node: Node, _ severity: Severity?, _ confidence: Confidence,
    _ related: [(Message, Node)], _ fix: Fix?
  ) -> Finding? {
    guard let file = file(of: node), reported.contains(node.fileIndex), !isDamaged(node, file) else { return nil }
    let meta = rule.meta
    let function = unit.functionName(enclosing: node)
    return Finding(
      rule: meta.id, group: meta.group.rawValue, severity: severity ?? meta.severity, confidence: confidence,
      message: message.text, location: location(in: file, node.start..<node.end), function: function,
      related: related.compactMap { message, node in
        location(of: node).map { Related(message: message.text, location: $0) }
      },
      fix: fix, fingerprint: fingerprint(meta.id, function, node, file),
      localFunction: localName(of: function), expression: ExpressionText.of(node, in: file))
  }

  /// Whether the node, or the statement it is part of, touches source that does not parse.
  private func isDamaged(_ node: Node, _ file: SourceFile) -> Bool {
    if file.damaged.isEmpty { return false }
    var outer = node
    for ancestor in node.ancestors {
      if ancestor.kind == .badDecl || ancestor.kind == .badStmt || ancestor.kind == .badExpr { return true }
      if ancestor.kind == .funcDecl || ancestor.kind == .genDecl { outer = ancestor }
    }
    return file.isDamaged(outer.start..<outer.end)
  }

  /// Rule, package, function and the node's text: stable when lines move, unique by an ordinal. No part of it is a path of
  /// the machine or depends on the working directory.
  private func fingerprint(_ rule: String, _ function: String, _ node: Node, _ file: SourceFile) -> String {
    var hash = StableHash()
    hash.add(rule)
    hash.add(identity)
    hash.add(String(file.path.split(separator: "/").last ?? ""))
    hash.add(localName(of: function))
    hash.add(node.text)
    let key = hash.description
    let ordinal = ordinals[key, default: 0]
    ordinals[key] = ordinal + 1
    hash.add(String(ordinal))
    return hash.description
  }

  /// A function's full name without the package path, which outside modules depends on the working directory.
  private func localName(of function: String) -> String {
    let path = unit.package.path + "."
    guard let start = function.firstRange(of: path) else { return function }
    return String(function[..<start.lowerBound] + function[start.upperBound...])
  }
}

/// FNV-1a over 64 bits, twice with different offsets: the same on every machine and in every run, as `Hasher` is not.
/// http://www.isthe.com/chongo/tech/comp/fnv/
package struct StableHash: CustomStringConvertible {
  private var low: UInt64 = 0xCBF2_9CE4_8422_2325
  private var high: UInt64 = 0x9AE1_6A3B_2F90_404F

  package init() {}

  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(0)
  }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in bytes { add(byte) }
    add(0)
  }

  private mutating func add(_ byte: UInt8) {
    low = (low ^ UInt64(byte)) &* 0x100_0000_01B3
    high = (high ^ UInt64(byte)) &* 0x100_0000_01B3
    high ^= high >> 29
  }

  package var description: String { Self.hex(low ^ (high >> 7)) + Self.hex(high) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
