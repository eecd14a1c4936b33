import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Finds what a slice keeps alive behind what is used of it: a large buffer behind a few bytes, an element behind a queue.
struct SubsliceRetention: Rule {
  static let meta = RuleMeta(
    id: "subslice-retention",
    summary:
      "a few bytes of a large buffer are kept, and so is the buffer; or an element is popped, and its slot keeps it",
    group: .retention, severity: .warning, stage: .preview(since: "0.1.0"),
    why: """
      A slice keeps its whole array alive, and a substring its whole text: of 100 buffers of 64 KB of which 16 bytes \
      are kept, 6.6 MB stay. So do `b[:16:16]`, strings.TrimSpace and strings.Split of it. A copy keeps 16 bytes.

      In the same way `q = q[1:]` and `q = q[:len(q)-1]` take an element off and leave it in the array: what it points to \
      stays until the slot is written again or the array is dropped. Set the slot to nil first.
      """,
    bad: """
      type queue struct { mu sync.Mutex; jobs []*job }
      type job struct{ input []byte }

      func (q *queue) add(j *job) { q.jobs = append(q.jobs, j) }
      func (q *queue) next() *job {
      	j := q.jobs[0]
      	q.jobs = q.jobs[1:]
      	return j
      }
      """,
    good: """
      type queue struct { mu sync.Mutex; jobs []*job }
      type job struct{ input []byte }

      func (q *queue) add(j *job) { q.jobs = append(q.jobs, j) }
      func (q *queue) next() *job {
      	j := q.jobs[0]
      	q.jobs[0] = nil
      	q.jobs = q.jobs[1:]
      	return j
      }
      """,
    limits: [
      "Of buffers only those that the function reads whole (io.ReadAll, os.ReadFile) or makes with at least 4096 bytes are known to "
        + "be large, and only parts with a constant end of at most 1024.",
      "A queue is known to live long if it is a package-level variable or lies in a struct with a lock or a channel, and another "
        + "function appends to it. A stack of a parser is dropped with the parser, a heap for a merge with the merge.",
      "The confidence is low for a stack, whose next push writes the slot, and for a queue whose length is compared where it grows.",
      "A part is copied by the fix where the file imports strings, bytes or slices and go.mod has their Clone: go 1.18, 1.20 and 1.21.",
      "A pop is not judged in a function that writes to an element or hands out others too: it may clear the slot, or keep a list "
        + "of free ones, which come back. Nor where the whole queue is replaced.",
      "Low confidence too in folders that say that they are for tests, and silent for a heap that nothing is pushed onto or popped from.",
      """
      In preview: of 15 findings shown by default that were read 11 are true, too few to say more; whether a queue is ever long \
      is not seen.
      """,
    ],
    figures: EvidenceFigures.subsliceRetention)

  static let visits: [Kind] = [.sliceExpr]

  private static let largestPart: Int64 = 1024

  func check(_ slice: Node, in pass: Pass) {
    if pass.isInTest(slice) { return }
    if let pop = QueuePop(slice, pass) { return report(pop, pass) }
    guard let high = slice.child(.high), let end = pass.unit.integer(high), end > 0, end <= Self.largestPart,
      let operand = slice.child(.x), let buffer = pass.unit.variable(operand), buffer.isLocal, !buffer.isParameter,
      let store = KeptPart.store(of: slice, pass), let source = KeptPart.source(of: buffer, pass)
    else { return }
    pass.report(
      Self.self, .keepsBuffer(slice.textString, buffer.name.string, source.size), at: slice, confidence: .medium,
      related: [(.read, source.place), (.stored, store)], fix: KeptPart.fix(slice, pass))
  }

  private func report(_ pop: QueuePop, _ pass: Pass) {
    guard let (holder, confidence) = pop.holder() else { return }
    let pointee = pop.element.underlying.kind == .pointer ? pass.allocated(pop.element.underlying.elem) : nil
    pass.report(
      Self.self, .keepsElement(pop.slot, pop.element.shortString, pointee), at: pop.statement,
      confidence: confidence, related: [(.holder, holder)], fix: pop.fix())
  }
}

/// A part of a large buffer that is stored where it outlives the buffer's use.
private enum KeptPart {
  struct Source {
    let place: Node
    /// Where it is known.
    let size: Int64?
  }

  private static let readers = [
    (path: "io", name: Name.of("ReadAll")), (path: "io/ioutil", name: Name.of("ReadAll")),
    (path: "os", name: Name.of("ReadFile")), (path: "io/ioutil", name: Name.of("ReadFile")),
  ]
  private static let smallestBuffer: Int64 = 4096
  /// Packages whose functions look at what they get and do not keep it.
  private static let readingPackages: Set<String> = [
    "bytes", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64", "encoding/binary",
    "encoding/hex", "encoding/json", "errors", "fmt", "hash/crc32", "io", "net/http", "os", "slices", "strconv",
    "strings",
    "unicode/utf8",
  ]

  /// What made the buffer large, if nothing else keeps it.
  static func source(of buffer: Object, _ pass: Pass) -> Source? {
    guard let declaration = buffer.declaration, let statement = declaration.parent,
      statement.kind == .assignStmt || statement.kind == .valueSpec,
      let value = statement.child(statement.kind == .assignStmt ? .rhs : .value)?.unparenthesized,
      declaration == statement.child(statement.kind == .assignStmt ? .lhs : .name),
      let source = source(value, pass, depth: 0), !isKeptWhole(buffer, pass)
    else { return nil }
    return source
  }

