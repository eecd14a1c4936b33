import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds code that reaches into the representation of maps, strings and slices.
struct RuntimeInternals: Rule {
  static let meta = RuleMeta(
    id: "runtime-internals",
    summary: "unsafe use of how the runtime lays out maps, strings or slices",
    group: .runtime, severity: .error, stage: .stable(since: "0.1.0"),
    why: """
      What a map looks like in memory is the runtime's own business and has changed: a copy of the map header of Go 1.23 reads \
      garbage, with no error, since Go 1.24 put other tables in its place. Functions reached by go:linkname go the same way, \
      and the linker refuses more of them with each version.

      A reflect.StringHeader or SliceHeader that is not the header of a real string or slice holds its pointer as a number: \
      the garbage collector does not see it and may free what it points to. Bytes of a string never change; constants lie in \
      memory that cannot be written, and the fault cannot be recovered from.

      Use unsafe.String, unsafe.Slice and their Data functions (Go 1.17, 1.20) to convert, and the map's own operations.
      """,
    bad: """
      type header struct {
      	count int
      	flags uint8
      	B     uint8
      }

      func buckets(m map[string]int) int {
      	return 1 << (*(**header)(unsafe.Pointer(&m))).B
      }
      """,
    good: """
      func entries(m map[string]int) int {
      	return len(m)
      }
      """,
    limits: [
      "Casts through a variable of type unsafe.Pointer or uintptr are not followed.",
      "A header over memory of which nothing says that Go made it is not reported: it may be C's, or a mapped file's.",
      "The fields of a header that belongs to a real string or slice may be set: package unsafe allows it.",
    ],
    figures: EvidenceFigures.runtimeInternals,
    equivalents: [
      Equivalent("go vet", "unsafeptr", "reports the headers, not map headers, linkname or writes to a string's bytes"),
      Equivalent("gosec", "G103", "reports every use of package unsafe"),
    ])

  static let visits: [Kind] = [.callExpr, .compositeLit, .assignStmt, .incDecStmt]
  static let visitsPackage = true

  private static let pointer = Name.of("Pointer")
  private static let stringHeader = Name.of("StringHeader")
  private static let sliceHeader = Name.of("SliceHeader")
  private static let data = Name.of("Data")
  private static let stringData = Name.of("StringData")
  private static let slice = Name.of("Slice")

  func check(_ node: Node, in pass: Pass) {
    switch node.kind {
    case .callExpr: checkMapCast(node, pass)
    case .compositeLit: checkHeader(node, pass)
    case .incDecStmt: if let target = node.child(.x) { checkStringWrite(target, pass) }
    default:
      for target in node.children(.lhs) {
        checkStringWrite(target, pass)
        checkHeaderField(target, pass)
      }
    }
  }

  // MARK: Map headers

  /// `(**header)(unsafe.Pointer(&m))`, `*(*unsafe.Pointer)(unsafe.Pointer(&m))` and the like.
  private func checkMapCast(_ call: Node, _ pass: Pass) {
    guard let fun = call.child(.fun), fun.kind == .parenExpr, let inner = call.child(.arg)?.unparenthesized,
      let map = pointedMap(inner, pass), pass.unit.isConversion(call)
    else { return }
    let target = pass.unit.type(of: call).underlying
    guard target.kind == .pointer else { return }
    var pointee = target.elem
    if pointee.underlying.kind == .pointer { pointee = pointee.underlying.elem }
    guard pointee.underlying.kind == .struct else { return }
    report(.mapHeader(map.textString), at: call, pass)
  }

  /// The map of `unsafe.Pointer(&m)`.
  private func pointedMap(_ call: Node, _ pass: Pass) -> Node? {
    guard call.kind == .callExpr, isUnsafePointer(call.child(.fun), pass),
      let address = call.child(.arg)?.unparenthesized, address.kind == .unaryExpr, address.token == .and,
      let operand = address.child(.x)?.unparenthesized, pass.unit.type(of: operand).underlying.kind == .map
    else { return nil }
    return operand
  }

