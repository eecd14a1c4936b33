import GoSyntax
import GoTypes
import Testing

@testable import Lint

/// Reports every `go` statement: something to suppress.
private struct GoStatement: Rule {
  static let meta = RuleMeta(
    id: "go-statement", summary: "a go statement", group: .runtime, severity: .warning, stage: .stable(since: "0.1.0"),
    why: "", bad: "", good: "")
  static let visits: [Kind] = [.goStmt]

  func check(_ node: Node, in pass: Pass) { pass.report(Self.self, "go statement", at: node) }
}

private struct NoImports: PackageSource {
  func resolve(_ importPath: String, from directory: String) -> PackageKey? { nil }
  func load(_ key: PackageKey) -> LoadedPackage? { nil }
}

/// Lints a snippet and gives each finding as `line:rule`.
private func lint(_ text: String, today: String = "2026-06-15", ran: Set<String> = ["go-statement"]) throws -> [String]
{
  try findings(text, today: today, ran: ran).map { "\($0.location.start.line):\($0.rule)" }
}

/// What is left of a snippet once all fixes are done, which do not meet.
private func fixed(_ text: String) throws -> String {
  var batch = FixBatch()
  let source = LintedSource(absolutePath: "/p/a.go", bytes: Array(text.utf8))
  for fix in try findings(text).compactMap(\.fix) {
    #expect(fix.safety == .safe)
    _ = batch.add(fix, to: ["a.go": source])
  }
  return String(decoding: batch.applied(to: "a.go", source), as: UTF8.self)
}

private func findings(
  _ text: String, today: String = "2026-06-15", ran: Set<String> = ["go-statement"]
) throws -> [Finding] {
  let source = try Parser().parse(text: text, path: "a.go")
  let program = Program(source: NoImports())
  let loaded = LoadedPackage(name: "p", files: [source], goVersion: 22)
  let unit = try #require(program.unit(loaded, key: PackageKey(directory: "/p", importPath: "p")))
  let pass = Pass(unit: unit, reportedFiles: [source], language: 22, toolchainAtLeast: 22)
  RuleTable([GoStatement.self]).run(pass)
  var suppressions = Suppressions(
    file: source, pass: pass, known: ["go-statement", "other-rule"], today: today)
  var kept = pass.findings.filter { !suppressions.suppress($0) }
  kept += suppressions.findings(ran: ran)
  return kept.sorted(by: Finding.inReportOrder)
}

private func body(_ lines: String...) -> String {
  "package p\n\nfunc f() {\n" + lines.joined(separator: "\n") + "\n}\n"
}

@Suite("Directives")
struct SuppressionTests {
  @Test func withoutDirectiveFindingsStay() throws {
    #expect(try lint(body("go f()", "go f()")) == ["4:go-statement", "5:go-statement"])
  }

  @Test func ownLineAndLineAbove() throws {
    #expect(try lint(body("go f() //mapvet:ignore go-statement it ends")) == [])
    #expect(try lint(body("//mapvet:ignore go-statement it ends", "go f()", "go f()")) == ["6:go-statement"])
  }

  @Test func aTrailingDirectiveDoesNotReachTheNextLine() throws {
    let text = body("x := 1 //mapvet:ignore go-statement it ends", "go f()")
    #expect(try lint(text) == ["4:unused-suppression", "5:go-statement"])
  }

  @Test func stackedDirectivesReachTheCodeBelow() throws {
    let text = body("//mapvet:ignore go-statement it ends", "//mapvet:ignore other-rule why not", "go f()")
    #expect(try lint(text) == [])
  }

  @Test func severalRulesInOneDirective() throws {
    #expect(try lint(body("go f() //mapvet:ignore other-rule,go-statement it ends")) == [])
  }

  @Test func withoutReasonNothingIsSuppressed() throws {
    #expect(try lint(body("go f() //mapvet:ignore go-statement")) == ["4:go-statement", "4:bad-suppression"])
  }

  @Test func unknownRuleAndUnknownDirective() throws {
    #expect(try lint(body("go f() //mapvet:ignore go-statment it ends")) == ["4:go-statement", "4:bad-suppression"])
    #expect(try lint(body("go f() //mapvet:disable go-statement it ends")) == ["4:go-statement", "4:bad-suppression"])
  }

