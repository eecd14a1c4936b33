import GoSyntax
import Testing

@testable import GoTypes

/// A package that sees nothing but the table of the standard library.
private struct TableSource: PackageSource {
  let table: StandardLibrary
  var isLinuxAMD64 = true
  let text: String

  func resolve(_ importPath: String, from directory: String) -> PackageKey? {
    table.contains(importPath) ? PackageKey(directory: "/std", importPath: importPath) : nil
  }

  func name(of key: PackageKey) -> String? { table.name(of: key.importPath) }

  func load(_ key: PackageKey) -> LoadedPackage? {
    if key.importPath != "p" { return table.load(key.importPath, isLinuxAMD64: isLinuxAMD64) }
    guard let parser = try? Parser() else { return nil }
    return LoadedPackage(name: "p", files: [parser.parse(text: text, path: "p.go")], goVersion: 27)
  }
}

@Suite struct StandardLibraryTests {
  private struct Typed {
    let program: Program
    let package: Package

    init(_ text: String, isLinuxAMD64: Bool = true) throws {
      let table = try #require(StandardLibrary.builtIn)
      program = Program(source: TableSource(table: table, isLinuxAMD64: isLinuxAMD64, text: text))
      package = try #require(program.package(PackageKey(directory: "/p", importPath: "p")))
    }

    func object(_ name: String) throws -> Object { try #require(package.lookup(Name.of(name))) }
    func type(_ name: String) throws -> String { try object(name).type.fullString }
  }

  @Test func typesOfWhatItDeclares() throws {
    let typed = try Typed(
      """
      package p
      import ("errors"; "net/http"; "os"; "slices"; "strings"; "sync/atomic"; "time"; mrand "math/rand/v2")
      var a = http.HandleFunc
      var b = http.DefaultClient.Timeout
      var c = errors.ErrUnsupported
      var d = os.Stdin
      var e = slices.Sorted[string]
      var f, g = strings.CutPrefix("ab", "a")
      var h = new(atomic.Pointer[http.Request]).Load().URL.Query()
      var i = slices.Collect(func(yield func(time.Duration) bool) {})
      var j = os.FileInfo.Mode
      var k = mrand.N(5 * time.Second)
      var l = http.DefaultTransport.(*http.Transport).Clone().TLSClientConfig
      var m = nowhere.X
      """)
    // As the declarations in Go's own sources have them.
    let expected = [
      "a": "func(pattern string, handler func(net/http.ResponseWriter, *net/http.Request))", "b": "time.Duration",
      "c": "error", "d": "*os.File", "e": "func(seq iter.Seq[string]) []string", "f": "string", "g": "bool",
      "h": "net/url.Values", "i": "[]time.Duration", "j": "func(os.FileInfo) io/fs.FileMode", "k": "time.Duration",
      "l": "*crypto/tls.Config", "m": "?",
    ]
    for (name, text) in expected { #expect(try typed.type(name) == text, "\(name)") }
  }

  /// Counted by hand from Go's declarations: a mutex is two 32-bit words, a buffer a slice, an int and a byte, a time two
  /// words and a pointer.
  @Test func sizesPointersAndMethods() throws {
    let typed = try Typed(
      """
      package p
      import ("bytes"; "go/ast"; "io"; "sync"; "sync/atomic"; "time")
      var mutex sync.Mutex; var rw sync.RWMutex; var buffer bytes.Buffer; var now time.Time; var count atomic.Int64
      var ident *ast.Ident; var expr ast.Expr; var writer io.Writer; var pool sync.Pool; var field ast.Field
      """)
    func type(_ name: String) throws -> Type { try typed.object(name).type }
    let sizes = ["mutex": 8, "rw": 24, "buffer": 40, "now": 24, "count": 8]
    for (name, size) in sizes { #expect(try type(name).size() == Int64(size), "\(name)") }
    #expect(try type("mutex").containsPointers == false)
    #expect(try type("now").containsPointers == true)
    #expect(try type("buffer").isComparable == false)
    // `exprNode` is not exported and tells expressions from other nodes.
    #expect(try type("ident").implements(type("expr")) == true)
    #expect(try type("field").implements(type("expr")) == false)
    #expect(try type("mutex").implements(type("writer")) == false)
    // A lock that must not be copied is known by its methods.
    let noCopy = try #require(type("pool").underlying.fields.first { $0.name.string == "noCopy" })
    #expect(noCopy.type.methods.map(\.name.string) == ["Lock", "Unlock"])
  }

  @Test func valuesOfConstants() throws {
    let typed = try Typed(
      """
      package p
      import ("math"; "net/http"; "time"; "unicode/utf8")
      const a = http.StatusTeapot; const b = time.Hour; const c = http.MethodGet; const d = math.MaxUint64
      const e = utf8.RuneError; const f = math.Pi > 3.14159 && math.Pi < 3.1416; const g = math.SmallestNonzeroFloat32 * (1 << 149)
      """)
    #expect(try typed.object("a").constant?.int64 == 418)
    #expect(try typed.object("b").constant?.int64 == 3_600_000_000_000)
    #expect(try typed.object("c").constant == .string(Array("GET".utf8)))
    #expect(try typed.type("a") == "untyped int")
    #expect(try typed.type("b") == "time.Duration")
    #expect(try typed.type("e") == "untyped rune")
    #expect(try typed.object("e").constant?.int64 == 0xFFFD)
    guard case .int(let largest) = try typed.object("d").constant else { throw Failure() }
    #expect(largest.uint64 == .max)
    #expect(try typed.object("f").constant == .bool(true))
    #expect(try typed.object("g").constant?.int64 == 1)
  }

  private struct Failure: Error {}

  @Test func whatDiffersBetweenSystemsIsUnknownElsewhere() throws {
    let text =
      "package p\nimport (\"math\"; \"os\"; \"syscall\")\nvar a = syscall.SYS_READ; var b = os.Args; const c = math.MaxInt"
    #expect(try Typed(text).type("a") == "int")
    let other = try Typed(text, isLinuxAMD64: false)
    #expect(try other.type("a") == "?")
    #expect(try other.type("b") == "[]string")
    #expect(try other.object("c").constant == nil)
  }

  @Test func damagedTablesAreNone() throws {
    for text in ["", "x", StandardLibrary.magic, StandardLibrary.magic + "\u{1}\u{2}\u{3}"] {
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
      _ = bytes.initialize(from: text.utf8)
      defer { bytes.deallocate() }
      #expect(
        StandardLibrary(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<text.utf8.count])) == nil)
    }
  }
}