  private func isUnsafePointer(_ fun: Node?, _ pass: Pass) -> Bool {
    guard let fun = fun?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == Self.pointer,
      let qualifier = fun.child(.x)
    else { return false }
    return pass.unit.importPath(qualifier) == "unsafe"
  }

  // MARK: Headers of nothing

  /// `reflect.SliceHeader{Data: …}`.
  private func checkHeader(_ literal: Node, _ pass: Pass) {
    guard mayNameHeader(literal, pass), let object = pass.unit.type(of: literal).object,
      object.isObject("reflect", Self.stringHeader) || object.isObject("reflect", Self.sliceHeader)
    else { return }
    let data = literal.children(.elt).first { $0.kind != .keyValueExpr || $0.child(.key)?.name == Self.data }
    guard let data, let value = data.kind == .keyValueExpr ? data.child(.value) : data, pointsIntoHeap(value, pass)
    else { return }
    report(.header(object.name.string, pass.language(at: literal)), at: literal, pass)
  }

  /// Whether a literal's type has the name of a header, or none, or one of the package in a file that imports reflect.
  private func mayNameHeader(_ literal: Node, _ pass: Pass) -> Bool {
    if let type = literal.child(.type)?.unparenthesized, type.kind == .selectorExpr, let name = type.child(.sel)?.name {
      return name == Self.stringHeader || name == Self.sliceHeader
    }
    return pass.file(of: literal).map { !pass.unit.names(ofStandardPackage: "reflect", in: $0).isEmpty } ?? false
  }

  /// `var h reflect.SliceHeader; h.Data = …`: through a pointer the header may be that of a real slice.
  private func checkHeaderField(_ target: Node, _ pass: Pass) {
    let node = target.unparenthesized
    guard node.kind == .selectorExpr, node.child(.sel)?.name == Self.data, let operand = node.child(.x),
      let object = pass.unit.variable(operand)?.type.object,
      object.isObject("reflect", Self.stringHeader) || object.isObject("reflect", Self.sliceHeader),
      let value = target.valueOfTarget, pointsIntoHeap(value, pass)
    else { return }
    report(.header(object.name.string, pass.language(at: target)), at: target, pass)
  }

  private static let addresses = ["UnsafeAddr", "Pointer", "UnsafePointer"].map(Name.of)

  /// Whether an address is seen to be that of Go's memory: `&b[0]`, the Data of another header, what reflect says of a value.
  /// C's memory, and pages that the system maps, are not the collector's.
  private func pointsIntoHeap(_ value: Node, _ pass: Pass) -> Bool {
    var node = value.unparenthesized
    for _ in 0..<4 {
      guard node.kind == .callExpr, isUnsafePointer(node.child(.fun), pass) || pass.unit.isConversion(node),
        let operand = node.child(.arg)
      else { break }
      node = operand.unparenthesized
    }
    switch node.kind {
    case .unaryExpr:
      return node.token == .and && (node.child(.x).map { !pass.unit.type(of: $0).isUnknown } ?? false)
    case .selectorExpr:
      guard node.child(.sel)?.name == Self.data, let operand = node.child(.x) else { return false }
      let type = pass.unit.type(of: operand).unaliased
      let header = (type.kind == .pointer ? type.elem : type).object
      return header.map { $0.isObject("reflect", Self.stringHeader) || $0.isObject("reflect", Self.sliceHeader) }
        ?? false
    case .callExpr:
      guard let callee = pass.unit.callee(of: node) else { return false }
      return callee.package?.path == "reflect" && Self.addresses.contains(callee.name)
    default: return false
    }
  }

  // MARK: Bytes of a string