  /// As with Go's own directives a blank makes a comment of it, but not in silence.
  @Test func aBlankBehindTheSlashes() throws {
    let text = body("go f() // mapvet:ignore go-statement it ends")
    #expect(try lint(text) == ["4:go-statement", "4:bad-suppression"])
    #expect(try fixed(text) == body("go f() //mapvet:ignore go-statement it ends"))
    #expect(
      try lint("//\tmapvet:ignore-file other-rule none\n" + body("go f()")) == ["1:bad-suppression", "5:go-statement"])
    #expect(try lint(body("// mapvet:ignore takes a rule and a reason", "// mapvet:ignored", "f()")) == [])
    let between = body("//mapvet:ignore go-statement it ends", "// mapvet:ignore other-rule why not", "go f()")
    #expect(try lint(between) == ["4:unused-suppression", "5:bad-suppression", "6:go-statement"])
  }

  @Test func unusedOnlyWhenTheRuleRan() throws {
    #expect(try lint(body("f() //mapvet:ignore go-statement it ends")) == ["4:unused-suppression"])
    #expect(try lint(body("f() //mapvet:ignore other-rule it ends")) == [])
    #expect(try lint(body("f() //mapvet:ignore go-statement it ends"), ran: []) == [])
  }

  /// gofmt changes none of the results.
  @Test func unusedOnesAreDeleted() throws {
    #expect(try fixed(body("\tf() //mapvet:ignore go-statement it ends")) == body("\tf()"))
    #expect(try fixed(body("\tf()\t  //mapvet:ignore go-statement it ends", "\tf()")) == body("\tf()", "\tf()"))
    #expect(try fixed(body("\t//mapvet:ignore go-statement it ends", "\tf()")) == body("\tf()"))
    #expect(try fixed(body("\t//mapvet:ignore go-statement it ends", "", "\tf()")) == body("\tf()"))
    #expect(
      try fixed(body("\tf()", "", "\t//mapvet:ignore go-statement it ends", "", "\tf()")) == body("\tf()", "", "\tf()"))
    #expect(
      try fixed(body("\tf()", "\t//mapvet:ignore go-statement it ends", "", "\tf()")) == body("\tf()", "", "\tf()"))
    #expect(try fixed("//mapvet:ignore-file go-statement none\n\npackage p\n") == "package p\n")
    #expect(
      try fixed("package p\r\n\r\nvar a = 1 //mapvet:ignore go-statement it ends\r\nvar b = 2\r\n")
        == "package p\r\n\r\nvar a = 1\r\nvar b = 2\r\n")
    #expect(try fixed("package p\n\nvar a = 1 //mapvet:ignore go-statement it ends") == "package p\n\nvar a = 1")
  }

  @Test func whatElseACommentSaysStays() throws {
    let text = "package p\n\n// F is.\n//\n//mapvet:ignore go-statement see https://go.dev//x\nfunc F() {}\n"
    #expect(try fixed(text) == "package p\n\n// F is.\nfunc F() {}\n")
    #expect(
      try fixed("package p\n\n// F is.\n//\n//mapvet:ignore go-statement it ends\n//go:noinline\nfunc F() {}\n")
        == "package p\n\n// F is.\n//\n//go:noinline\nfunc F() {}\n")
    #expect(try fixed(body("\tf() //mapvet:ignore go-statement it ends // once")) == body("\tf() // once"))
  }

  @Test func rulesThatAreFoundOrDidNotRunStay() throws {
    let one = "\tgo f() //mapvet:ignore go-statement it ends"
    #expect(try fixed(body(one)) == body(one))
    #expect(
      try fixed(body("\tf() //mapvet:ignore go-statement,other-rule it ends"))
        == body("\tf() //mapvet:ignore other-rule it ends"))
    #expect(
      try fixed(body("\tf() //mapvet:ignore other-rule,go-statement  it ends"))
        == body("\tf() //mapvet:ignore other-rule  it ends"))
    let both: Set<String> = ["go-statement", "other-rule"]
    let found = try findings(body("\tf() //mapvet:ignore other-rule,go-statement it ends"), ran: both)
    #expect(found.map(\.rule) == ["unused-suppression", "unused-suppression"])
    #expect(found.compactMap(\.fix).map(\.title) == ["delete the directive"])
  }

  @Test func expiry() throws {
    let text = body("go f() //mapvet:ignore go-statement until=2026-06-15 soon gone")
    #expect(try lint(text, today: "2026-06-15") == [])
    #expect(try lint(text, today: "2026-06-16") == ["4:go-statement", "4:expired-suppression"])
    let bad = body("go f() //mapvet:ignore go-statement until=next-week soon gone")
    #expect(try lint(bad) == ["4:go-statement", "4:bad-suppression"])
  }

  @Test func wholeFile() throws {
    let text = "//mapvet:ignore-file go-statement all of them end\n" + body("go f()", "go f()")
    #expect(try lint(text) == [])
    #expect(try lint("//mapvet:ignore-file go-statement none here\npackage p\n") == ["1:unused-suppression"])
  }

  @Test func nolint() throws {
    #expect(try lint(body("go f() //nolint:mapvet")) == [])
    #expect(try lint(body("go f() //nolint:errcheck,mapvet // it ends")) == [])
    #expect(try lint(body("go f() // nolint:mapvet")) == [])
    #expect(try lint(body("go f() //nolint:errcheck")) == ["4:go-statement"])
    #expect(try lint(body("go f() //nolint")) == ["4:go-statement"])
    #expect(
      try lint("package p\n\n//nolint:mapvet\nfunc f() {\n\tgo f()\n\tgo f()\n}\n\nfunc g() { go f() }\n") == [
        "9:go-statement"
      ])
    #expect(try lint("//nolint:mapvet\npackage p\n\nfunc f() { go f() }\n") == [])
  }

  @Test func directivesInStringsAreText() throws {
    #expect(try lint(body("x := \"//mapvet:ignore nothing\"", "go f()")) == ["5:go-statement"])
  }

  @Test func carriageReturnsAreNoPartOfTheReason() throws {
    #expect(try lint("package p\r\n\r\nfunc f() {\r\n\tgo f() //mapvet:ignore go-statement\r\n}\r\n").count == 2)
    #expect(try lint("package p\r\n\r\nfunc f() {\r\n\tgo f() //mapvet:ignore go-statement it ends\r\n}\r\n") == [])
  }
}

