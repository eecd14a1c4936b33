import GoSyntax

/// A comment that speaks to the linter, as read; whether it is right is judged by `Suppressions`.
struct Directive {
  enum Kind: Equatable {
    /// `//mapvet:ignore`
    case ignore
    /// `//mapvet:ignore-file`
    case ignoreFile
    /// `// mapvet:ignore`: a comment, and a directive if it goes on like one. Go's directives have no blank there.
    case spaced
    /// `//nolint:mapvet`: golangci-lint's form, honoured without a reason.
    case nolint
    /// `//mapvet:` and anything else.
    case unknown(String)
  }

  var kind: Kind
  var rules: [String]
  var reason: String
  /// The value of `until=`, if there is one.
  var until: String?
  var comment: Comment
  var line: Int
  /// Nothing but white space before it on its line: it speaks of what follows.
  var standsAlone: Bool

  /// The directives of a file in source order.
  static func all(in file: SourceFile) -> [Directive] {
    file.comments.compactMap { comment in
      let text = UnsafeBufferPointer(rebasing: file.bytes[Int(comment.start)..<Int(comment.end)])
      // Cheap test first: nearly all comments are prose.
      guard text.count > 9, text[1] == UInt8(ascii: "/"), mayBeDirective(text) else { return nil }
      return parse(String(decoding: text, as: UTF8.self), comment: comment, file: file)
    }
  }

  private static func mayBeDirective(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let body = text.dropFirst(2).drop(while: isBlank)
    switch body.first {
    case UInt8(ascii: "m"): return body.starts(with: "mapvet:".utf8)
    case UInt8(ascii: "n"): return body.starts(with: "nolint:".utf8)
    default: return false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// How many blanks there are behind `//`.
  static func blanks(of comment: Comment, in file: SourceFile) -> Int {
    file.bytes[Int(comment.start + 2)..<Int(comment.end)].prefix(while: isBlank).count
  }

  private static func parse(_ text: String, comment: Comment, file: SourceFile) -> Directive? {
    let line = file.position(of: comment.start).line
    let before = file.line(line).prefix(Int(comment.start - file.lineStarts[line - 1]))
    var directive = Directive(
      kind: .nolint, rules: [], reason: "", until: nil, comment: comment, line: line,
      standsAlone: before.allSatisfy { $0 == 0x20 || $0 == 0x09 })
    let body = text.dropFirst(2).drop { $0 == " " || $0 == "\t" }
    if body.hasPrefix("nolint:") {
      let list = body.dropFirst("nolint:".count)
      let names = list.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
      let mentions = names.split(separator: ",").contains { trimmed($0).lowercased() == "mapvet" }
      return mentions ? directive : nil
    }
    var words = body.dropFirst("mapvet:".count).split(separator: " ", omittingEmptySubsequences: true)
    let verb = words.isEmpty ? "" : String(words.removeFirst())
    let isSpaced = blanks(of: comment, in: file) > 0
    switch verb {
    case "ignore": directive.kind = isSpaced ? .spaced : .ignore
    case "ignore-file": directive.kind = isSpaced ? .spaced : .ignoreFile
    default:
      directive.kind = .unknown(verb)
      return isSpaced ? nil : directive
    }
    if !words.isEmpty {
      directive.rules = words.removeFirst().split(separator: ",").map(String.init)
    }
    if let index = words.firstIndex(where: { $0.hasPrefix("until=") }) {
      directive.until = String(words.remove(at: index).dropFirst("until=".count))
    }
    directive.reason = String(words.joined(separator: " ").trimmingSuffix { $0.isWhitespace })
    return directive
  }

  private static func trimmed(_ text: Substring) -> Substring {
    text.drop { $0.isWhitespace }.trimmingSuffix { $0.isWhitespace }
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return self[startIndex..<end]
  }
}
