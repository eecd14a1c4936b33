import Glibc

/// What go/build reads of a Go file: everything up to the end of its imports.
///
/// Read by a byte scanner without a syntax tree, so that files can be chosen before any is parsed. A damaged
/// header gives what could be read of it.
package struct FileHeader: Sendable {
  /// The name in the package clause; empty when there is none that can be read.
  package var packageName = ""
  package var constraint = HeaderConstraint.none
  /// The import declarations in source order.
  package var imports: [ImportSpec] = []
  /// Whether a line says `// Code generated … DO NOT EDIT.` before the package clause.
  package var isGenerated = false
  /// Whether the package clause or an import could not be read.
  package var isDamaged = false

  /// The language version the file asks for. Go 1.21 brought file versions, so none is older.
  package var language: GoVersion? { constraint.goVersion.map { max($0, GoVersion(1, 21)) } }

  /// Whether the file imports "C", so that its `C.x` names are cgo's.
  package var importsC: Bool { imports.contains { $0.path == "C" } }
}

/// One import of a file.
package struct ImportSpec: Hashable, Sendable {
  /// The path between the quotes, as written.
  package let path: String
  /// The name before the path: `.`, `_`, or an identifier; nil for none.
  package let name: String?
  /// Where the path's literal starts in the file, in bytes from 0.
  package let offset: Int
}

/// The build constraint in a file's header.
package enum HeaderConstraint: Hashable, Sendable {
  case none
  /// A `//go:build` line: it alone counts.
  case goBuild(BuildConstraint)
  /// `// +build` lines, which must all hold.
  case plusBuild([BuildConstraint])
  /// A `//go:build` line that cannot be read, or a second one.
  case malformed(message: String, offset: Int)

  /// Whether the file belongs to the build.
  package func holds(in configuration: BuildConfiguration) -> Bool {
    switch self {
    case .none: true
    case .goBuild(let x): x.evaluate(configuration.matches(tag:))
    case .plusBuild(let all): all.allSatisfy { $0.evaluate(configuration.matches(tag:)) }
    case .malformed: false
    }
  }

  /// The language version the file asks for: only a `//go:build` line can.
  package var goVersion: GoVersion? {
    if case .goBuild(let x) = self { return x.goVersion }
    return nil
  }
}

extension FileHeader {
  /// Reads the header of a file's bytes; with `imports` false it ends after the package clause.
  package static func scan(_ bytes: UnsafeBufferPointer<UInt8>, imports: Bool = true) -> FileHeader {
    var scanner = HeaderScanner(bytes: bytes)
    var header = FileHeader()
    scanner.scanComments(into: &header)
    scanner.scanClauses(into: &header, imports: imports)
    return header
  }
}