  /// `unsafe.Slice(unsafe.StringData(s), n)[i] = b`, `*unsafe.StringData(s) = b`, through a local variable or not.
  private func checkStringWrite(_ target: Node, _ pass: Pass) {
    let node = target.unparenthesized
    guard node.kind == .indexExpr || node.kind == .starExpr, let operand = node.child(.x)?.unparenthesized else {
      return
    }
    var source = operand
    if let variable = pass.unit.variable(operand), variable.isLocal, !variable.isParameter {
      guard let value = variable.declaration?.valueOfTarget?.unparenthesized, let function = variable.function,
        let uses = pass.unit.uses(of: variable, in: function),
        uses.allSatisfy({ pass.unit.write(to: $0) == nil })
      else { return }
      source = value
    }
    if source.kind == .callExpr, isUnsafe(source, Self.slice, pass), let first = source.child(.arg)?.unparenthesized {
      source = first
    }
    guard source.kind == .callExpr, isUnsafe(source, Self.stringData, pass) else { return }
    report(.stringBytes, at: target, related: [(.bytesOfString, source)], pass)
  }

  private func isUnsafe(_ call: Node, _ name: Name, _ pass: Pass) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized, fun.kind == .selectorExpr, fun.child(.sel)?.name == name,
      let qualifier = fun.child(.x)
    else { return false }
    return pass.unit.importPath(qualifier) == "unsafe"
  }

  // MARK: Functions of the map runtime

  private static let linkMark = Array("//go:linkname ".utf8)
  private static let mapFunctions: [[UInt8]] = ["runtime.map", "reflect.map", "internal/runtime/maps."].map {
    Array($0.utf8)
  }

  private static let runtime: Set<String> = ["internal", "maps", "reflect", "runtime", "sync", "testing"]

  /// Whether this is the runtime itself, or what is built with it.
  private func isRuntime(_ pass: Pass) -> Bool {
    pass.unit.package.path.split(separator: "/").first.map { Self.runtime.contains(String($0)) } ?? false
  }

  private func report(
    _ message: Message, at node: Node, related: [(Message, Node)] = [], _ pass: Pass
  ) {
    if !isRuntime(pass) { pass.report(Self.self, message, at: node, related: related) }
  }

  func checkPackage(in pass: Pass) {
    if isRuntime(pass) { return }
    for file in pass.reportedFiles {
      for comment in file.comments {
        let text = file.bytes[Int(comment.start)..<Int(comment.end)]
        guard text.starts(with: Self.linkMark) else { continue }
        let words = text.split(whereSeparator: { $0 <= 0x20 })
        guard words.count == 3, Self.mapFunctions.contains(where: { words[2].starts(with: $0) }),
          let declaration = file.declaration(named: words[1])
        else { continue }
        pass.report(Self.self, .link(String(decoding: words[2], as: UTF8.self)), at: declaration)
      }
    }
  }
}

extension SourceFile {
  /// The name of the function that a file declares, as it stands there.
  fileprivate func declaration(named name: Slice<UnsafeBufferPointer<UInt8>>) -> Node? {
    for declaration in root.children where declaration.kind == .funcDecl {
      if let found = declaration.child(.name), found.text.elementsEqual(name) { return found }
    }
    return nil
  }
}

extension Message {
  fileprivate static func mapHeader(_ map: String) -> Message {
    """
    `\(map)` is read as a struct: what a map looks like in memory changed in Go 1.24 and may change again; the fields hold \
    garbage on other versions
    """
  }
  fileprivate static func header(_ name: String, _ language: Int) -> Message {
    // https://go.dev/doc/go1.17, https://go.dev/doc/go1.20
    let (function, since) = name == "StringHeader" ? ("String", 20) : ("Slice", 17)
    let mend = language >= since ? "use unsafe.\(function)" : "fill in the header of a real \(function.lowercased())"
    return """
      a reflect.\(name) of its own: the garbage collector does not see the pointer in it and may free what it points to; \
      \(mend)
      """
  }
  fileprivate static var stringBytes: Message {
    "writes to the bytes of a string, which never change: the program ends with a fault where they are constant"
  }
  fileprivate static var bytesOfString: Message { "the string's bytes" }
  fileprivate static func link(_ target: String) -> Message {
    "go:linkname to `\(target)`: a function of the map runtime, which changed in Go 1.24 and may change again"
  }
}
