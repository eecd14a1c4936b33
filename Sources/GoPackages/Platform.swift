/// The systems and architectures Go knows or knew, as far as choosing files depends on them.
package enum Platform {
  /// Every GOOS that a file name can end in.
  package static let knownSystems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
  ]

  /// The systems for which the tag `unix` holds.
  package static let unixSystems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd",
    "solaris",
  ]

  /// Every GOARCH that a file name can end in.
  package static let knownArchitectures: Set<String> = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le",
    "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm",
  ]

  /// Whether the go command supports cgo for the platform.
  static func supportsCgo(goos: String, goarch: String) -> Bool {
    switch goos {
    case "linux":
      [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64", "s390x", "sparc64",
      ].contains(goarch)
    case "aix": goarch == "ppc64"
    case "android", "netbsd": ["386", "amd64", "arm", "arm64"].contains(goarch)
    case "darwin", "ios": ["amd64", "arm64"].contains(goarch)
    case "freebsd", "openbsd": ["386", "amd64", "arm", "arm64", "riscv64"].contains(goarch)
    case "dragonfly", "illumos", "solaris": goarch == "amd64"
    case "windows": ["386", "amd64", "arm64"].contains(goarch)
    default: false
    }
  }

  /// The tags a gc toolchain of the newest known Go sets by itself: its default experiments, and the levels of the
  /// architecture's default baseline.
  static func toolTags(goos: String, goarch: String) -> Set<String> {
    var tags: Set<String> = [
      "goexperiment.randomizedheapbase64", "goexperiment.greenteagc", "goexperiment.jsonv2",
      "goexperiment.sizespecializedmalloc",
    ]
    if ["amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64", "s390x"].contains(goarch) {
      tags.formUnion(["goexperiment.regabiwrappers", "goexperiment.regabiargs"])
    }
    if !["darwin", "ios", "aix"].contains(goos) { tags.insert("goexperiment.dwarf5") }
    switch goarch {
    case "386": tags.insert("386.sse2")
    case "amd64": tags.insert("amd64.v1")
    case "arm": tags.formUnion(["arm.5", "arm.6", "arm.7"])
    case "arm64": tags.insert("arm64.v8.0")
    case "mips", "mipsle", "mips64", "mips64le": tags.insert("\(goarch).hardfloat")
    case "ppc64", "ppc64le": tags.insert("\(goarch).power8")
    case "riscv64": tags.insert("riscv64.rva20u64")
    case "wasm": tags.formUnion(["wasm.satconv", "wasm.signext"])
    default: break
    }
    return tags
  }

  /// The tags a file's name stands for, of which each must hold: `[windows]` for `x_windows_test.go`,
  /// `[arm64, linux]` for `x_linux_arm64.go`, none for `linux.go`.
  static func tags(ofFileName name: String) -> [String] {
    let stem = name.utf8.prefix { $0 != UInt8(ascii: ".") }
    guard let underscore = stem.firstIndex(of: UInt8(ascii: "_")) else { return [] }
    var parts = stem[underscore...].split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    if parts.last.map({ $0.elementsEqual("test".utf8) }) == true { parts.removeLast() }
    guard let last = parts.last.map({ String($0) ?? "" }) else { return [] }
    let before = parts.count >= 2 ? String(parts[parts.count - 2]) ?? "" : ""
    if knownArchitectures.contains(last) {
      return knownSystems.contains(before) ? [last, before] : [last]
    }
    return knownSystems.contains(last) ? [last] : []
  }
}
