import GoFlow
import GoSyntax
import GoTypes
import TestSupport
import Testing

@Suite("Entry points")
struct EntryPointTests {
  private static let imports = [
    "net/http": """
    package http
    type ResponseWriter interface { Write([]byte) (int, error) }
    type Request struct{}
    type HandlerFunc func(ResponseWriter, *Request)
    func HandleFunc(pattern string, f func(ResponseWriter, *Request)) {}
    """,
    "sync": LockTests.sync + "\nfunc (w *WaitGroup) Go(f func()) {}\n",
    "time": "package time\ntype Timer struct{}\nfunc AfterFunc(d int, f func()) *Timer { return nil }\n",
    "context": "package context\ntype Context interface{}\n",
    "pb": "package pb\ntype UnimplementedStoreServer struct{}\ntype Request struct{}\ntype Reply struct{}\n",
    "testing": """
    package testing
    type T struct{}
    func (t *T) Run(name string, f func(t *T)) bool { return true }
    func (t *T) Parallel() {}
    """,
  ]

  private func concurrency(_ code: String, imports used: [String]) throws -> Concurrency {
    let clauses = used.map { "import \"\($0)\"\n" }.joined()
    let checked = try Checked("package p\n\(clauses)\(code)", imports: Self.imports)
    return PackageFlow(checked.unit).concurrency
  }

  private func picture(_ concurrency: Concurrency) -> [String] {
    concurrency.entries.map { entry in
      "\(entry.kind) \(concurrency.name(of: entry))\(entry.isMultiple ? " many" : "")\(entry.isRepeated ? " repeated" : "")"
    }.sorted()
  }

  @Test func goStatementsAndGroups() throws {
    let found = try concurrency(
      """
      func main() {
        go once()
        for { go many() }
        var group sync.WaitGroup
        group.Go(grouped)
        time.AfterFunc(1, later)
      }
      func once() {}
      func many() {}
      func grouped() {}
      func later() {}
      """, imports: ["sync", "time"])
    #expect(
      picture(found) == [
        "goroutine `many` many repeated", "goroutine `once`", "group `grouped`", "timer `later`",
      ])
  }

  @Test func handlersAndServices() throws {
    let found = try concurrency(
      """
      type server struct{}
      func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.serve() }
      func (s *server) serve() {}
      func page(w http.ResponseWriter, r *http.Request) {}
      func notRegistered(w http.ResponseWriter, r *http.Request) {}
      func setup() { http.HandleFunc("/", page); notRegistered(nil, nil) }
      type store struct { pb.UnimplementedStoreServer }
      func (s *store) Get(ctx context.Context, r *pb.Request) (*pb.Reply, error) { return nil, nil }
      func (s *store) Helper() {}
      """, imports: ["net/http", "pb", "context"])
    #expect(
      picture(found) == [
        "handler `(*server).ServeHTTP` many repeated", "handler `page` many repeated",
        "service `(*store).Get` many repeated",
      ])
    let serve = try #require(found.graph.all.first { found.graph.shortName(of: $0) == "(*server).serve" })
    #expect(found.proof(serve).map { found.name(of: $0) } == "`(*server).ServeHTTP`")
    #expect(found.mayOverlap(serve, serve))
  }

  @Test func ownersOfLocksAndParallelTests() throws {
    let found = try concurrency(
      """
      type store struct { mu sync.RWMutex }
      func (s *store) Get() { s.get() }
      func (s *store) get() {}
      type plain struct{}
      func (p *plain) Get() {}
      func TestX(t *testing.T) {
        t.Run("a", func(t *testing.T) { t.Parallel() })
        t.Run("b", func(t *testing.T) {})
      }
      """, imports: ["sync", "testing"])
    #expect(picture(found) == ["lockOwner `(*store).Get` many repeated", "parallelTest a parallel subtest many"])
  }

  @Test func startup() throws {
    let found = try concurrency(
      """
      var table = build()
      func build() map[int]int { return fill() }
      func fill() map[int]int { return nil }
      func init() { register() }
      func register() {}
      func both() {}
      func Use() { both() }
      func init() { both() }
      """, imports: [])
    let names = found.graph.all.filter { found.isStartupOnly($0) }.compactMap { found.graph.shortName(of: $0) }
    #expect(names == ["build", "fill", "init", "register", "init"])
  }

  @Test func oneGoroutineOwnsWhatOnlyItReaches() throws {
    let found = try concurrency(
      """
      type s struct{}
      func (x *s) Start() { go x.loop(); go x.watch() }
      func (x *s) loop() { x.a(); x.b() }
      func (x *s) watch() { x.b() }
      func (x *s) a() {}
      func (x *s) b() {}
      """, imports: [])
    func function(_ name: String) throws -> FunctionID {
      try #require(found.graph.all.first { found.graph.shortName(of: $0) == "(*s).\(name)" })
    }
    #expect(found.areOnOneGoroutine(try function("a"), try function("loop")))
    #expect(!found.areOnOneGoroutine(try function("a"), try function("b")))
    #expect(found.mayOverlap(try function("a"), try function("b")))
  }
}