  private static func source(_ value: Node, _ pass: Pass, depth: Int) -> Source? {
    guard value.kind == .callExpr, depth < 4 else { return nil }
    if pass.unit.builtin(value) == .make {
      guard let size = Array(value.children(.arg)).dropFirst().first.flatMap(pass.unit.integer), size >= smallestBuffer
      else { return nil }
      return Source(place: value, size: size)
    }
    if readers.contains(where: { pass.unit.isCall(value, of: $0.path, $0.name) }) {
      return Source(place: value, size: nil)
    }
    // `s := string(data)`: the text is as large.
    guard pass.unit.isConversion(value), let operand = value.child(.arg), let read = pass.unit.variable(operand),
      read.isLocal, let declaration = read.declaration, let statement = declaration.parent,
      statement.kind == .assignStmt, declaration == statement.child(.lhs),
      let first = statement.child(.rhs)?.unparenthesized
    else { return nil }
    return source(first, pass, depth: depth + 1)
  }

  /// Whether the buffer goes anywhere but into calls of the standard library, conversions and parts of it.
  private static func isKeptWhole(_ buffer: Object, _ pass: Pass) -> Bool {
    guard let function = buffer.function, let uses = pass.unit.uses(of: buffer, in: function) else { return true }
    return !uses.allSatisfy { use in
      if use.enclosingFunction != function { return false }
      switch pass.unit.use(of: use) {
      case .declared, .indexed, .ranged, .comparedWithNil: return true
      case .argument(let call):
        if pass.unit.isConversion(call) || pass.unit.builtin(call) == .len { return true }
        guard let callee = pass.unit.callee(of: call), let path = callee.package?.path else { return false }
        return readingPackages.contains(path)
      default:
        // `b[:16]`, `a == b`
        let parent = use.withParentheses.parent
        return parent?.kind == .sliceExpr || parent?.kind == .binaryExpr
      }
    }
  }

  /// The assignment or send that keeps an expression in a map, a field, a package-level variable or a channel.
  static func store(of expression: Node, _ pass: Pass) -> Node? {
    var node = expression.withParentheses
    while let parent = node.parent {
      switch parent.kind {
      case .keyValueExpr where node.role == .value: node = parent
      case .compositeLit where node.role == .elt:
        node = parent.withParentheses
        if let address = node.parent, address.kind == .unaryExpr, address.token == .and {
          node = address.withParentheses
        }
      case .callExpr where node.role == .arg:
        // `append(s.all, x)`
        guard pass.unit.builtin(parent) == .append, parent.child(.arg) != node, parent.token != .ellipsis else {
          return nil
        }
        node = parent.withParentheses
      case .sendStmt: return node.role == .value ? parent : nil
      case .assignStmt:
        guard let target = parent.children(.lhs).first(where: { $0.valueOfTarget == node }), keeps(target, pass) else {
          return nil
        }
        return parent
      default: return nil
      }
    }
    return nil
  }

  /// Whether what is assigned to a target stays beyond the function.
  private static func keeps(_ target: Node, _ pass: Pass) -> Bool {
    var node = target.unparenthesized
    while true {
      switch node.kind {
      case .selectorExpr, .indexExpr, .starExpr:
        if node.kind == .selectorExpr, pass.unit.selection(of: node)?.kind == .qualified { return true }
        guard let operand = node.child(.x) else { return false }
        node = operand.unparenthesized
      case .ident:
        guard let variable = pass.unit.variable(node) else { return false }
        if variable.isPackageLevel { return true }
        guard variable.isParameter, node != target.unparenthesized else { return false }
        switch variable.type.underlying.kind {
        case .pointer, .map, .slice: return true
        default: return false
        }
      default: return false
      }
    }
  }

  /// `strings.Clone` and the like, where the package is imported.
  static func fix(_ slice: Node, _ pass: Pass) -> Fix? {
    let isString = pass.unit.type(of: slice).underlying.basicKind == .string
    guard let file = pass.file(of: slice) else { return nil }
    let language = pass.language(at: slice)
    let packages: [(path: String, since: Int)] = isString ? [("strings", 18)] : [("slices", 21), ("bytes", 20)]
    for (path, since) in packages where language >= since {
      guard imports(path, file) else { continue }
      return Fix(
        title: "keep a copy of the part", safety: isString ? .safe : .unsafe,
        edits: [
          Fix.Edit(path: file.path, start: Int(slice.start), end: Int(slice.start), text: "\(path).Clone("),
          Fix.Edit(path: file.path, start: Int(slice.end), end: Int(slice.end), text: ")"),
        ])
    }
    return nil
  }

  /// Whether a file imports a package under its own name.
  private static func imports(_ path: String, _ file: SourceFile) -> Bool {
    file.root.children(.decl).contains { declaration in
      declaration.token == .import
        && declaration.children(.spec).contains {
          $0.child(.name) == nil && $0.child(.path)?.textString == "\"\(path)\""
        }
    }
  }
}

extension Message {
  fileprivate static func keepsBuffer(_ part: String, _ buffer: String, _ size: Int64?) -> Message {
    let whole = size.map { "all \($0) bytes of `\(buffer)`" } ?? "the whole of `\(buffer)`"
    return "`\(part)` is stored and keeps \(whole) alive: store a copy"
  }
  fileprivate static func keepsElement(_ slot: String, _ type: String, _ bytes: Int64?) -> Message {
    """
    the \(type) that is taken off stays in the array, and with it \(bytes.map { "its \($0) bytes and " } ?? "")all that it points to: \
    clear the slot (`\(slot)`) first
    """
  }
  fileprivate static var read: Message { "read or made whole here" }
  fileprivate static var stored: Message { "stored here" }
  fileprivate static var holder: Message { "by this it lives on" }
}
