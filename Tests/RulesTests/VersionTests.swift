import Lint
import Rules
import Testing

/// Rules that depend on the version of Go, on both sides of each limit: of go.mod's language, and of the toolchain where
/// that is what counts.
@Suite struct VersionTests {
  struct Go: CustomStringConvertible, Sendable {
    var language = 23
    var toolchain: Int?
    var description: String { "go 1.\(language)\(toolchain.map { ", toolchain 1.\($0)" } ?? "")" }
  }

  /// A rule over a source on two versions: what its one finding says, nil where it is silent.
  struct Limit: CustomTestStringConvertible, Sendable {
    let rule: String
    /// The rule's own bad example unless given.
    var source: String?
    let before: Go
    let said: String?
    let after: Go
    let saidAfter: String?
    /// What `explain` says of it; nothing where the figures alone are others.
    let explained: String

    var testDescription: String { "\(rule): \(before) and \(after)" }
  }

  private static func go(_ language: Int, _ toolchain: Int? = nil) -> Go {
    Go(language: language, toolchain: toolchain)
  }

  static let limits: [Limit] = [
    // Timers: https://go.dev/wiki/Go123Timer
    Limit(
      rule: "ticker-not-stopped", before: go(22), said: "ticks for ever", after: go(23), saidAfter: nil,
      explained: "go.mod says go 1.23"),
    Limit(
      rule: "ticker-not-stopped", before: go(22, 26), said: "ticks for ever", after: go(22, 27), saidAfter: nil,
      explained: "since Go 1.27 always"),
    Limit(
      rule: "time-after-in-loop", before: go(22), said: "kept until they fire", after: go(23),
      saidAfter: "three allocations", explained: "before Go 1.23 it is kept"),
    Limit(
      rule: "time-after-in-loop", before: go(22, 26), said: "kept until they fire", after: go(22, 27),
      saidAfter: "three allocations", explained: "since 1.27 always"),
    // clear: https://go.dev/doc/go1.21
    Limit(
      rule: "remake-instead-of-clear", before: go(20), said: nil, after: go(21), saidAfter: "keeps its table",
      explained: "Below go 1.21"),
    Limit(
      rule: "map-made-in-loop", before: go(20), said: "for k := range m { delete(m, k) }", after: go(21),
      saidAfter: "with clear", explained: "Below go 1.21"),
    // Range no longer copies what is only read in part.
    Limit(
      rule: "large-value-range-copy",
      source: """
        type event struct { id int; payload [512]byte }

        func ids(events []event) (sum int) {
        	for _, e := range events {
        		sum += e.id
        	}
        	return sum
        }
        """,
      before: go(23, 26), said: "before Go 1.27", after: go(23, 27), saidAfter: nil, explained: "From Go 1.27 on"),
    // debug.SetMemoryLimit: https://go.dev/doc/go1.19
    Limit(
      rule: "gc-percent", before: go(18), said: "killed; leave the percentage alone", after: go(19),
      saidAfter: "add debug.SetMemoryLimit", explained: "(Go 1.19)"),
    Limit(
      rule: "explicit-gc",
      source: """
        func collect() {
        	for {
        		runtime.GC()
        		time.Sleep(time.Minute)
        	}
        }
        """,
      before: go(18), said: "every 1m: the collector starts by itself", after: go(19),
      saidAfter: "to bound memory set debug.SetMemoryLimit", explained: "(Go 1.19)"),
    // unsafe.String, unsafe.Slice: https://go.dev/doc/go1.20, https://go.dev/doc/go1.17
    Limit(
      rule: "runtime-internals", source: header("String", "string", ""), before: go(19),
      said: "header of a real string", after: go(20), saidAfter: "use unsafe.String", explained: "1.20"),
    Limit(
      rule: "runtime-internals", source: header("Slice", "[]byte", ", Cap: len(b)"), before: go(16),
      said: "header of a real slice", after: go(17), saidAfter: "use unsafe.Slice", explained: "Go 1.17"),
    // A header before large values with pointers: mallocHeaderSize in runtime/mbitmap.go.
    Limit(
      rule: "large-pointer-churn",
      source: """
        type window struct { next *window; requests [127]int }

        type stats struct{ windows map[string]*window }

        func (s *stats) reset() {
        	for route := range s.windows {
        		s.windows[route] = &window{}
        	}
        }
        """,
      before: go(21, 21), said: "allocates 1024 bytes", after: go(21, 22), saidAfter: "allocates 1152 bytes",
      explained: ""),
    // Swiss maps: https://go.dev/doc/go1.24. The figures are those of the evidence and of measured heaps.
    Limit(
      rule: "map-without-size-hint",
      source: """
        func inverted(names map[string]string) map[string]string {
        	m := make(map[string]string)
        	for k, v := range names {
        		m[v] = k
        	}
        	return m
        }
        """,
      before: go(21, 23), said: "167 kB in all in place of 82 kB", after: go(21, 24),
      saidAfter: "160 kB in all in place of 82 kB", explained: ""),
    Limit(
      rule: "unbounded-cache",
      source: """
        var visits = map[string]string{}

        func handle(w http.ResponseWriter, r *http.Request) {
        	visits[r.RemoteAddr] = r.URL.Path
        }
        """,
      before: go(21, 23), said: "takes 76 bytes and what", after: go(21, 24), saidAfter: "takes 84 bytes and what",
      explained: ""),
    Limit(
      rule: "sync-map-write-heavy", before: go(21, 23), said: "at least 4 allocations", after: go(21, 24),
      saidAfter: "at least 3 allocations", explained: "since Go 1.24"),
    // As measured, and between what was measured on both sides.
    Limit(
      rule: "json-into-map", before: go(21, 23), said: "7 allocations in place of 40", after: go(21, 24),
      saidAfter: "1 to 7 allocations in place of 33 to 40", explained: ""),
    Limit(
      rule: "json-into-map", before: go(18), said: "1 to 8 allocations in place of 33 to 46", after: go(27),
      saidAfter: "1 allocation in place of 33", explained: ""),
  ]

