import GoSyntax

/// Edits as gofmt would lay them out.
extension Pass {
  /// Other text for a node.
  package func edit(_ node: Node, _ text: String) -> Fix.Edit? {
    guard let file = file(of: node) else { return nil }
    return Fix.Edit(path: file.path, start: Int(node.start), end: Int(node.end), text: text)
  }

  /// Lines before a statement, which begins its line.
  package func lines(_ lines: [String], before statement: Node) -> Fix.Edit? {
    guard let file = file(of: statement), let indentation = indentation(of: statement, in: file) else { return nil }
    let text = lines.map { $0 + "\n" + indentation }.joined()
    return Fix.Edit(path: file.path, start: Int(statement.start), end: Int(statement.start), text: text)
  }

  /// Lines after a statement, which has its lines to itself but for a comment at the end.
  package func lines(_ lines: [String], after statement: Node) -> Fix.Edit? {
    guard let file = file(of: statement), let indentation = indentation(of: statement, in: file) else { return nil }
    var end = Int(statement.end)
    while end < file.bytes.count, isBlank(file.bytes[end]) { end += 1 }
    if end + 1 < file.bytes.count, file.bytes[end] == UInt8(ascii: "/"), file.bytes[end + 1] == UInt8(ascii: "/") {
      while end < file.bytes.count, !isLineEnd(file.bytes[end]) { end += 1 }
    }
    guard end < file.bytes.count, isLineEnd(file.bytes[end]) else { return nil }
    let text = lines.map { "\n" + indentation + $0 }.joined()
    return Fix.Edit(path: file.path, start: end, end: end, text: text)
  }

  /// What stands before a statement on its line; nil where that is not only blanks.
  private func indentation(of statement: Node, in file: SourceFile) -> String? {
    let end = Int(statement.start)
    var start = end
    while start > 0, isBlank(file.bytes[start - 1]) { start -= 1 }
    guard start == 0 || isLineEnd(file.bytes[start - 1]) else { return nil }
    return String(decoding: file.bytes[start..<end], as: UTF8.self)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\t") || byte == UInt8(ascii: " ") }
  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
