import GoSyntax

/// Takes out of a file what its directives name in vain.
struct SuppressionFixes {
  let file: SourceFile

  /// Leaves the rules of a directive that are still `needed`; without one the directive goes, with the line that it has to
  /// itself. Words behind a second `//` are another comment's and stay.
  func fix(_ directive: Directive, needed: [String]) -> Fix? {
    let comment = Int(directive.comment.start)..<end(of: directive)
    guard let list = list(in: comment) else { return nil }
    if !needed.isEmpty {
      return Fix(title: "ignore only what is found", safety: .safe, edits: [edit(list, needed.joined(separator: ","))])
    }
    let range: Range<Int>
    if let other = otherComment(in: list.upperBound..<comment.upperBound) {
      range = comment.lowerBound..<other
    } else if directive.standsAlone {
      range = lines(of: directive)
    } else {
      range = blanksBefore(comment.lowerBound)..<comment.upperBound
    }
    return Fix(title: "delete the directive", safety: .safe, edits: [edit(range, "")])
  }

  /// Makes a comment that reads like a directive one.
  func withoutBlanks(_ directive: Directive) -> Fix {
    let start = Int(directive.comment.start) + 2
    return Fix(
      title: "remove the blank", safety: .safe,
      edits: [edit(start..<(start + Directive.blanks(of: directive.comment, in: file)), "")])
  }

  private func edit(_ range: Range<Int>, _ text: String) -> Fix.Edit {
    Fix.Edit(path: file.path, start: range.lowerBound, end: range.upperBound, text: text)
  }

  /// A carriage return before the newline belongs to the line end.
  private func end(of directive: Directive) -> Int {
    let end = Int(directive.comment.end)
    return end > 0 && file.bytes[end - 1] == 0x0D ? end - 1 : end
  }

  /// The word behind `//mapvet:ignore` or `//mapvet:ignore-file`.
  private func list(in comment: Range<Int>) -> Range<Int>? {
    let space = UInt8(ascii: " ")
    let rest = file.bytes[comment].drop { $0 != space }.drop { $0 == space }
    let list = rest.prefix { $0 != space }
    return list.isEmpty ? nil : list.startIndex..<list.endIndex
  }

  /// Where `//` starts behind a blank.
  private func otherComment(in range: Range<Int>) -> Int? {
    let slash = UInt8(ascii: "/")
    return range.dropLast().first { isBlank($0 - 1) && file.bytes[$0] == slash && file.bytes[$0 + 1] == slash }
  }

  private func blanksBefore(_ offset: Int) -> Int {
    var start = offset
    while start > 0, isBlank(start - 1) { start -= 1 }
    return start
  }

  private func isBlank(_ offset: Int) -> Bool { file.bytes[offset] == 0x20 || file.bytes[offset] == 0x09 }

  /// The directive's line with what gofmt would not leave without it: a second empty line, or one that begins a file or a block,
  /// and the `//` that sets directives off from a declaration's comment.
  private func lines(of directive: Directive) -> Range<Int> {
    var (first, last) = (directive.line, directive.line)
    let next = text(last + 1)
    if text(first - 1).elementsEqual("//".utf8), !next.starts(with: "//".utf8) {
      first -= 1
    } else if next.isEmpty, last < file.lineStarts.count, first == 1 || beginsBlock(text(first - 1)) {
      last += 1
    }
    let end = last < file.lineStarts.count ? Int(file.lineStarts[last]) : file.bytes.count
    return Int(file.lineStarts[first - 1])..<end
  }

  private func beginsBlock(_ line: ArraySlice<UInt8>) -> Bool {
    line.isEmpty || line.last == UInt8(ascii: "{") || line.last == UInt8(ascii: "(")
  }

  /// A line without its indentation; empty where there is none.
  private func text(_ line: Int) -> ArraySlice<UInt8> {
    guard line >= 1, line <= file.lineStarts.count else { return [] }
    return Array(file.line(line)).drop { $0 == 0x20 || $0 == 0x09 }
  }
}
