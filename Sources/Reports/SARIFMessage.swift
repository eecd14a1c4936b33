import Lint

/// The text of SARIF messages, in which `[text](id)` is a link to a related location.
///
/// Go is full of brackets, and most readers show a backslash before one as it is. So only what could be taken for a link
/// or for an escape is escaped; in the text of a link, where the standard asks for it, every bracket is. Braces stay
/// single: doubling them concerns messages with arguments, which ours are not.
enum SARIFMessage {
  /// A finding's message, with links to its related places, which have the ids 1, 2, …: code scanning shows a related
  /// place only if the message links to it.
  static func text(_ finding: Finding, _ related: ArraySlice<Related>) -> String {
    let message = body(finding.message.isEmpty ? finding.rule : HarmlessText.message(finding.message))
    if related.isEmpty { return message }
    let links = related.enumerated().map { "[\(linkText(words($1)))](\($0 + 1))" }
    return message + " (see " + links.joined(separator: ", ") + ")"
  }

  static func text(_ related: Related) -> String { body(words(related)) }

  private static func words(_ related: Related) -> String {
    related.message.isEmpty ? "here" : HarmlessText.message(related.message)
  }

  static func body(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "]") }) else { return text }
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      let isEscape = scalar == "\\" && (next == "\\" || next == "[" || next == "]")
      let isLink = scalar == "]" && next == "("
      if isEscape || isLink { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }

  private static func linkText(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" || scalar == "[" || scalar == "]" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}
