import Testing

@testable import Census

@Suite struct MapUseTests {
  private let library = """
    package q

    var Table = map[string]int{}
    var hidden = map[string]int{}
    type Server struct { Sessions map[string]int; N int; Inner struct { Rows map[string]int } }
    func All() map[string]int { return hidden }
    func (s *Server) Rows() map[string]int { return s.Sessions }
    """

  private func facts(_ body: String, library: String? = nil) throws -> PackageFacts {
    let library = library ?? self.library
    let counted = try Counted(
      "package p\nimport \"q\"\nfunc f(s *q.Server, k string) {\n\(body)\n}\n", imports: ["q": library])
    return UnitFacts(counted.census) { $0.path == "q" }.written()
  }

  private func uses(_ body: String) throws -> [PackageFacts.MapUse] { try facts(body).mapUses }

  @Test func usesOfFieldsAndVariables() throws {
    let found = try uses(
      "q.Table[k] = 1\ns.Sessions[\"a\"] = 1\ndelete(s.Sessions, k)\n_ = q.Server{Sessions: nil}\ns.N++")
    #expect(found.map(\.map.identifier) == ["q.Table", "q.Server.Sessions", "q.Server.Sessions", "q.Server.Sessions"])
    #expect(found.map(\.kind) == [.write, .write, .delete, .make])
    #expect(found.map(\.adds) == [true, false, false, false])
    #expect(found.map(\.isUnknown) == [false, false, false, false])
    #expect(found.map(\.place.start.line) == [4, 5, 6, 7])
    #expect(try uses("m := q.Table; _ = m").map(\.isUnknown) == [true])
    #expect(try uses("s.Inner.Rows[k] = 1").map(\.map.identifier) == ["q.Server.Inner.Rows"])
  }

  @Test func usesOfWhatFunctionsReturn() throws {
    let found = try uses("q.All()[k] = 1\nfor range s.Rows() {}\nm := q.All()\ndelete(m, k)\n_ = len(m)\nq.All()")
    #expect(found.map(\.map.identifier) == ["q.All", "q.Server.Rows", "q.All", "q.All"])
    #expect(found.map(\.kind) == [.write, .range, .delete, .len])
    #expect(found.map(\.place.start.line) == [4, 5, 7, 8])
    #expect(found.allSatisfy { $0.isResult })
    // From its second value on the variable is another map.
    #expect(try uses("m := q.All(); m = nil; m[k] = 1").isEmpty)
  }

  @Test func packagesOutsideTheRunAreNotTold() throws {
    let counted = try Counted("package p\nimport \"q\"\nfunc f() { q.Table[\"a\"]++ }\n", imports: ["q": library])
    #expect(UnitFacts(counted.census) { _ in false }.written().mapUses.isEmpty)
  }

  // MARK: In the census

  private let table = CensusReport.Container(
    id: "q.Table", kind: .map, name: "Table", path: "q.go", line: 3, scope: .package, growth: .fixed,
    bound: .constantKeys,
    sites: [CensusReport.Site(kind: .make, path: "q.go", line: 3, function: "")])

  private func merged(_ body: String) throws -> CensusReport.Container {
    CensusReport.merge([[table]], facts: [.init(try facts(body), in: "d/")]).containers[0]
  }

  @Test func mergedIntoTheirContainer() throws {
    let merged = try merged("q.Table[k] = 1\ndelete(q.Table, k)")
    #expect(merged.growth == .open)
    #expect(merged.bound == nil)
    #expect(merged.shrinks == [.delete])
    #expect(merged.sites.map(\.kind) == [.write, .delete, .make])
    #expect(merged.sites.map(\.path) == ["d/0.go", "d/0.go", "q.go"])
  }

  @Test func unknownUsesMakeTheGrowthUnknown() throws {
    #expect(try merged("m := q.Table; m[k] = 1").growth == .unknown)
  }

  @Test func readsChangeNothingElse() throws {
    let merged = try merged("_ = q.Table[k]")
    #expect(merged.growth == .fixed)
    #expect(merged.bound == .constantKeys)
    #expect(merged.sites.count == 2)
  }

  @Test func whatFunctionsReturnIsTheContainer() throws {
    let own = try Counted(library)
    let setting = Census.Setting(sizes: .gcAMD64, toolchain: 24, toolchainAtLeast: 24, identity: "q")
    var library = UnitFacts(own.census) { _ in true }.written()
    // The text is checked as package p.
    let containers = own.census.report(files: own.checked.unit.files, setting)
    #expect(library.summaries.map(\.function.name) == ["All", "Rows"])
    #expect(
      library.summaries.map { $0.results.map(\.way) } == [[.init(.variable, "hidden")], [.init(.receiver, "Sessions")]])
    for index in library.summaries.indices { library.summaries[index].function.package = "q" }
    let user = try facts("q.All()[k] = 1")
    let report = CensusReport.merge([containers], facts: [.init(library, in: ""), .init(user, in: "d/")])
    let hidden = try #require(report.containers.first { $0.name == "hidden" })
    #expect(hidden.sites.map(\.kind) == [.write, .make, .return])
    #expect(hidden.growth == .unknown)
  }

  // MARK: Functions that get a map

  private func handedTo(_ helper: String) throws -> CensusReport.Container {
    let own = try Counted(
      "package p\nimport \"q\"\nvar seen = map[string]int{}\nfunc f(k string) { q.Use(seen, k) }\n",
      imports: ["q": helper])
    let setting = Census.Setting(sizes: .gcAMD64, toolchain: 24, toolchainAtLeast: 24, identity: "p")
    let other = try Counted(helper)
    var facts = UnitFacts(other.census) { _ in true }.written()
    for index in facts.summaries.indices { facts.summaries[index].function.package = "q" }
    return CensusReport.merge(
      [own.census.report(files: own.checked.unit.files, setting)], facts: [.init(facts, in: "")]
    ).containers[0]
  }

  @Test func whatHelpersDoCounts() throws {
    let added = try handedTo("package q\nfunc Use(m map[string]int, k string) { m[k]++ }\n")
    #expect(added.growth == .open)
    #expect(added.bound == nil)
    let read = try handedTo("package q\nfunc Use(m map[string]int, k string) { println(m[k]) }\n")
    #expect(read.growth == .none)
    let removed = try handedTo(
      "package q\nfunc Use(m map[string]int, k string) { drop(m, k) }\nfunc drop(m map[string]int, k string) { delete(m, k) }\n"
    )
    #expect(removed.growth == .none)
    #expect(removed.shrinks == [.delete])
    let kept = try handedTo("package q\nvar last map[string]int\nfunc Use(m map[string]int, k string) { last = m }\n")
    #expect(kept.growth == .unknown)
    // Nothing is known of a function outside the run.
    let outside = try handedTo(
      "package q\nfunc Other(m map[string]int, k string) { m[k]++ }\nfunc Use(m map[string]int, k string)\n")
    #expect(outside.growth == .unknown)
  }
}
