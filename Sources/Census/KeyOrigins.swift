import GoFlow
import GoSyntax
import GoTypes

/// Finds where keys come from that have no end: a request, the address of a peer.
package struct KeyOrigins {
  package let unit: Unit
  private let tests: Set<UInt32>

  package init(_ unit: Unit) {
    self.unit = unit
    tests = Set(unit.files.filter { $0.path.hasSuffix("_test.go") }.map(\.fileIndex))
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

  private func origin(of sources: ValueSources, depth: Int, _ left: inout Int) -> Origin? {
    if sources.isBounded { return nil }
    for call in sources.calls where isRemoteAddress(call) { return Origin(kind: .peer, place: call) }
    let parameters = sources.direct.sorted { ($0.declaration?.start ?? 0) < ($1.declaration?.start ?? 0) }
    for parameter in parameters where isRequest(parameter) {
      if let place = parameter.declaration { return Origin(kind: .request, place: place) }
    }
    guard depth < Self.depthLimit else { return nil }
    for expression in sources.calls.lazy.flatMap(results) + parameters.lazy.flatMap(arguments) {
      left -= 1
      if left < 0 { return nil }
      if let origin = origin(of: ValueSources(expression, unit), depth: depth + 1, &left) { return origin }
    }
    return nil
  }

  private static let remoteAddress = Name.of("RemoteAddr")
  private static let protoReflect = Name.of("ProtoReflect")

  private func isRemoteAddress(_ call: Node) -> Bool {
    guard let callee = unit.callee(of: call) else { return false }
    return callee.name == Self.remoteAddress && callee.package?.path == "net"
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

  /// What the calls in the package pass for a parameter of a function declaration, tests left out.
  package func arguments(for parameter: Object) -> [Node] {
    guard let declared = parameter.declaration, let function = parameter.function, function.kind == .funcDecl,
      let name = function.child(.name), let object = unit.object(of: name),
      let names = function.child(.type)?.child(.params)?.children(.field).map({ Array($0.children(.name)) }),
      let position = names.joined().enumerated().first(where: { $0.element == declared })?.offset
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
