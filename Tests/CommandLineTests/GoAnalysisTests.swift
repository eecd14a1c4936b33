import Foundation
import TestSupport
import Testing

/// `contrib/goanalysis`: mapvet as an analyzer, built with the x/tools that Go itself carries and run by `go vet`.
@Suite("mapvet as an analyzer of go/analysis") struct GoAnalysisTests {
  /// Stands in for github.com/golangci/plugin-module-register, which no machine without network has: its interface alone.
  private static let register = """
    package register

    import (
    	"encoding/json"

    	"golang.org/x/tools/go/analysis"
    )

    const LoadModeTypesInfo = "typesinfo"

    type LinterPlugin interface {
    	BuildAnalyzers() ([]*analysis.Analyzer, error)
    	GetLoadMode() string
    }

    type NewPlugin func(conf any) (LinterPlugin, error)

    var Plugins = map[string]NewPlugin{}

    func Plugin(name string, p NewPlugin) { Plugins[name] = p }

    func DecodeSettings[T any](settings any) (T, error) {
    	var result T
    	text, err := json.Marshal(settings)
    	if err == nil {
    		err = json.Unmarshal(text, &result)
    	}
    	return result, err
    }

    """

  /// The plugin as golangci-lint makes it, in a driver of Go's own.
  private static let driver = """
    package main

    import (
    	"log"
    	"os"

    	mapvet "github.com/OWNER/mapvet/contrib/goanalysis"
    	_ "github.com/OWNER/mapvet/contrib/goanalysis/golangci"
    	"github.com/golangci/plugin-module-register/register"
    	"golang.org/x/tools/go/analysis/unitchecker"
    )

    func main() {
    	if path := os.Getenv("CARRIED"); path != "" {
    		var err error
    		if mapvet.Program, err = os.ReadFile(path); err != nil {
    			log.Fatal(err)
    		}
    	}
    	plugin, err := register.Plugins["mapvet"](map[string]any{"preview": true})
    	if err != nil || plugin.GetLoadMode() != register.LoadModeTypesInfo {
    		log.Fatal(err)
    	}
    	analyzers, err := plugin.BuildAnalyzers()
    	if err != nil || analyzers[0].Name != mapvet.Analyzer.Name {
    		log.Fatal(err)
    	}
    	unitchecker.Main(analyzers...)
    }

    """

  private static let sources = [
    "go.mod": "module example.com/m\n\ngo 1.24\n",
    "store/store.go": """
    package store

    var counts = map[string]int{}

    func Hit(name string) { counts[name]++ }

    func Len() int { return len(counts) }

    """,
    "user/user.go": """
    package user

    import "example.com/m/store"

    func Use(names []string) {
    	for _, name := range names {
    		go store.Hit(name)
    	}
    	var m map[string]int
    	m["a"] = 1
    }

    """,
  ]

  private func go(_ arguments: [String], in folder: String, _ more: [String: String]) throws -> Run {
    let cache = repositoryRoot.appendingPathComponent(".deps/go-cache").path
    let environment = [
      "GOENV": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off", "CGO_ENABLED": "0",
      "GOCACHE": cache, "HOME": cache, "MAPVET": "", "PATH": "/usr/bin:/bin",
    ].merging(more) { $1 }
    let program = try GoToolchain().root.appendingPathComponent("bin/go").path
    return try Run.tool(program, arguments, in: folder, environment: environment)
  }

  /// Without sums the go command refuses to build.
  @Test func allThatIsRequiredHasItsSums() throws {
    let folder = repositoryRoot.appendingPathComponent("contrib/goanalysis")
    func lines(_ name: String) throws -> [Substring] {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n")
    }
    let required = try lines("go.mod").filter { $0.hasPrefix("\t") }.map { $0.dropFirst() }
    try #require(required.count == 2)
    let sums = try lines("go.sum")
    for module in required {
      for sum in ["\(module) h1:", "\(module)/go.mod h1:"] {
        #expect(sums.contains { $0.hasPrefix(sum) && $0.count == sum.count + 44 }, "\(sum)")
      }
    }
  }

