import Rules
import Testing

/// The checks of other tools that metas name are ones that these tools have.
@Suite struct EquivalentTests {
  /// Looked up in each tool's own documentation or source.
  static let known: [String: Set<String>] = [
    // https://staticcheck.dev/docs/checks/
    "staticcheck": ["SA1015", "SA4012", "SA5000", "SA6002"],
    // https://go-critic.com/overview.html
    "gocritic": [
      "appendAssign", "hugeParam", "mapKey", "rangeExprCopy", "rangeValCopy", "sliceClear", "syncMapLoadAndDelete",
    ],
    // https://github.com/mgechev/revive/blob/master/RULES_DESCRIPTIONS.md
    "revive": ["call-to-gc", "datarace", "time-equal"],
    // https://github.com/securego/gosec/blob/master/RULES.md
    "gosec": ["G103", "G108", "G118"],
    // cmd/vet
    "go vet": ["copylocks", "unsafeptr"],
    "go test": ["-race"],
    // https://pkg.go.dev/golang.org/x/tools/go/analysis/passes
    "golang.org/x/tools": ["fieldalignment", "nilness"],
    // https://pkg.go.dev/runtime/pprof#Profile
    "runtime/pprof": ["goroutineleak"],
    // https://github.com/trailofbits/semgrep-rules, https://github.com/semgrep/semgrep-rules
    "semgrep": [
      "go.lang.security.audit.net.pprof.pprof-debug-exposure", "trailofbits.go.hanging-goroutine.hanging-goroutine",
      "trailofbits.go.racy-write-to-map.racy-write-to-map",
    ],
    // Each is one check.
    "prealloc": ["prealloc"],
    "gochecknoglobals": ["gochecknoglobals"],
    "nilaway": [""],
    "gVisor checklocks": [""],
    "go.uber.org/goleak": [""],
  ]

  @Test func namedChecksExist() {
    var named: [String: Set<String>] = [:]
    for rule in allRules {
      for other in rule.meta.equivalents {
        named[other.tool, default: []].insert(other.id)
        #expect(Self.known[other.tool]?.contains(other.id) ?? false, "\(rule.meta.id): \(other.tool) \(other.id)")
      }
    }
    #expect(named == Self.known, "a check that no rule names any more")
  }
}
