import Testing

@testable import GoSyntax

/// A parsed snippet that lives as long as its nodes are looked at.
struct Snippet {
  let file: SourceFile

  init(_ text: String) throws {
    file = try Parser().parse(text: text, path: "snippet.go")
  }

  init(bytes: [UInt8]) throws {
    self.init(file: try Parser().parse(copy(bytes), path: "snippet.go"))
  }

  init(file: SourceFile) { self.file = file }

  var nodes: [Node] { [file.root] + Array(file.root.descendants) }

  func first(_ kind: Kind) throws -> Node {
    try #require(nodes.first { $0.kind == kind })
  }
}

/// Memory a parser may take over.
func copy(_ bytes: some Collection<UInt8>) -> UnsafeBufferPointer<UInt8> {
  let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
  _ = memory.initialize(from: bytes)
  return UnsafeBufferPointer(rebasing: memory[..<bytes.count])
}

/// A tree as text: `(kind token role:child …)`; identifiers and literals stand for themselves.
func shape(_ node: Node) -> String {
  switch node.kind {
  case .ident: return node.name.string
  case .basicLit: return node.textString
  default: break
  }
  var parts = ["\(node.kind)"]
  if node.token != .none { parts.append("\(node.token)") }
  for child in node.children { parts.append((child.role == .none ? "" : "\(child.role):") + shape(child)) }
  return "(" + parts.joined(separator: " ") + ")"
}

/// The shapes of a function's statements.
func statement(_ source: String) throws -> String {
  try shapes(of: .stmt, below: .blockStmt, in: "package p\n\nfunc f() {\n\t\(source)\n}\n")
}

/// The shape of an expression.
func expression(_ source: String) throws -> String {
  try shapes(of: .value, below: .valueSpec, in: "package p\n\nvar _ = \(source)\n")
}

/// The shape of a type expression.
func typeShape(_ source: String) throws -> String {
  try shapes(of: .type, below: .valueSpec, in: "package p\n\nvar v \(source)\n")
}

/// The shapes of a file's declarations.
func declarations(_ source: String) throws -> String {
  try shapes(of: .decl, below: .file, in: "package p\n\n\(source)\n")
}

/// The shapes of the children in a role of the first node of a kind; `damaged` if not all of it parses.
private func shapes(of role: Role, below kind: Kind, in source: String) throws -> String {
  let snippet = try Snippet(source)
  return try withExtendedLifetime(snippet) {
    guard snippet.file.damaged.isEmpty else { return "damaged" }
    return try snippet.first(kind).children(role).map(shape).joined(separator: " ")
  }
}
