/// A pattern for paths below a folder, read as `.gitignore` reads its lines: a name without a slash means a file or folder
/// anywhere below, one with a slash the path from the folder; `*`, `?` and `[a-z]` stay within a part, `**` stands for any
/// number of parts. What matches a folder matches everything in it.
package struct Glob: Hashable, Sendable {
  package let text: String
  /// Its parts, without those for the slashes at its ends.
  private let parts: [[UInt8]]
  private let isAnchored: Bool
  private let isFolder: Bool

  package struct Malformed: Error {
    package let message: String
  }

  package init(_ text: String) throws(Malformed) {
    self.text = text
    let bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "!") {
      throw Malformed(message: "'\(text)': patterns cannot take back what others match: leave `!` out")
    }
    parts = bytes.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != Array(".".utf8) }
    guard !parts.isEmpty else { throw Malformed(message: "'\(text)' is no pattern: it names nothing") }
    guard !parts.contains(Array("..".utf8)) else {
      throw Malformed(message: "'\(text)': patterns do not lead out of the folder of their file")
    }
    isFolder = bytes.last == UInt8(ascii: "/")
    isAnchored = bytes.dropLast().contains(UInt8(ascii: "/"))
    for part in parts where !Self.isClosed(part) {
      throw Malformed(message: "'\(text)': `[` without `]`")
    }
  }

  private static func isClosed(_ part: [UInt8]) -> Bool {
    var index = 0
    while index < part.count {
      if part[index] == UInt8(ascii: "[") {
        guard let end = classEnd(part, index) else { return false }
        index = end
      }
      index += 1
    }
    return true
  }

  /// Whether a file's path from the folder matches, or a folder above it does.
  package func matches(_ path: String) -> Bool {
    let names = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    for count in 1..<(names.count + 1) where !(isFolder && count == names.count) {
      if isAnchored ? matchesAll(names[..<count]) : matchesAll(names[(count - 1)..<count]) { return true }
    }
    return false
  }

  /// Matches part by part. Only the last `**` is ever taken up again: what it may take in, those before may not need.
  private func matchesAll(_ names: ArraySlice<[UInt8]>) -> Bool {
    var part = 0
    var name = names.startIndex
    var retry: (part: Int, name: Int)?
    while name < names.endIndex {
      if part < parts.count, parts[part] == Self.anyParts {
        retry = (part, name)
        part += 1
        // At the end it stands for at least one part.
        if part == parts.count { return true }
      } else if part < parts.count, Self.matches(parts[part], names[name]) {
        part += 1
        name += 1
      } else if let again = retry {
        retry = (again.part, again.name + 1)
        part = again.part + 1
        name = again.name + 1
      } else {
        return false
      }
    }
    return part == parts.count
  }

  private static let anyParts = Array("**".utf8)

  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var at = 0
    var index = 0
    var retry: (at: Int, index: Int)?
    while index < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        retry = (at, index)
        at += 1
      } else if at < pattern.count, let next = step(pattern, at, name[index]) {
        at = next
        index += 1
      } else if let again = retry {
        retry = (again.at, again.index + 1)
        at = again.at + 1
        index = again.index + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// What comes after the element of the pattern at `at`, if that takes the byte.
  private static func step(_ pattern: [UInt8], _ at: Int, _ byte: UInt8) -> Int? {
    switch pattern[at] {
    case UInt8(ascii: "?"): return at + 1
    case UInt8(ascii: "\\") where at + 1 < pattern.count: return pattern[at + 1] == byte ? at + 2 : nil
    case UInt8(ascii: "["):
      guard let end = classEnd(pattern, at) else { return nil }
      return holds(pattern[(at + 1)..<end], byte) ? end + 1 : nil
    default: return pattern[at] == byte ? at + 1 : nil
    }
  }

  /// Where the class that starts at `[` ends; a `]` right after the start is one of its members.
  private static func classEnd(_ pattern: [UInt8], _ start: Int) -> Int? {
    var index = start + 1
    if index < pattern.count, pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^") { index += 1 }
    if index < pattern.count, pattern[index] == UInt8(ascii: "]") { index += 1 }
    return pattern[min(index, pattern.count)...].firstIndex(of: UInt8(ascii: "]"))
  }

  private static func holds(_ members: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    var members = members
    let isNegated = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
    if isNegated { members = members.dropFirst() }
    var isMember = false
    while let first = members.popFirst() {
      if members.count > 1, members.first == UInt8(ascii: "-") {
        members.removeFirst()
        let last = members.removeFirst()
        isMember = isMember || (first <= byte && byte <= last)
      } else {
        isMember = isMember || first == byte
      }
    }
    return isMember != isNegated
  }
}
