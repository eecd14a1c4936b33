/// Ordering of module versions: semver.Compare, for versions as go.mod writes them (`v1.2.3-pre+incompatible`).
enum SemanticVersion {
  /// Whether version `a` comes before `b`. A malformed version comes before every other.
  static func isOlder(_ a: String, _ b: String) -> Bool {
    guard let x = Parsed(a) else { return Parsed(b) != nil }
    guard let y = Parsed(b) else { return false }
    for (left, right) in zip(x.numbers, y.numbers) where left != right { return left < right }
    return isOlder(prerelease: x.prerelease, y.prerelease)
  }

  private struct Parsed {
    var numbers: [Int] = []
    var prerelease: Substring = ""

    init?(_ version: String) {
      guard version.utf8.first == UInt8(ascii: "v") else { return nil }
      var rest = version.dropFirst()
      if let plus = rest.firstIndex(of: "+") { rest = rest[..<plus] }
      if let dash = rest.firstIndex(of: "-") {
        prerelease = rest[rest.index(after: dash)...]
        rest = rest[..<dash]
      }
      for part in rest.split(separator: ".", omittingEmptySubsequences: false) {
        guard let number = Int(part), number >= 0 else { return nil }
        numbers.append(number)
      }
      guard numbers.count <= 3 else { return nil }
      while numbers.count < 3 { numbers.append(0) }
    }
  }

  private static func isOlder(prerelease a: Substring, _ b: Substring) -> Bool {
    if a == b { return false }
    if a.isEmpty { return false }
    if b.isEmpty { return true }
    let left = a.split(separator: ".", omittingEmptySubsequences: false)
    let right = b.split(separator: ".", omittingEmptySubsequences: false)
    for (x, y) in zip(left, right) where x != y {
      switch (Int(x), Int(y)) {
      case (let x?, let y?): return x < y
      case (_?, nil): return true
      case (nil, _?): return false
      default: return x.utf8.lexicographicallyPrecedes(y.utf8)
      }
    }
    return left.count < right.count
  }

  /// A module path or version as the module cache writes it: `!` and the lower-case letter for a capital.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }) else { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") {
        bytes.append(UInt8(ascii: "!"))
        bytes.append(byte + 32)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
