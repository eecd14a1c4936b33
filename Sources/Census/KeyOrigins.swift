import GoFlow
import GoSyntax
import GoTypes

/// Finds where keys come from that have no end: a request, the address of a peer.
package struct KeyOrigins {
  package let unit: Unit
  private let tests: Set<UInt32>

  package init(_ unit: Unit) {
    self.unit = unit
    tests = Set(unit.files.filter(\.isForTests).map(\.fileIndex))
  }

  package struct Origin {
    package enum Kind { case request, peer }
    package let kind: Kind
    package let place: Node
  }

  /// How far parameters are followed into calls and calls into results.
  private static let depthLimit = 3
  /// So many arguments and results are looked at for one key.
  private static let workLimit = 200

  /// Where a value comes from that may be anything. Looks through the parameters of functions into their calls in the
  /// package.
  package func origin(of sources: ValueSources) -> Origin? {
    var left = Self.workLimit
    return origin(of: sources, depth: 0, &left)
  }

  /// `result` is the call whose result the value is: what the function is given there, and not at its other calls.
  private func origin(of sources: ValueSources, result: Node? = nil, depth: Int, _ left: inout Int) -> Origin? {
    if sources.isBounded { return nil }
    for call in sources.calls where isRemoteAddress(call) { return Origin(kind: .peer, place: call) }
    let parameters = sources.direct.sorted { ($0.declaration?.start ?? 0) < ($1.declaration?.start ?? 0) }
    for parameter in parameters where isRequest(parameter) {
      if let place = parameter.declaration { return Origin(kind: .request, place: place) }
    }
    guard depth < Self.depthLimit else { return nil }
    var next: [(value: Node, call: Node?)] = []
    for call in sources.calls where next.count < left { next += results(of: call).map { ($0, call) } }
    for parameter in parameters where next.count < left {
      let values = result.map { argument(for: parameter, of: $0) } ?? arguments(for: parameter)
      next += values.map { ($0, nil) }
    }
    for (value, call) in next {
      left -= 1
      if left < 0 { return nil }
      let sources = ValueSources(value, unit)
      if let origin = origin(of: sources, result: call, depth: depth + 1, &left) { return origin }
    }
    return nil
  }

  private static let remoteAddress = Name.of("RemoteAddr")
  private static let protoReflect = Name.of("ProtoReflect")

  private static let udpConn = Name.of("UDPConn")

  /// Whether a call gives the address of a peer that came by itself. A connection of UDP has a peer only where it was dialled:
  /// its address is as good as a constant. https://pkg.go.dev/net#DialUDP
  private func isRemoteAddress(_ call: Node) -> Bool {
    guard let callee = unit.callee(of: call), callee.name == Self.remoteAddress, callee.package?.path == "net",
      let connection = call.child(.fun)?.unparenthesized.child(.x)
    else { return false }
    let type = unit.type(of: connection).unaliased
    if type.kind == .pointer, type.elem.isNamed("net", Self.udpConn) { return false }
    return !isDialled(connection)
  }

  /// Whether a connection is a local variable that a function of package net or crypto/tls has dialled.
  private func isDialled(_ connection: Node) -> Bool {
    guard let statement = unit.variable(connection)?.declaration?.parent, statement.kind == .assignStmt,
      let call = statement.child(.rhs)?.unparenthesized, call.kind == .callExpr, let callee = unit.callee(of: call)
    else { return false }
    return callee.name.string.hasPrefix("Dial") && ["net", "crypto/tls"].contains(callee.package?.path)
  }

  /// `*http.Request`, or the message that a method gets beside a context and answers with a message and an error: gRPC.
  private func isRequest(_ parameter: Object) -> Bool {
    let type = parameter.type.unaliased
    guard type.kind == .pointer else { return false }
    if type.elem.isNamed("net/http", .of("Request")) { return true }
    guard type.lookup(Self.protoReflect, in: nil) != nil, let declaration = parameter.declaration,
      let function = declaration.ancestors.first(where: { $0.kind == .funcDecl }), function.child(.recv) != nil,
      function.contains(declaration), let name = function.child(.name), name.name.isExported,
      let signature = unit.object(of: name)?.type, signature.parameters.count == 2, signature.results.count == 2
    else { return false }
    return signature.parameters[0].type.isNamed("context", .of("Context"))
      && signature.results[0].type.lookup(Self.protoReflect, in: nil) != nil
  }

  /// What a function of the package that a call calls returns.
  private func results(of call: Node) -> [Node] {
    guard let declaration = unit.callee(of: call)?.declaration?.parent, declaration.kind == .funcDecl,
      unit.files.contains(where: { $0.fileIndex == declaration.fileIndex }), let body = declaration.child(.body)
    else { return [] }
    return body.descendants.filter { $0.kind == .returnStmt && $0.enclosingFunction == declaration }
      .compactMap { $0.child(.result) }
  }

  /// The position of a parameter among those of its function declaration.
  private func position(of parameter: Object) -> Int? {
    guard let declared = parameter.declaration, let function = parameter.function, function.kind == .funcDecl else {
      return nil
    }
    let names = function.child(.type)?.child(.params)?.children(.field).map { Array($0.children(.name)) }
    return names?.joined().enumerated().first { $0.element == declared }?.offset
  }

  /// What a call passes for a parameter of the function that it calls.
  private func argument(for parameter: Object, of call: Node) -> [Node] {
    guard let callee = unit.callee(of: call)?.declaration?.parent, callee == parameter.function,
      let position = position(of: parameter)
    else { return [] }
    let arguments = Array(call.children(.arg))
    return position < arguments.count ? [arguments[position]] : []
  }

  /// What the calls in the package pass for a parameter of a function declaration, tests left out.
  package func arguments(for parameter: Object) -> [Node] {
    guard let name = parameter.function?.child(.name), let object = unit.object(of: name),
      let position = position(of: parameter)
    else { return [] }
    return unit.references(to: object).compactMap { reference in
      if tests.contains(reference.fileIndex) { return nil }
      var called = reference
      if called.role == .sel, let selector = called.parent { called = selector }
      called = called.withParentheses
      guard called.role == .fun, let call = called.parent, call.kind == .callExpr else { return nil }
      let arguments = Array(call.children(.arg))
      return position < arguments.count ? arguments[position] : nil
    }
  }
}
