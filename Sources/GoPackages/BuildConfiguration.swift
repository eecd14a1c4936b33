/// For which system, with which tags and for which Go files are chosen: go/build's Context.
///
/// The default is the ordinary build on linux/amd64, whatever the host: cgo is on, the compiler is gc, and the
/// release tags are those of the newest known Go.
package struct BuildConfiguration: Hashable, Sendable {
  package var goos: String
  package var goarch: String
  /// Whether `cgo` holds and files that import "C" belong to their package. On wherever Go supports cgo.
  package var cgoEnabled: Bool
  /// The tags given with `--tags`.
  package var tags: Set<String>
  /// The language version given with `--go`, in place of every go.mod's go line.
  package var language: GoVersion?
  /// The toolchain given with `--toolchain`; also decides the release tags `go1.1`, `go1.2`, ….
  package var toolchain: GoVersion?
  /// Whether `_test.go` files take part.
  package var tests: Bool

  /// Tags a toolchain sets for its experiments and for the level of its architecture.
  private var toolTags: Set<String>
  private var isUnix: Bool

  package init(
    goos: String = "linux", goarch: String = "amd64", cgoEnabled: Bool? = nil, tags: Set<String> = [],
    language: GoVersion? = nil, toolchain: GoVersion? = nil, tests: Bool = true
  ) {
    self.goos = goos
    self.goarch = goarch
    self.cgoEnabled = cgoEnabled ?? Platform.supportsCgo(goos: goos, goarch: goarch)
    self.tags = tags
    self.language = language
    self.toolchain = toolchain
    self.tests = tests
    toolTags = Platform.toolTags(goos: goos, goarch: goarch)
    isUnix = Platform.unixSystems.contains(goos)
  }

  /// The newest release whose tag holds.
  package var release: GoVersion { toolchain ?? .newestKnown }

  /// `linux/amd64`.
  package var name: String { "\(goos)/\(goarch)" }

  /// Whether a build tag holds: go/build's matchTag.
  package func matches(tag: String) -> Bool {
    switch tag {
    case goos, goarch, "gc": return true
    case "cgo" where cgoEnabled: return true
    case "linux" where goos == "android": return true
    case "solaris" where goos == "illumos": return true
    case "darwin" where goos == "ios": return true
    case "unix" where isUnix: return true
    default: break
    }
    if let minor = Self.releaseMinor(tag), minor >= 1, release.major > 1 || minor <= release.minor { return true }
    let name = tag == "boringcrypto" ? "goexperiment.boringcrypto" : tag
    return toolTags.contains(name) || tags.contains(name)
  }

  /// N of the tag `go1.N`.
  static func releaseMinor(_ tag: String) -> Int? {
    guard tag.utf8.starts(with: "go1.".utf8) else { return nil }
    let digits = tag.utf8.dropFirst(4)
    guard let first = digits.first, digits.count <= 9, first != UInt8(ascii: "0") || digits.count == 1 else {
      return nil
    }
    var value = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }
}
