import Lint
import Testing

@testable import Reports

/// What readers of GitLab's, reviewdog's, Sonar's and TeamCity's forms ask for.
@Suite struct MachineFormatTests {
  private let file = Sample("pkg/a.go", "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n")

  private func result() throws -> RunResult {
    run(
      [
        finding(
          "write to `m`", try file.at("m[\"a\"]"), function: "m/pkg.f",
          related: [Related(message: "declared here", location: try file.at("m map"))],
          fix: Fix(
            title: "make it", safety: .unsafe,
            edits: [
              .init(path: "pkg/a.go", start: 43, end: 43, text: "{}"),
              .init(path: "pkg/a.go", start: 23, end: 27, text: ""),
              .init(path: "pkg/a.go", start: 28, end: 28, text: " :="),
            ])),
        finding("rows", location("z.go", 7, 2), rule: "slice-of-maps", group: "allocation", severity: .info),
        finding("unused", location("z.go", 8, 1), rule: "unused-suppression", group: "lint", severity: .warning),
      ], rules: [nilMapWrite, sliceOfMaps])
  }

  @Test func jsonLinesAreTheFindingsOfJSON() throws {
    let lines = render(.jsonl, try result(), context([file])).lines.filter { !$0.isEmpty }
    let whole = render(.json, try result(), context([file])).lines
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() { #expect(whole.contains(index < 2 ? line + "," : line)) }
    #expect(render(.jsonl, run([])).text == "")
  }

  @Test func gitLab() throws {
    let json = try JSON(render(.gitlab, try result(), context([file], gitRoot: "/home/me")).text)
    #expect(json[0]["description"].string == "write to `m`")
    #expect(json[0]["check_name"].string == "nil-map-write")
    #expect(json[0]["severity"].string == "critical")
    // From the root of the repository, without `./`.
    #expect(json[0]["location"]["path"].string == "shop/pkg/a.go")
    #expect(json[1]["severity"].string == "info")
    #expect(json[2]["severity"].string == "major")
    #expect(render(.gitlab, run([])).text == "[]\n")
  }

  /// GitLab shows only the first of several findings with one fingerprint, and tells old from new by them.
  @Test func gitLabFingerprints() throws {
    func fingerprints(_ findings: [Finding]) throws -> [String] {
      let json = try JSON(render(.gitlab, run(findings)).text)
      return try findings.indices.map { try #require(json[$0]["fingerprint"].string) }
    }
    let twins = [
      finding("m", location("a/x.go", 1, 1)), finding("m", location("a/x.go", 2, 1)),
      finding("m", location("b/x.go", 1, 1)),
      finding("m", location("b/x.go", 1, 1), rule: "slice-of-maps"),
    ]
    let all = try fingerprints(twins)
    #expect(Set(all).count == 4)
    #expect(try fingerprints([finding("m", location("a/x.go", 90, 5))]) == [all[0]])
    #expect(try fingerprints([twins[2], twins[3]]) == [all[2], all[3]])
  }

  /// reviewdog reads with protojson, which refuses fields and values it does not know: the whole of its schema.
  private static let reviewdog = """
    import json, sys
    def check(value, fields):
        for name, item in value.items():
            kind = fields[name]
            for one in item if isinstance(kind, list) else [item]:
                kind_of_one = kind[0] if isinstance(kind, list) else kind
                if isinstance(kind_of_one, dict): check(one, kind_of_one)
                elif isinstance(kind_of_one, tuple): assert one in kind_of_one
                else: assert type(one) is kind_of_one
    position = {"line": int, "column": int}
    span = {"start": position, "end": position}
    source = {"name": str, "url": str}
    severity = ("UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO")
    diagnostic = {"message": str, "location": {"path": str, "range": span}, "severity": severity, "source": source,
                  "code": {"value": str, "url": str}, "suggestions": [{"range": span, "text": str}], "original_output": str}
    text = sys.stdin.read()
    if sys.argv[1] == "rdjson":
        result = json.loads(text)
        check(result, {"diagnostics": [diagnostic], "source": source, "severity": severity})
        diagnostics = result["diagnostics"]
    else:
        diagnostics = [json.loads(line) for line in text.splitlines()]
        for one in diagnostics: check(one, diagnostic)
    for one in diagnostics:
        print(one["severity"], one["code"]["value"], one["location"]["path"], one["location"]["range"], repr(one["message"]))
        for change in one.get("suggestions", []): print(change["range"], repr(change["text"]))
    """

  @Test(arguments: [ReportFormat.rdjson, .rdjsonl])
  func reviewdog(_ format: ReportFormat) throws {
    let read = try python(
      Self.reviewdog, render(format, try result(), context([file])).text, arguments: [format.rawValue])
    #expect(
      read == #"""
        ERROR nil-map-write pkg/a.go {'start': {'line': 5, 'column': 2}, 'end': {'line': 5, 'column': 8}} \#
        'write to `m`\ndeclared here: pkg/a.go:4\nfix: make it'
        {'start': {'line': 4, 'column': 2}, 'end': {'line': 4, 'column': 22}} 'm := map[string]int{}'
        INFO slice-of-maps z.go {'start': {'line': 7, 'column': 2}, 'end': {'line': 7, 'column': 3}} 'rows'
        WARNING unused-suppression z.go {'start': {'line': 8, 'column': 1}, 'end': {'line': 8, 'column': 2}} 'unused'

        """#)
  }

  /// Sonar takes a report only if each issue has its rule, and each of its columns exists.
  @Test func sonar() throws {
    let json = try JSON(render(.sonar, try result(), context([file])).text)
    let rules = json["rules"]
    #expect((0..<3).map { rules[$0]["id"].string } == ["nil-map-write", "slice-of-maps", "unused-suppression"])
    #expect((0..<3).map { rules[$0]["engineId"].string } == ["mapvet", "mapvet", "mapvet"])
    #expect((0..<3).map { rules[$0]["cleanCodeAttribute"].string } == ["LOGICAL", "EFFICIENT", "CLEAR"])
    #expect(
      (0..<3).map { rules[$0]["impacts"][0]["softwareQuality"].string } == [
        "RELIABILITY", "MAINTAINABILITY", "MAINTAINABILITY",
      ])
    #expect((0..<3).map { rules[$0]["impacts"][0]["severity"].string } == ["HIGH", "LOW", "MEDIUM"])
    #expect(rules[0]["description"].string == nilMapWrite.summary)
    let issue = json["issues"][0]
    #expect(issue["ruleId"].string == "nil-map-write")
    #expect(issue["primaryLocation"]["filePath"].string == "pkg/a.go")
    #expect(issue["primaryLocation"]["textRange"]["endColumn"].int == 7)
    #expect(issue["secondaryLocations"][0]["message"].string == "declared here")
    #expect(issue["secondaryLocations"][0]["textRange"]["startLine"].int == 4)
    #expect(json["issues"][1]["ruleId"].string == "slice-of-maps")
    #expect(render(.sonar, run([])).text == "{\"rules\":[],\"issues\":[]}\n")
  }

  @Test func teamCity() throws {
    #expect(
      render(.teamcity, try result(), context([file])).text == """
        ##teamcity[inspectionType id='nil-map-write' name='nil-map-write' \
        description='a write reaches a map that nothing made' category='mapvet nilness']
        ##teamcity[inspectionType id='slice-of-maps' name='slice-of-maps' \
        description='each element is a map || with the same keys' category='mapvet allocation']
        ##teamcity[inspectionType id='unused-suppression' name='unused-suppression' \
        description='unused-suppression' category='mapvet lint']
        ##teamcity[inspection typeId='nil-map-write' message='write to `m`' file='pkg/a.go' line='5' SEVERITY='ERROR']
        ##teamcity[inspection typeId='slice-of-maps' message='rows' file='z.go' line='7' SEVERITY='INFO']
        ##teamcity[inspection typeId='unused-suppression' message='unused' file='z.go' line='8' SEVERITY='WARNING']

        """)
    #expect(TeamCityReport.escaped("a|b'c[d]e") == "a||b|'c|[d|]e")
  }

  @Test func teamCitySaysWhatItCutsShort() {
    let long = render(.teamcity, run([finding(String(repeating: "💥", count: 2001), location("a.go", 1, 1))]))
    #expect(long.notes == ["TeamCity: 1 text longer than it takes was cut short"])
    let fitting = TeamCityReport.fitting(String(repeating: "💥", count: 2001), limit: 4000)
    #expect(fitting.text == String(repeating: "💥", count: 1999) + "…")
    #expect(TeamCityReport.fitting(String(repeating: "💥", count: 2000), limit: 4000).isCut == false)
  }
}
