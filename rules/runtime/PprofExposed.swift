import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds profiling handlers on a server that is reachable from other machines.
struct PprofExposed: Rule {
  static let meta = RuleMeta(
    id: "pprof-exposed",
    summary: "net/http/pprof answers on a server that listens beyond this machine",
    group: .runtime, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      Importing net/http/pprof registers its handlers on http.DefaultServeMux. A server without a handler of its own serves \
      that mux, so everyone who reaches it can read the command line with any secrets in it, dump heap and goroutines, and keep \
      the program busy with CPU profiles and traces.

      Serve profiles on an address of this machine (localhost), or give the public server a mux of its own.
      """,
    bad: """
      package main

      import (
      	"net/http"
      	_ "net/http/pprof"
      )

      func main() { http.ListenAndServe(":8080", nil) }
      """,
    good: """
      package main

      import (
      	"net/http"
      	_ "net/http/pprof"
      )

      func main() { http.ListenAndServe("localhost:6060", nil) }
      """,
    limits: [
      "The import and the server must be in one package.",
      "Addresses that are not constant are known only from the default of a flag.",
      "Handlers of pprof that are put on another mux by hand are not judged: that was a decision.",
      "Files with build constraints are left out: someone asked for them.",
      """
      In preview: the five findings in 23 million lines are true, and are too few to say more.
      """,
    ],
    figures: EvidenceFigures.pprofExposed,
    equivalents: [
      Equivalent("gosec", "G108", "reports the import, whatever is served and where", covers: true),
      Equivalent(
        "semgrep", "go.lang.security.audit.net.pprof.pprof-debug-exposure",
        "reports the import beside any server that listens beyond this machine"),
    ],
    // CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:L: some secrets, some of the processor.
    securityScore: "6.5")

  static let visitsPackage = true

  private static let listens: Set<Name> = [Name.of("ListenAndServe"), Name.of("ListenAndServeTLS")]
  private static let serve = Name.of("Serve")
  private static let listen = Name.of("Listen")
  private static let server = Name.of("Server")
  private static let addr = Name.of("Addr")
  private static let handler = Name.of("Handler")
  private static let defaultMux = Name.of("DefaultServeMux")
  private static let path = Array("\"net/http/pprof\"".utf8)

  func checkPackage(in pass: Pass) {
    guard let spec = profilingImport(pass), !pass.hasDamage else { return }
    for file in pass.reportedFiles where !file.isForTests {
      for node in file.root.descendants {
        switch node.kind {
        case .callExpr: checkCall(node, spec, pass)
        case .compositeLit: checkServer(node, spec, pass)
        default: break
        }
      }
    }
  }

  /// The import of net/http/pprof in a file that is always built.
  private func profilingImport(_ pass: Pass) -> Node? {
    for file in pass.unit.files where !file.isForTests {
      let spec = file.root.descendants.first { node in
        node.kind == .importSpec && node.child(.path)?.text.elementsEqual(Self.path) ?? false
      }
      if let spec, !isConstrained(file, before: spec.start) { return spec }
    }
    return nil
  }

  private static let constraint = Array("//go:build ".utf8)
  private static let oldConstraint = Array("// +build ".utf8)

  private func isConstrained(_ file: SourceFile, before end: UInt32) -> Bool {
    file.comments.contains { comment in
      let text = file.bytes[Int(comment.start)..<Int(comment.end)]
      return comment.end < end && (text.starts(with: Self.constraint) || text.starts(with: Self.oldConstraint))
    }
  }

  /// `http.ListenAndServe(":80", nil)`, `http.Serve(listener, nil)`.
  private func checkCall(_ call: Node, _ spec: Node, _ pass: Pass) {
    let arguments = Array(call.children(.arg))
    guard let last = arguments.last, servesDefaultMux(last, pass), let first = arguments.first else { return }
    if Self.listens.contains(where: { pass.unit.isCall(call, of: "net/http", $0) }) {
      report(call, address: first, spec, pass)
    } else if pass.unit.isCall(call, of: "net/http", Self.serve), let listener = pass.unit.variable(first),
      let maker = listener.declaration?.madeBy, pass.unit.isCall(maker, of: "net", Self.listen)
    {
      guard let address = Array(maker.children(.arg)).dropFirst().first else { return }
      report(call, address: address, spec, pass)
    }
  }

  /// `http.Server{Addr: ":80"}` with no handler, which is listened on in this function or kept by nobody who may set one.
  private func checkServer(_ literal: Node, _ spec: Node, _ pass: Pass) {
    guard let object = pass.unit.type(of: literal).object, object.isObject("net/http", Self.server) else { return }
    var address: Node?
    for element in literal.children(.elt) {
      guard element.kind == .keyValueExpr, let key = element.child(.key), let value = element.child(.value) else {
        return
      }
      if key.name == Self.addr { address = value }
      if key.name == Self.handler, !servesDefaultMux(value, pass) { return }
    }
    guard let address, isServed(literal, pass) else { return }
    report(literal, address: address, spec, pass)
  }

  /// Whether a server is listened on and its handler is not set after all.
  private func isServed(_ literal: Node, _ pass: Pass) -> Bool {
    var value = literal.withParentheses
    if let parent = value.parent, parent.kind == .unaryExpr, parent.token == .and { value = parent.withParentheses }
    if let selector = value.parent, selector.kind == .selectorExpr { return isListening(selector) }
    guard let target = value.targetOfLoad, let variable = pass.unit.variable(target), variable.isLocal,
      let function = variable.function, let uses = pass.unit.uses(of: variable, in: function)
    else { return false }
    var listens = false
    for use in uses {
      switch pass.unit.use(of: use) {
      case .declared: continue
      case .selected(let selector):
        if isListening(selector) { listens = true }
        if pass.unit.write(to: selector) != nil, selector.child(.sel)?.name == Self.handler { return false }
      default: return false
      }
    }
    return listens
  }

  private func isListening(_ selector: Node) -> Bool {
    selector.child(.sel).map { Self.listens.contains($0.name) } ?? false
  }

  private func servesDefaultMux(_ handler: Node, _ pass: Pass) -> Bool {
    if pass.unit.isNil(handler) { return true }
    guard let variable = pass.unit.namedVariable(handler) else { return false }
    return variable.isObject("net/http", Self.defaultMux)
  }

  // MARK: Addresses

  private func report(_ place: Node, address: Node, _ spec: Node, _ pass: Pass) {
    guard let (text, isDefault) = knownAddress(address, pass), Self.isBeyondThisMachine(text) else { return }
    pass.report(
      Self.self, .exposed(text, isDefault), at: place, confidence: isDefault ? .medium : .high,
      related: [(.registered, spec)])
  }

  private static let flagPath = "flag"
  private static let flagString = Name.of("String")

  /// The text of a constant address, or the default of the flag that it comes from.
  private func knownAddress(_ expression: Node, _ pass: Pass) -> (text: String, isDefault: Bool)? {
    if case .string(let bytes)? = pass.unit.constant(of: expression) {
      return (String(decoding: bytes, as: UTF8.self), false)
    }
    let node = expression.unparenthesized
    guard node.kind == .starExpr, let pointer = node.child(.x), let variable = pass.unit.variable(pointer),
      let maker = variable.declaration?.valueOfTarget?.unparenthesized,
      pass.unit.isCall(maker, of: Self.flagPath, Self.flagString)
    else { return nil }
    let arguments = Array(maker.children(.arg))
    guard arguments.count == 3, case .string(let bytes)? = pass.unit.constant(of: arguments[1]) else { return nil }
    return (String(decoding: bytes, as: UTF8.self), true)
  }

  /// Whether other machines reach a server on an address `host:port`: `:80` and `0.0.0.0:80` listen on all interfaces. An
  /// empty address is a flag nobody set, or ":http".
  static func isBeyondThisMachine(_ address: String) -> Bool {
    guard let colon = address.lastIndex(of: ":") else { return false }
    let host = address[..<colon]
    if host == "localhost" || host == "[::1]" || host == "ip6-localhost" { return false }
    return !host.hasPrefix("127.")
  }
}

extension Node {
  /// The variable that a value is assigned to or declared with.
  fileprivate var targetOfLoad: Node? {
    guard let parent, role == .rhs || role == .value else { return nil }
    let targets = Array(parent.children(parent.kind == .assignStmt ? .lhs : .name))
    let values = Array(parent.children(role))
    guard targets.count == values.count, let index = values.firstIndex(of: self) else { return nil }
    return targets[index]
  }

  /// The call whose first result a declared variable is: `l, err := f()`.
  fileprivate var madeBy: Node? {
    if let value = valueOfTarget { return value.unparenthesized }
    guard let parent, parent.kind == .assignStmt, parent.child(.lhs) == self else { return nil }
    return parent.child(.rhs)?.unparenthesized
  }
}

extension Message {
  fileprivate static func exposed(_ address: String, _ isDefault: Bool) -> Message {
    """
    profiles, heap and command line are served to everyone who reaches `\(address)`\(isDefault ? ", the flag's default" : ""): \
    net/http/pprof is on the mux served here; listen on localhost or serve a mux of your own
    """
  }
  fileprivate static var registered: Message { "this import registers the handlers" }
}
