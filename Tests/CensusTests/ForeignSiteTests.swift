import Testing

@testable import Census

@Suite struct ForeignSiteTests {
  private let library = """
    package q

    var Table = map[string]int{}
    var hidden = map[string]int{}
    type Server struct { Sessions map[string]int; N int }
    """

  private func foreign(_ body: String) throws -> [CensusReport.ForeignSite] {
    let counted = try Counted(
      "package p\nimport \"q\"\nfunc f(s *q.Server, k string) {\n\(body)\n}\n", imports: ["q": library])
    return counted.census.foreignSites(files: counted.checked.unit.files)
  }

  @Test func sitesOfOtherPackages() throws {
    let found = try foreign(
      "q.Table[k] = 1\ns.Sessions[\"a\"] = 1\ndelete(s.Sessions, k)\n_ = q.Server{Sessions: nil}\ns.N++")
    #expect(found.map(\.container) == ["q.Table", "q.Server.Sessions", "q.Server.Sessions", "q.Server.Sessions"])
    #expect(found.map(\.site.kind) == [.write, .write, .delete, .make])
    #expect(found.map(\.adds) == [true, false, false, false])
    #expect(found.map(\.isUnknown) == [false, false, false, false])
    #expect(found.map(\.site.line) == [4, 5, 6, 7])
    #expect(try foreign("m := q.Table; _ = m").map(\.isUnknown) == [true])
  }

  private let table = CensusReport.Container(
    id: "q.Table", kind: .map, name: "Table", path: "q.go", line: 3, scope: .package, growth: .fixed,
    bound: .constantKeys,
    sites: [CensusReport.Site(kind: .make, path: "q.go", line: 3, function: "")])

  @Test func mergedIntoTheirContainer() throws {
    let found = try foreign("q.Table[k] = 1\ndelete(q.Table, k)")
    let merged = CensusReport.merge([[table]], foreign: [found]).containers[0]
    #expect(merged.growth == .open)
    #expect(merged.bound == nil)
    #expect(merged.shrinks == [.delete])
    #expect(merged.sites.map(\.kind) == [.write, .delete, .make])
  }

  @Test func unknownUsesMakeTheGrowthUnknown() throws {
    let found = try foreign("m := q.Table; m[k] = 1")
    #expect(CensusReport.merge([[table]], foreign: [found]).containers[0].growth == .unknown)
  }

  @Test func readsChangeNothingElse() throws {
    let found = try foreign("_ = q.Table[k]")
    let merged = CensusReport.merge([[table]], foreign: [found]).containers[0]
    #expect(merged.growth == .fixed)
    #expect(merged.bound == .constantKeys)
    #expect(merged.sites.count == 2)
  }
}
