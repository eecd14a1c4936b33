import GoFlow
import GoSyntax
import GoTypes
import TestSupport
import Testing

@Suite("Call graph")
struct CallGraphTests {
  private func graph(_ code: String, imports: [String: String] = [:]) throws -> (CallGraph, Checked) {
    let checked = try Checked("package p\n\(code)", imports: imports)
    return (CallGraph(checked.unit), checked)
  }

  /// A function's name, of a literal that of the function around it and its number there: `f.1`.
  private func name(_ function: FunctionID, _ graph: CallGraph) -> String {
    if let name = graph.shortName(of: function) { return name }
    guard let outer = graph[function].outer else { return "literal" }
    let siblings = graph.all.filter { graph[$0].outer == outer }
    return name(outer, graph) + ".\((siblings.firstIndex(of: function) ?? -1) + 1)"
  }

  private func calls(_ graph: CallGraph) -> [String] {
    graph.all.flatMap { function in
      graph.calls(from: function).map {
        "\(name(function, graph)) \($0.kind) \(name($0.callee, graph))\($0.isInLoop ? " in a loop" : "")"
      }
    }
  }

  @Test func staticCalls() throws {
    let (graph, _) = try graph(
      """
      type t struct{}
      func (x *t) m() {}
      func g[T any](v T) {}
      func f(x *t) { h(); x.m(); (*t).m(x); g[int](1); defer h(); go x.m(); for { h() } }
      func h() {}
      """)
    #expect(
      calls(graph) == [
        "f direct h", "f direct (*t).m", "f direct (*t).m", "f direct g", "f deferred h", "f goroutine (*t).m",
        "f direct h in a loop",
      ])
  }

  @Test func literalsAndValues() throws {
    let (graph, _) = try graph(
      """
      import "sort"
      type t struct { hook func() }
      func (x *t) m() {}
      func take(callback func()) { callback() }
      func f(x *t, s []int) {
        func() {}()
        work := func() {}
        work()
        x.hook = x.m
        x.hook()
        take(h)
        sort.Slice(s, func(i, j int) bool { return false })
      }
      func h() {}
      """, imports: ["sort": "package sort\nfunc Slice(x any, less func(i, j int) bool) {}"])
    #expect(
      Set(calls(graph)) == [
        "f direct f.1", "f value f.2", "f value (*t).m", "f direct take", "take value h", "f atOnce f.3",
      ])
  }

  @Test func interfaceCallsGoToAllMethodsOfTheirSignature() throws {
    let (graph, _) = try graph(
      """
      type shape interface { area() int }
      type a struct{}
      func (a) area() int { return 1 }
      type b struct{}
      func (b) area() int { return 2 }
      type c struct{}
      func (c) area(x int) int { return x }
      func f(s shape) { s.area() }
      """)
    #expect(calls(graph) == ["f dispatch a.area", "f dispatch b.area"])
  }

  @Test func componentsComeCalleesFirst() throws {
    let (graph, _) = try graph(
      """
      func top() { even(3) }
      func even(n int) { odd(n - 1) }
      func odd(n int) { even(n - 1); leaf() }
      func leaf() {}
      func self() { self() }
      """)
    let names = graph.components.map { $0.map { self.name($0, graph) } }
    #expect(names == [["leaf"], ["even", "odd"], ["top"], ["self"]])
    let recursive = graph.all.filter { graph.isRecursive($0) }.map { name($0, graph) }
    #expect(recursive == ["even", "odd", "self"])
  }

  @Test func whereAllCallersAreKnown() throws {
    let (graph, _) = try graph(
      """
      type shape interface { area() int }
      type a struct{}
      func (a) area() int { return 1 }
      func (a) own() {}
      func (a) Exported() {}
      func plain() {}
      func Exported() {}
      func started() {}
      func stored() {}
      func handed() {}
      func init() {}
      var kept = stored
      func sink(f func()) { other(f) }
      func other(f func()) {}
      func run(f func()) { f() }
      func called() {}
      func use() {
        plain(); go started(); sink(handed); run(called)
        local := func() {}
        local()
        returned := func() {}
        _ = returned
      }
      """)
    let known = graph.all.filter { graph.areCallersKnown($0) }.map { name($0, graph) }
    #expect(known == ["a.own", "plain", "started", "sink", "other", "run", "called", "use", "use.1"])
  }

  @Test func anUnresolvedSelectorMayBeAnyMethod() throws {
    let (graph, _) = try graph(
      """
      import "missing"
      type a struct{}
      func (a) close() {}
      func (a) open() {}
      func f(x missing.T) { x.close() }
      """)
    #expect(graph.all.filter { graph.areCallersKnown($0) }.map { name($0, graph) } == ["a.open", "f"])
  }

  /// What a test calls, hands over, keeps in a field or cannot be understood in it: of the program's functions all is known as if
  /// there were no tests, whether these are looked into or not.
  @Test func testsSayNothingOfTheProgram() throws {
    let program = """
      package p
      type t struct { hook func() }
      func (x *t) run() { x.hook() }
      func (x *t) close() {}
      func started() {}
      func kept() {}
      func called() int { return 1 }
      func use(x *t) { x.run(); called() }
      """
    let tests = """
      package p
      import "missing"
      var first = called()
      func testAll(x *t, y missing.T) {
        go started()
        use(x)
        x.hook = kept
        x.hook = func() { mine() }
        x.hook()
        for { called() }
        y.close()
      }
      func mine() {}
      """
    func facts(_ graph: CallGraph) -> [String] {
      graph.all.filter { !graph[$0].isInTest }.map { function in
        let calls = graph.calls(of: function).map { $0.caller.map { name($0, graph) } ?? "package" }
        let called = graph.calls(from: function).map { name($0.callee, graph) }
        let info = graph[function]
        return "\(name(function, graph)): by \(calls), to \(called), \(info.uses.count) uses, "
          + (graph.areCallersKnown(function) ? "known" : "not known")
      }
    }
    let alone = try Checked(program).unit
    let expected = [
      "(*t).run: by [\"use\"], to [], 1 uses, known", "(*t).close: by [], to [], 0 uses, known",
      "started: by [], to [], 0 uses, known", "kept: by [], to [], 0 uses, known",
      "called: by [\"use\"], to [], 1 uses, known", "use: by [], to [\"(*t).run\", \"called\"], 0 uses, known",
    ]
    let checked = try Checked(program, tests: tests)
    #expect(facts(CallGraph(alone)) == expected)
    #expect(facts(CallGraph(checked.unit)) == expected)
    let without = CallGraph(checked.unit, leavesOutTests: true)
    #expect(facts(without) == expected)
    let whole = CallGraph(checked.unit)
    let mine = try #require(whole.all.first { name($0, whole) == "mine" })
    #expect(whole.calls(of: mine).count == 1)
    #expect(without.calls(of: mine).isEmpty)
    for graph in [whole, without] {
      let named = graph.all.filter { graph.isNamedInTests($0) }.map { name($0, graph) }
      #expect(named == ["started", "kept", "called", "use", "mine"])
    }
  }

  /// Each function calls the next and the one twice as far: one component, and twice as many cost twice as much.
  @Test func workIsLinear() throws {
    func work(_ count: Int) throws -> (graph: Int, locks: Int) {
      var code = "import \"sync\"\ntype s struct { mu sync.Mutex; m map[int]int }\n"
      for index in 0..<count {
        code += "func (x *s) f\(index)() { x.mu.Lock(); x.m[\(index)]++; x.mu.Unlock(); "
        code += "x.f\((index + 1) % count)(); x.f\(index * 2 % count)() }\n"
      }
      let checked = try Checked("package p\n\(code)", imports: ["sync": LockTests.sync])
      let flow = PackageFlow(checked.unit)
      for function in flow.callGraph.all { _ = flow.locks.context(of: function) }
      return (flow.callGraph.work, flow.locks.work)
    }
    let half = try work(1000)
    let whole = try work(2000)
    #expect(whole.graph <= half.graph * 2 + 100)
    #expect(whole.locks <= half.locks * 2 + 100)
    // Two calls a function, each looked at a few times.
    #expect(whole.graph < 2000 * 10)
    #expect(whole.locks < 2000 * 40)
  }
}