/// The scanner's place in the file. It never reads past the end and never steps back.
private struct HeaderScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var next = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { next = 3 }
  }

  // MARK: Comments above the package clause

  /// Reads lines up to the first that holds anything but comments: go/build's parseFileHeader.
  mutating func scanComments(into header: inout FileHeader) {
    let start = next
    var goBuild: Range<Int>?
    var secondGoBuild: Int?
    // `// +build` lines count only above a blank line that is itself above the first other text.
    var plusBuildEnd = start
    var ended = false
    var inComment = false
    lines: while next < bytes.count {
      let lineStart = next
      let lineEnd = endOfLine(lineStart)
      next = min(lineEnd + 1, bytes.count)
      if !header.isGenerated, isGeneratedMark(lineStart..<lineEnd) { header.isGenerated = true }
      var line = trim(lineStart..<lineEnd)
      if line.isEmpty, !ended {
        plusBuildEnd = next
        continue
      }
      if !has("//", at: line) { ended = true }
      if !inComment, isGoBuild(line) {
        if goBuild == nil { goBuild = line } else { secondGoBuild = secondGoBuild ?? line.lowerBound }
      }
      while !line.isEmpty {
        if inComment {
          guard let close = endOfBlockComment(line) else { continue lines }
          inComment = false
          line = trim(close..<line.upperBound)
        } else if has("//", at: line) {
          continue lines
        } else if has("/*", at: line) {
          inComment = true
          line = trim(line.lowerBound + 2..<line.upperBound)
        } else {
          next = line.lowerBound
          break lines
        }
      }
    }
    if let secondGoBuild {
      header.constraint = .malformed(message: "multiple //go:build comments", offset: secondGoBuild)
    } else if let goBuild {
      do {
        let text = trim(goBuild.lowerBound + 10..<goBuild.upperBound)
        header.constraint = .goBuild(try BuildConstraint.parse(expression: bytes[text]))
      } catch {
        header.constraint = .malformed(message: error.message, offset: goBuild.lowerBound)
      }
    } else {
      let lines = plusBuildLines(start..<plusBuildEnd)
      if !lines.isEmpty { header.constraint = .plusBuild(lines) }
    }
  }

  private func plusBuildLines(_ range: Range<Int>) -> [BuildConstraint] {
    var found: [BuildConstraint] = []
    var at = range.lowerBound
    while at < range.upperBound {
      let end = min(endOfLine(at), range.upperBound)
      let line = trim(at..<end)
      at = end + 1
      guard has("//", at: line) else { continue }
      let text = trim(line.lowerBound + 2..<line.upperBound)
      guard has("+build", at: text) else { continue }
      let rest = text.lowerBound + 6..<text.upperBound
      guard rest.isEmpty || isSpace(bytes[rest.lowerBound]) else { continue }
      if let constraint = BuildConstraint.parse(plusBuild: bytes[rest]) { found.append(constraint) }
    }
    return found
  }

  private func isGoBuild(_ line: Range<Int>) -> Bool {
    guard has("//go:build", at: line) else { return false }
    return line.count == 10 || isSpace(bytes[line.lowerBound + 10])
  }

  /// `^// Code generated .* DO NOT EDIT\.$`, where a carriage return before the line end is no part of the line.
  private func isGeneratedMark(_ line: Range<Int>) -> Bool {
    let prefix: StaticString = "// Code generated "
    let suffix: StaticString = " DO NOT EDIT."
    guard has(prefix, at: line) else { return false }
    var end = line.upperBound
    if bytes[end - 1] == 0x0D { end -= 1 }
    let suffixStart = end - suffix.utf8CodeUnitCount
    guard suffixStart >= line.lowerBound + prefix.utf8CodeUnitCount else { return false }
    return has(suffix, at: suffixStart..<end)
  }

  // MARK: Package clause and imports

  mutating func scanClauses(into header: inout FileHeader, imports: Bool) {
    guard skipBlanks(), keyword("package"), skipBlanks(), let name = identifier() else {
      header.isDamaged = true
      return
    }
    header.packageName = string(name)
    guard imports else { return }
    while skipBlanks(), next < bytes.count, bytes[next] == UInt8(ascii: "i") {
      guard keyword("import"), skipBlanks(), next < bytes.count else {
        header.isDamaged = true
        return
      }
      guard bytes[next] == UInt8(ascii: "(") else {
        guard importSpec(into: &header) else { return }
        continue
      }
      next += 1
      while skipBlanks(), next < bytes.count, bytes[next] != UInt8(ascii: ")") {
        guard importSpec(into: &header) else { return }
      }
      next += 1
    }
  }

  private mutating func importSpec(into header: inout FileHeader) -> Bool {
    var name: String?
    if bytes[next] == UInt8(ascii: ".") {
      name = "."
      next += 1
    } else if let range = identifier() {
      name = string(range)
    }
    guard skipBlanks(), let path = stringLiteral() else {
      header.isDamaged = true
      return false
    }
    header.imports.append(ImportSpec(path: string(path), name: name, offset: path.lowerBound - 1))
    return true
  }

  /// Moves over blanks, semicolons and comments; false for a comment that does not end.
  private mutating func skipBlanks() -> Bool {
    while next < bytes.count {
      switch bytes[next] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D, UInt8(ascii: ";"): next += 1
      case UInt8(ascii: "/"):
        let rest = next..<bytes.count
        if has("//", at: rest) {
          next = endOfLine(next)
        } else if has("/*", at: rest), let end = endOfBlockComment(next + 2..<bytes.count) {
          next = end
        } else {
          return false
        }
      default: return true
      }
    }
    return true
  }

  private mutating func keyword(_ word: StaticString) -> Bool {
    guard has(word, at: next..<bytes.count) else { return false }
    next += word.utf8CodeUnitCount
    return next == bytes.count || !isIdentifierByte(bytes[next])
  }

  private mutating func identifier() -> Range<Int>? {
    let start = next
    while next < bytes.count, isIdentifierByte(bytes[next]) { next += 1 }
    return start == next ? nil : start..<next
  }

  /// The inside of an interpreted or raw string literal.
  private mutating func stringLiteral() -> Range<Int>? {
    guard next < bytes.count else { return nil }
    let quote = bytes[next]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { return nil }
    next += 1
    let start = next
    while next < bytes.count {
      let byte = bytes[next]
      if byte == quote {
        next += 1
        return start..<next - 1
      }
      if quote == UInt8(ascii: "\"") {
        if byte == 0x0A { return nil }
        if byte == UInt8(ascii: "\\") { next += 1 }
      }
      next += 1
    }
    return nil
  }

  // MARK: Bytes

  private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }

  private func has(_ text: StaticString, at range: Range<Int>) -> Bool {
    guard let base = bytes.baseAddress, range.count >= text.utf8CodeUnitCount else { return false }
    return memcmp(base + range.lowerBound, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  private func endOfLine(_ start: Int) -> Int {
    guard let base = bytes.baseAddress, start < bytes.count else { return bytes.count }
    guard let found = memchr(base + start, 0x0A, bytes.count - start) else { return bytes.count }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The offset after `*/`.
  private func endOfBlockComment(_ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at + 1 < range.upperBound {
      if bytes[at] == UInt8(ascii: "*"), bytes[at + 1] == UInt8(ascii: "/") { return at + 2 }
      at += 1
    }
    return nil
  }

  private func trim(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
  }
}