  private static func header(_ name: String, _ type: String, _ rest: String) -> String {
    """
    func wrap(b []byte) \(type) {
    	h := reflect.\(name)Header{Data: uintptr(unsafe.Pointer(&b[0])), Len: len(b)\(rest)}
    	return *(*\(type))(unsafe.Pointer(&h))
    }
    """
  }

  @Test(arguments: limits) func bothSides(_ limit: Limit) throws {
    let rule = try #require(allRules.first { $0.meta.id == limit.rule })
    let files = [GoText(name: "source.go", text: Snippet.file(limit.source ?? rule.meta.bad))]
    for (go, said) in [(limit.before, limit.said), (limit.after, limit.saidAfter)] {
      let pass = try Harness.shared.get().pass(
        files, in: RuleFolder.of(rule), language: go.language, toolchain: go.toolchain)
      RuleTable([rule]).run(pass)
      let messages = pass.findings.map(\.message)
      if let said {
        #expect(messages.count == 1 && messages[0].contains(said), "\(go): \(messages)")
      } else {
        #expect(messages.isEmpty, "\(go): \(messages)")
      }
    }
    let text = ([rule.meta.why] + rule.meta.limits).joined(separator: "\n")
    #expect(limit.explained.isEmpty || text.contains(limit.explained), "explain does not say: \(limit.explained)")
  }

  /// A part of a buffer is copied by what the language has, and maps are emptied by clear.
  @Test(arguments: [
    ("strings", "string", 17, false), ("strings", "string", 18, true), ("bytes", "[]byte", 19, false),
    ("bytes", "[]byte", 20, true),
  ]) func clones(_ package: String, _ type: String, _ language: Int, _ isFixed: Bool) throws {
    let text = """
      package example

      import (
      	"\(package)"
      	"os"
      )

      var kept = map[string]\(type){}

      func read(path string) {
      	data, _ := os.ReadFile(path)
      	all := \(type)(data)
      	kept[path] = all[:16]
      	\(package).Contains(all, all)
      }
      """
    let rule = try #require(allRules.first { $0.meta.id == "subslice-retention" })
    let pass = try Harness.shared.get().pass(
      [GoText(name: "source.go", text: text)], in: RuleFolder.of(rule), language: language)
    RuleTable([rule]).run(pass)
    #expect(pass.findings.map { $0.fix != nil } == [isFixed])
  }

  @Test(arguments: [(20, false), (21, true)]) func clearsPooledMaps(_ language: Int, _ isFixed: Bool) throws {
    let text = """
      package example

      import "sync"

      var sets = sync.Pool{New: func() any { return map[string]bool{} }}

      func count(names []string) int {
      	set := sets.Get().(map[string]bool)
      	for _, name := range names {
      		set[name] = true
      	}
      	n := len(set)
      	sets.Put(set)
      	return n
      }
      """
    let rule = try #require(allRules.first { $0.meta.id == "pool-put-without-reset" })
    let pass = try Harness.shared.get().pass(
      [GoText(name: "source.go", text: text)], in: RuleFolder.of(rule), language: language)
    RuleTable([rule]).run(pass)
    #expect(pass.findings.map { $0.fix != nil } == [isFixed])
  }
}
