import GoSyntax

/// Makes directives that silence findings of one file, each on a line of its own above the line of the finding, or, where
/// nothing can stand there, behind it.
package struct FixIgnores {
  /// A line that was tried for a rule, with the text it has: numbers change as directives come in.
  struct Place: Hashable {
    let path: String
    let text: [UInt8]
    let fingerprint: String
  }

  private let file: SourceFile
  private let reason: String
  /// Raw strings and comments that go over several lines, in source order.
  private let blocks: [Range<UInt32>]
  private(set) var notes: [String] = []

  init(file: SourceFile, reason: String) {
    self.file = file
    self.reason = reason
    let comments = file.comments.map { $0.start..<$0.end }
    let strings = file.root.descendants.lazy.filter { $0.kind == .basicLit }.map { $0.start..<$0.end }
    blocks = (comments + Array(strings)).filter {
      file.bytes[Int($0.lowerBound)..<Int($0.upperBound)].contains(0x0A)
    }
  }

  /// Nil for source that does not parse whole.
  package init?(parsing source: LintedSource, path: String, reason: String) {
    guard let file = source.parsed(path) else { return nil }
    self.init(file: file, reason: reason)
  }

  /// What places a directive for one finding of the file; nil where nothing can silence it.
  package mutating func edit(for finding: Finding) -> Fix.Edit? {
    var tried: Set<Place> = []
    return directives(for: [finding], tried: &tried).first?.0.edits.first
  }

  /// Why a text is no reason; nil where it is one.
  package static func problem(withReason text: String) -> String? {
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return "is more than one line" }
    let words = text.split(separator: " ")
    return words.allSatisfy { $0.hasPrefix("until=") } ? "gives no reason" : nil
  }

  /// Directives for findings of the file, one for each line, and how many it is for. Findings about directives have none: they
  /// are to be mended.
  mutating func directives(for findings: [Finding], tried: inout Set<Place>) -> [(Fix, Int)] {
    var byLine: [Int: [Finding]] = [:]
    for finding in findings {
      let line = finding.location.start.line
      guard finding.group != Group.lint.rawValue, line >= 1, line <= file.lineStarts.count else { continue }
      let place = Place(path: file.path, text: Array(file.line(line)), fingerprint: finding.fingerprint)
      guard tried.insert(place).inserted else { continue }
      byLine[line, default: []].append(finding)
    }
    var made: [(Fix, Int)] = []
    for (line, findings) in byLine.sorted(by: { $0.key < $1.key }) {
      let rules = Set(findings.map(\.rule)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let text = "//mapvet:ignore \(rules.joined(separator: ",")) \(reason)"
      guard let edit = directive(text, forLine: line) else {
        notes.append("\(file.path):\(line): not ignored: the line begins and ends within texts of several lines")
        continue
      }
      made.append((Fix(title: "ignore", safety: .safe, edits: [edit]), findings.count))
    }
    return made
  }

  private func directive(_ text: String, forLine line: Int) -> Fix.Edit? {
    let start = file.lineStarts[line - 1]
    let content = file.line(line)
    let isAboveFree = !isWithinBlock(start)
    // golangci-lint's directive speaks of the line right below it, so nothing may come between.
    if isAboveFree, line == 1 || !isOtherDirective(line - 1) { return above(text, line, start, content) }
    return behind(text, start, content) ?? (isAboveFree ? above(text, line, start, content) : nil)
  }

  private func above(_ text: String, _ line: Int, _ start: UInt32, _ content: UnsafeBufferPointer<UInt8>) -> Fix.Edit {
    let mark = line == 1 && content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let indentation = content.dropFirst(mark).prefix { $0 == 0x20 || $0 == 0x09 }
    let first = content.dropFirst(mark + indentation.count).first
    var before = String(decoding: indentation, as: UTF8.self)
    // gofmt counts a comment above a closing bracket to what the bracket closes.
    if first == UInt8(ascii: "}") || first == UInt8(ascii: ")") || first == UInt8(ascii: "]") { before += "\t" }
    var inserted = before + text + lineEnd(line)
    // gofmt sets directives off from the words of a declaration's comment.
    if indentation.isEmpty, endsDocumentation(line - 1) { inserted = "//" + lineEnd(line) + inserted }
    return Fix.Edit(path: file.path, start: Int(start) + mark, end: Int(start) + mark, text: inserted)
  }

  /// Behind what stands on the line, in front of a comment that ends it; nil where neither is possible.
  private func behind(_ text: String, _ start: UInt32, _ content: UnsafeBufferPointer<UInt8>) -> Fix.Edit? {
    let end = start + UInt32(content.count)
    guard !isWithinBlock(end) else { return nil }
    if let comment = file.comments.first(where: { $0.end == end && $0.start > start && isLineComment($0) }) {
      guard !isDirective(comment) else { return nil }
      return Fix.Edit(path: file.path, start: Int(comment.start), end: Int(comment.start), text: text + " ")
    }
    return Fix.Edit(path: file.path, start: Int(end), end: Int(end), text: " " + text)
  }

  /// Whether an offset lies within a text that goes over several lines.
  private func isWithinBlock(_ offset: UInt32) -> Bool {
    blocks.contains { $0.lowerBound < offset && offset < $0.upperBound }
  }

  private func isLineComment(_ comment: Comment) -> Bool { file.bytes[Int(comment.start) + 1] == UInt8(ascii: "/") }

  /// The comment that is all of a line.
  private func comment(alone line: Int) -> Comment? {
    guard line >= 1 else { return nil }
    let content = file.line(line)
    let start = file.lineStarts[line - 1] + UInt32(content.prefix { $0 == 0x20 || $0 == 0x09 }.count)
    return file.comments.first { $0.start == start && isLineComment($0) }
  }

  /// `//nolint…`, or what Go takes for a directive: `//lint:ignore`.
  private func isDirective(_ comment: Comment) -> Bool {
    let words = file.bytes[Int(comment.start) + 2..<Int(comment.end)]
    if words.drop(while: { $0 == 0x20 }).starts(with: "nolint".utf8) { return true }
    let name = words.prefix { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    let rest = words.dropFirst(name.count)
    return !name.isEmpty && rest.first == UInt8(ascii: ":") && (rest.dropFirst().first ?? 0x20) != 0x20
  }

  /// A directive of another tool, or one for Go's own, that may speak of the next line alone.
  private func isOtherDirective(_ line: Int) -> Bool {
    guard let comment = comment(alone: line), isDirective(comment) else { return false }
    let words = file.bytes[Int(comment.start) + 2..<Int(comment.end)]
    return !words.starts(with: "mapvet:".utf8) && !words.starts(with: "go:".utf8)
  }

  /// Whether a line at the left margin is one of words in a comment.
  private func endsDocumentation(_ line: Int) -> Bool {
    guard let comment = comment(alone: line), comment.start == file.lineStarts[line - 1], !isDirective(comment) else {
      return false
    }
    return comment.end > comment.start + 2
  }

  /// As the line before ends, or this one.
  private func lineEnd(_ line: Int) -> String {
    let next = line < file.lineStarts.count ? Int(file.lineStarts[line]) : 0
    return next > 1 && file.bytes[next - 2] == 0x0D ? "\r\n" : "\n"
  }
}