  @Test func reportsWhatMapvetFinds() throws {
    // The old layout of Go, in which every source is where its import path says, needs no sums of modules.
    let tree = try Folder([:])
    let (files, root) = (FileManager.default, tree.path + "/src/")
    let own = root + "github.com/OWNER/mapvet/contrib/"
    try files.createDirectory(atPath: own, withIntermediateDirectories: true)
    try files.copyItem(
      atPath: repositoryRoot.appendingPathComponent("contrib/goanalysis").path, toPath: own + "goanalysis")
    // Go refuses packages that lie elsewhere behind a link.
    try files.createDirectory(atPath: root + "golang.org/x", withIntermediateDirectories: true)
    let vendored = try GoToolchain().root.appendingPathComponent("src/cmd/vendor/golang.org/x").path
    for name in ["mod", "sync", "tools"] {
      try files.copyItem(atPath: "\(vendored)/\(name)", toPath: "\(root)golang.org/x/\(name)")
    }
    try tree.write("src/github.com/golangci/plugin-module-register/register/register.go", Self.register)
    try tree.write("src/driver/main.go", Self.driver)
    let gopath = ["GO111MODULE": "off", "GOPATH": tree.path]
    let checked = try go(["vet", "./..."], in: own + "goanalysis", gopath)
    #expect(checked.status == 0 && checked.errors == "", "\(checked.errors)")
    let built = try go(["build", "-o", "driver.out", "."], in: root + "driver", gopath)
    try #require(built.status == 0, "\(built.errors)")

    let module = try Folder(Self.sources)
    let vet = ["vet", "-vettool=" + root + "driver/driver.out"]
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
      try go(vet + arguments, in: module.path, environment)
    }
    let binary = "-mapvet.binary=" + Run.built("mapvet")
    let found = try run(binary, "./...")
    let lines = found.errors.split(separator: "\n")
    #expect(found.status == 1)
    // One finding hangs on facts of another package and lies in it.
    #expect(
      lines.contains { $0.hasPrefix("store/store.go:5:25: ") && $0.hasSuffix("[unlocked-map-write]") }, "\(lines)")
    #expect(
      lines.contains("user/user.go:10:2: write to m, which is nil here: it panics; make the map first [nil-map-write]"),
      "\(lines)")
    #expect(lines.contains("user/user.go:9:6: \tnil from here on, and nothing makes it before the write"), "\(lines)")

    let json = try run("-json", "-mapvet.select=nil-map-write", "./...", environment: ["MAPVET": Run.built("mapvet")])
    #expect(json.status == 0 && json.output.contains(#""category": "nil-map-write""#), "\(json.output)")
    #expect(try run("./...", environment: ["CARRIED": Run.built("mapvet")]).errors == found.errors)
    // With a flag that was not given before: else the go command answers out of its cache.
    let missing = try run("-mapvet.info", "./...")
    #expect(missing.status == 1 && missing.errors.contains("the program is not found: name it"), "\(missing.errors)")
    let wrong = try run(binary, "-mapvet.select=nil-map-wriet", "./...")
    #expect(wrong.errors.contains("did you mean 'nil-map-write'?"), "\(wrong.errors)")

    #expect(try run("-fix", binary, "-mapvet.select=nil-map-write", "./...").status == 0)
    #expect(
      try module.read("user/user.go")
        == Self.sources["user/user.go"]?.replacing("var m map[string]int", with: "m := make(map[string]int)"))

    // Drivers apply all fixes that they are handed, so those that a person should look at have to be asked for.
    let remade = """
      package p

      type batch struct{ seen map[string]int }

      func (b *batch) add(name string) { b.seen[name]++ }

      func (b *batch) flush(send func(string)) {
      \tfor name := range b.seen {
      \t\tsend(name)
      \t}
      \tb.seen = make(map[string]int)
      }

      """
    try module.write("p/p.go", remade)
    let fix = [
      "-fix", binary, "-mapvet.select=remake-instead-of-clear", "-mapvet.min-confidence=low", "-mapvet.info",
    ]
    #expect(try go(vet + fix + ["./p"], in: module.path, [:]).status == 0)
    #expect(try module.read("p/p.go") == remade)
    #expect(try go(vet + fix + ["-mapvet.unsafe-fixes", "./p"], in: module.path, [:]).status == 0)
    #expect(try module.read("p/p.go") == remade.replacing("b.seen = make(map[string]int)", with: "clear(b.seen)"))
  }
}
