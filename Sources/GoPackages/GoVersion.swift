/// A Go version as go.mod's go and toolchain lines name it: `1.21`, `1.21.3`, `1.22rc1`.
///
/// Ordered as Go orders its toolchains: the language version `1.21` comes before the release candidate
/// `1.21rc1`, and that before the release `1.21.0`. Before 1.21 a missing patch means `.0`.
package struct GoVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let major: Int
  package let minor: Int
  /// The patch, nil for a language version such as `1.21`.
  package let patch: Int?
  /// `alpha`, `beta` or `rc` for a version before the release, else empty.
  package let kind: String
  /// The number after the kind.
  package let prerelease: Int

  package init(_ major: Int, _ minor: Int, patch: Int? = nil, kind: String = "", prerelease: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.kind = kind
    self.prerelease = prerelease
  }

  /// The newest Go version whose language and library mapvet knows.
  package static let newestKnown = GoVersion(1, 27)
  /// The language version of a module whose go.mod has no go line.
  package static let withoutGoLine = GoVersion(1, 16)

  /// Reads a version without a prefix, or with the `go` of toolchain names and build tags; nil when malformed.
  /// A toolchain's own suffix is dropped: `go1.22.1-custom` is 1.22.1.
  package init?(parsing text: some StringProtocol) {
    var bytes = ArraySlice(Array(text.utf8))
    if bytes.starts(with: "go".utf8) {
      bytes = bytes.dropFirst(2)
      if let dash = bytes.firstIndex(of: UInt8(ascii: "-")) { bytes = bytes[..<dash] }
    }
    guard let major = Self.cutInt(&bytes) else { return nil }
    guard bytes.first != nil else {
      self.init(major, 0, patch: 0)
      return
    }
    guard bytes.popFirst() == UInt8(ascii: "."), let minor = Self.cutInt(&bytes) else { return nil }
    guard let next = bytes.first else {
      self.init(major, minor, patch: major == 1 && minor < 21 ? 0 : nil)
      return
    }
    if next == UInt8(ascii: ".") {
      bytes.removeFirst()
      guard let patch = Self.cutInt(&bytes), bytes.isEmpty else { return nil }
      self.init(major, minor, patch: patch)
      return
    }
    let letters = bytes.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    guard !letters.isEmpty else { return nil }
    bytes = bytes.dropFirst(letters.count)
    let number = bytes.isEmpty ? 0 : Self.cutInt(&bytes)
    guard let number, bytes.isEmpty else { return nil }
    self.init(major, minor, kind: String(decoding: letters, as: UTF8.self), prerelease: number)
  }

  private static func cutInt(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard let first = digits.first, digits.count <= 9, first != UInt8(ascii: "0") || digits.count == 1 else {
      return nil
    }
    bytes = bytes.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// The language version: `1.21` for `1.21.3` and `1.21rc2`.
  package var language: GoVersion { GoVersion(major, minor, patch: major == 1 && minor < 21 ? 0 : nil) }

  /// Whether this version's language has what `1.minor` brought.
  package func isAtLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }

  package static func < (a: GoVersion, b: GoVersion) -> Bool {
    if (a.major, a.minor) != (b.major, b.minor) { return (a.major, a.minor) < (b.major, b.minor) }
    if a.patch != b.patch { return (a.patch ?? -1) < (b.patch ?? -1) }
    return (a.kind, a.prerelease) < (b.kind, b.prerelease)
  }

  package var description: String {
    var text = "\(major).\(minor)"
    if !kind.isEmpty { return prerelease == 0 ? text + kind : "\(text)\(kind)\(prerelease)" }
    if let patch, patch > 0 || isAtLeast(1, 21) { text += ".\(patch)" }
    return text
  }
}

/// What is known of the toolchain that builds a package.
package enum Toolchain: Hashable, Sendable {
  /// Named by `--toolchain` or a toolchain line.
  case known(GoVersion)
  /// Only that it is no older than this.
  case atLeast(GoVersion)

  /// The oldest toolchain it can be.
  package var oldest: GoVersion {
    switch self {
    case .known(let version), .atLeast(let version): version
    }
  }
}
