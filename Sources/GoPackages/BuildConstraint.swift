/// A build constraint: go/build/constraint's Expr.
package indirect enum BuildConstraint: Hashable, Sendable, CustomStringConvertible {
  case tag(String)
  case not(BuildConstraint)
  case and(BuildConstraint, BuildConstraint)
  case or(BuildConstraint, BuildConstraint)

  /// Whether the constraint holds where `ok` says which tags do.
  package func evaluate(_ ok: (String) -> Bool) -> Bool {
    switch self {
    case .tag(let tag): ok(tag)
    case .not(let x): !x.evaluate(ok)
    case .and(let x, let y): x.evaluate(ok) && y.evaluate(ok)
    case .or(let x, let y): x.evaluate(ok) || y.evaluate(ok)
    }
  }

  /// Whether the tag occurs anywhere.
  package func mentions(_ tag: String) -> Bool {
    switch self {
    case .tag(let own): own == tag
    case .not(let x): x.mentions(tag)
    case .and(let x, let y), .or(let x, let y): x.mentions(tag) || y.mentions(tag)
    }
  }

  /// The oldest Go version the constraint implies, nil when it can hold without any: constraint.GoVersion.
  package var goVersion: GoVersion? {
    let minor = minimumMinor(positive: true)
    return minor < 0 ? nil : GoVersion(1, minor).language
  }

  private func minimumMinor(positive: Bool) -> Int {
    switch self {
    case .tag("go1"): return positive ? 0 : -1
    case .tag(let tag): return positive ? BuildConfiguration.releaseMinor(tag) ?? -1 : -1
    case .not(let x): return x.minimumMinor(positive: !positive)
    case .and(let x, let y), .or(let x, let y):
      let a = x.minimumMinor(positive: positive)
      let b = y.minimumMinor(positive: positive)
      if case .and = self { return positive ? max(a, b) : min(a, b) }
      return positive ? min(a, b) : max(a, b)
    }
  }

  package var description: String {
    switch self {
    case .tag(let tag): tag
    case .not(let x):
      switch x {
      case .and, .or: "!(\(x))"
      default: "!\(x)"
      }
    case .and(let x, let y): "\(x.operand(inAnd: true)) && \(y.operand(inAnd: true))"
    case .or(let x, let y): "\(x.operand(inAnd: false)) || \(y.operand(inAnd: false))"
    }
  }

  private func operand(inAnd: Bool) -> String {
    switch self {
    case .or where inAnd, .and where !inAnd: "(\(self))"
    default: description
    }
  }
}

/// Why a `//go:build` line cannot be read.
package struct ConstraintError: Error, Hashable, Sendable {
  package let message: String
}

extension BuildConstraint {
  /// Parses what follows `//go:build`.
  package static func parse(expression text: some Collection<UInt8>) throws(ConstraintError) -> BuildConstraint {
    var parser = ExpressionParser(bytes: Array(text))
    let expression = try parser.or()
    if !parser.token.isEmpty { throw ConstraintError(message: "unexpected token \(parser.token)") }
    return expression
  }

  /// Parses what follows `// +build`: blanks are OR, commas are AND; nil when too long, and then Go ignores the line.
  package static func parse(plusBuild text: some Collection<UInt8>) -> BuildConstraint? {
    var size = 0
    var any: BuildConstraint?
    for clause in text.split(whereSeparator: isSpace) {
      var all: BuildConstraint?
      for literal in clause.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        let next = self.literal(literal)
        if let some = all {
          size += 1
          all = .and(some, next)
        } else {
          all = next
        }
      }
      guard let all else { continue }
      if let some = any {
        size += 1
        any = .or(some, all)
      } else {
        any = all
      }
      if size > 100 { return nil }
    }
    return any ?? .tag("ignore")
  }

  private static func literal(_ bytes: some Collection<UInt8>) -> BuildConstraint {
    let bang = UInt8(ascii: "!")
    guard bytes.first == bang else {
      let word = String(decoding: bytes, as: UTF8.self)
      return .tag(isValidTag(word) ? word : "ignore")
    }
    let rest = bytes.dropFirst()
    if rest.isEmpty || rest.first == bang { return .tag("ignore") }
    let word = String(decoding: rest, as: UTF8.self)
    return .not(.tag(isValidTag(word) ? word : "ignore"))
  }

  /// Whether a word can be a build tag: letters, digits, `_` and `.`.
  package static func isValidTag(_ word: String) -> Bool {
    !word.isEmpty && word.unicodeScalars.allSatisfy(isTagScalar)
  }
}

private func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "0"..."9", "_", ".": return true
  default: break
  }
  guard !scalar.isASCII else { return false }
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: return true
  default: return false
  }
}

/// A recursive-descent parser of `//go:build` expressions; its size limit also bounds its depth.
private struct ExpressionParser {
  let bytes: [UInt8]
  var next = 0
  var token = ""
  var isTag = false
  var size = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func or() throws(ConstraintError) -> BuildConstraint {
    var x = try and()
    while token == "||" { x = .or(x, try and()) }
    return x
  }

  mutating func and() throws(ConstraintError) -> BuildConstraint {
    var x = try not()
    while token == "&&" { x = .and(x, try not()) }
    return x
  }

  mutating func not() throws(ConstraintError) -> BuildConstraint {
    size += 1
    if size > 1000 { throw ConstraintError(message: "build expression too large") }
    try lex()
    guard token == "!" else { return try atom() }
    try lex()
    if token == "!" { throw ConstraintError(message: "double negation not allowed") }
    return .not(try atom())
  }

  mutating func atom() throws(ConstraintError) -> BuildConstraint {
    if token == "(" {
      let x: BuildConstraint
      do {
        x = try or()
      } catch let error where error.message == "unexpected end of expression" {
        throw ConstraintError(message: "missing close paren")
      }
      if token != ")" { throw ConstraintError(message: "missing close paren") }
      try lex()
      return x
    }
    guard isTag else {
      throw ConstraintError(message: token.isEmpty ? "unexpected end of expression" : "unexpected token \(token)")
    }
    let tag = token
    try lex()
    return .tag(tag)
  }

  mutating func lex() throws(ConstraintError) {
    isTag = false
    while next < bytes.count, bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\t") { next += 1 }
    guard next < bytes.count else {
      token = ""
      return
    }
    let byte = bytes[next]
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "!"):
      token = String(decoding: CollectionOfOne(byte), as: UTF8.self)
      next += 1
    case UInt8(ascii: "&"), UInt8(ascii: "|"):
      guard next + 1 < bytes.count, bytes[next + 1] == byte else {
        throw ConstraintError(message: "invalid syntax at \(Unicode.Scalar(byte))")
      }
      token = byte == UInt8(ascii: "&") ? "&&" : "||"
      next += 2
    default:
      let word = bytes[next...].prefix { $0 >= 0x80 || !" \t()!&|".utf8.contains($0) }
      let rest = String(decoding: word, as: UTF8.self)
      let tag = String(String.UnicodeScalarView(rest.unicodeScalars.prefix(while: isTagScalar)))
      guard !tag.isEmpty else {
        throw ConstraintError(message: "invalid syntax at \(rest.unicodeScalars.first.map(String.init) ?? "")")
      }
      token = tag
      isTag = true
      next += tag.utf8.count
    }
  }
}

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
