import Foundation
import Testing

@Suite("--defer-to golangci")
struct DeferToTests {
  /// Go with one finding of each rule that a linter of golangci-lint can say all of.
  private static let source = """
    package main

    import (
    	"net/http"
    	_ "net/http/pprof"
    )

    type big struct {
    	id   int
    	rest [500]int
    }

    func use(b big) int { return b.id + b.rest[3] }

    func sum(s []big) (n int) {
    	for _, v := range s {
    		n += use(v)
    	}
    	return n
    }

    func main() {
    	println(sum(nil))
    	http.ListenAndServe(":8080", nil)
    }

    """

  /// The rules that still report with a configuration beside go.mod, for a package below.
  private func rules(_ files: [String: String], _ arguments: [String] = []) throws -> Set<String> {
    let folder = try Folder(
      ["go.mod": "module example.com/m\n\ngo 1.22\n", "cmd/server/main.go": Self.source].merging(files) { $1 })
    let run = try Run.product(
      "mapvet", ["check", "--preview", "--isolated", "--defer-to", "golangci"] + arguments + ["./cmd/..."],
      in: folder.path)
    #expect(run.errors.isEmpty, "\(run.errors)")
    let all = ["large-value-range-copy", "pprof-exposed"]
    return Set(all.filter { run.output.contains($0) })
  }

  private static let both: Set = ["large-value-range-copy", "pprof-exposed"]

  @Test(arguments: [
    // Version 2.
    (".golangci.yml", "version: \"2\"\nlinters:\n  enable: [gosec]\n", ["large-value-range-copy"]),
    (".golangci.yml", "version: \"2\"\nlinters:\n  default: all\n  disable: [gosec]\n", both.sorted()),
    (".golangci.yml", "version: \"2\"\nlinters:\n  default: standard\n", both.sorted()),
    (
      ".golangci.yaml",
      """
      version: "2"
      linters:
        default: none
        enable:
          - gocritic
          - gosec
        settings:
          gocritic:
            enabled-tags: [performance]
          gosec:
            excludes: [G108]
      """, ["pprof-exposed"]
    ),
    // gocritic's own default is without the checks of speed; a large threshold leaves findings out.
    (".golangci.yml", "linters:\n  enable: [gocritic]\n", both.sorted()),
    (
      ".golangci.json",
      """
      {"version": "2", "linters": {"enable": ["gocritic"], "settings": {"gocritic":
        {"enabled-checks": ["rangeValCopy"], "settings": {"rangeValCopy": {"sizeThreshold": 512}}}}}}
      """, both.sorted()
    ),
    // Version 1.
    (
      ".golangci.yml",
      """
      linters:
        enable-all: true
      linters-settings:
        gocritic:
          enabled-checks:
            - rangeValCopy # large elements
        gosec:
          includes:
            - G104
      """, ["pprof-exposed"]
    ),
    (
      ".golangci.toml",
      """
      # settings of linters
      version = "2"

      [linters]
      default = "none"
      enable = [
        "gosec", # security
        'gocritic',
      ]

      [linters.settings.gocritic]
      enabled-checks = ["rangeValCopy"]
      settings.hugeParam.sizeThreshold = 80

      [[linters.exclusions.rules]]
      path = "x"
      linters = ["gosec"]
      """, []
    ),
  ])
  func rulesThatAreEnabledThereAreLeftOut(_ name: String, _ text: String, _ left: [String]) throws {
    #expect(try rules([name: text]) == Set(left))
  }

  @Test func theNearestHoldsAndNamesDo() throws {
    let both = "linters:\n  enable: [gosec]\n"
    #expect(try rules([".golangci.yml": both, "cmd/.golangci.yml": "linters: {}\n"]) == Self.both)
    #expect(try rules([".golangci.yml": both], ["--select", "pprof-exposed"]) == ["pprof-exposed"])
    #expect(try rules([".golangci.yml": both], ["--select", "runtime"]) == [])
  }

  @Test(arguments: [
    (".golangci.yml", "linters: [\n", ".golangci.yml:"), (".golangci.toml", "[linters\n", ".golangci.toml:1: "),
    (".golangci.toml", "a = \"x\n", ".golangci.toml:1: "), (".golangci.toml", "a = [1,\n2", ".golangci.toml:2: "),
  ])
  func whatCannotBeReadIsNamed(_ name: String, _ text: String, _ message: String) throws {
    let folder = try Folder(["go.mod": "module m\n", "a.go": "package a\n", name: text])
    let run = try Run.mapvet("check", "--defer-to", "golangci", in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func withoutAConfigurationThereIsNothingToDeferTo() throws {
    let folder = try Folder(["go.mod": "module m\n", "a.go": "package a\n"])
    let run = try Run.mapvet("check", "--defer-to", "golangci", in: folder.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("no .golangci.yml"), "\(run.errors)")
    #expect(try Run.mapvet("check", "--defer-to", "another", in: folder.path).status == 2)
  }
}