@Suite("Names and selections")
struct SelectionTests {
  private struct Stable: Rule {
    static let meta = RuleMeta(
      id: "stable-rule", summary: "", group: .nilness, severity: .error, stage: .stable(since: "1"), why: "", bad: "",
      good: "")
  }
  private struct Preview: Rule {
    static let meta = RuleMeta(
      id: "preview-rule", summary: "", group: .nilness, severity: .error, stage: .preview(since: "1"), why: "", bad: "",
      good: "")
  }
  private struct Off: Rule {
    static let meta = RuleMeta(
      id: "off-rule", summary: "", group: .layout, severity: .info, stage: .stable(since: "1"), isOnByDefault: false,
      why: "",
      bad: "", good: "")
  }

  private func ids(select: [String] = [], ignore: [String] = [], preview: Bool = false) throws -> [String] {
    var selection = RuleSelection()
    selection.select = select
    selection.ignore = ignore
    selection.preview = preview
    return try selection.resolve([Stable.self, Preview.self, Off.self]).rules.map { $0.meta.id }
  }

  @Test func defaultsAreStableAndOn() throws {
    #expect(try ids() == ["stable-rule"])
    #expect(try ids(preview: true) == ["stable-rule", "preview-rule"])
  }

  @Test func idsRunWhateverTheirStage() throws {
    #expect(try ids(select: ["preview-rule"]) == ["preview-rule"])
    #expect(try ids(select: ["off-rule"]) == ["off-rule"])
  }

  @Test func groupsTakeOffRulesAndPreviewOnesOnRequest() throws {
    #expect(try ids(select: ["all"]) == ["stable-rule", "off-rule"])
    #expect(try ids(select: ["nilness"], preview: true) == ["stable-rule", "preview-rule"])
    #expect(try ids(select: ["all"], ignore: ["layout"], preview: true) == ["stable-rule", "preview-rule"])
  }

  @Test func unknownNamesSuggestTheNearest() {
    #expect {
      try ids(select: ["stable-rul"])
    } throws: { error in
      (error as? RuleSelection.UnknownName)?.suggestion == "stable-rule"
    }
  }

  @Test func nearest() {
    #expect(Nearest.match("sarf", in: ["text", "json", "sarif"]) == "sarif")
    #expect(Nearest.match("completely-else", in: ["text", "json"]) == nil)
  }
}
