import Foundation
import GoPackages
import Lint
import Testing

@testable import Reports

/// A JSON value with a path into it.
struct JSON {
  let value: Any?

  init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
  private init(value: Any?) { self.value = value }

  subscript(key: String) -> JSON { JSON(value: (value as? [String: Any])?[key]) }
  subscript(index: Int) -> JSON {
    let array = value as? [Any] ?? []
    return JSON(value: array.indices.contains(index) ? array[index] : nil)
  }
  var string: String? { value as? String }
  var int: Int? { value as? Int }
  var bool: Bool? { value as? Bool }
  var count: Int { (value as? [Any])?.count ?? -1 }
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
  var strings: [String] { value as? [String] ?? [] }
  var exists: Bool { value != nil }
  /// The four numbers of a SARIF region.
  var region: [Int?] { ["startLine", "startColumn", "endLine", "endColumn"].map { self[$0].int } }
}

@Suite struct SARIFReportTests {
  private func sarifRun(_ result: RunResult, _ context: ReportContext = context()) throws -> JSON {
    try JSON(render(.sarif, result, context).text)["runs"][0]
  }

  @Test func theFrame() throws {
    let text = render(.sarif, run([], rules: [nilMapWrite])).text
    #expect(text.hasSuffix("}\n"))
    let log = try JSON(text)
    #expect(log["$schema"].string == "https://json.schemastore.org/sarif-2.1.0.json")
    #expect(log["version"].string == "2.1.0")
    let run = log["runs"][0]
    #expect(run["tool"]["driver"]["name"].string == "mapvet")
    #expect(run["tool"]["driver"]["semanticVersion"].string == "1.2.3")
    #expect(run["automationDetails"]["id"].string == "mapvet/")
    #expect(run["columnKind"].string == "utf16CodeUnits")
    #expect(run["originalUriBaseIds"]["%SRCROOT%"]["uri"].string == "file:///home/me/shop/")
    #expect(run["invocations"][0]["executionSuccessful"].bool == true)
    #expect(run["results"].count == 0)
  }

  @Test(arguments: [
    ("1.2.3", true), ("0.1.0-dev+abc", true), ("dev", false), ("1.2", false), ("1.02.3", false), ("1..3", false),
    ("", false),
  ])
  func onlyASemanticVersionIsCalledOne(version: String, isOne: Bool) {
    #expect(SARIFReport.isSemantic(version) == isOne)
  }

  @Test func rulesComeFromTheirMetadata() throws {
    let orphan = finding(
      "matches nothing", location("a.go", 1, 1), rule: "unused-suppression", group: "lint", severity: .warning)
    let run = try sarifRun(run([orphan], rules: [nilMapWrite, sliceOfMaps]))
    let rules = run["tool"]["driver"]["rules"]
    #expect(rules.count == 3)
    #expect(rules[0]["id"].string == "nil-map-write")
    #expect(rules[0]["name"].string == "NilMapWrite")
    #expect(rules[0]["shortDescription"]["text"].string == "a write reaches a map that nothing made")
    #expect(rules[0]["fullDescription"]["text"].string == "A nil map can be read, but a write to it panics.")
    #expect(rules[0]["help"]["text"].string == RuleText.plain(nilMapWrite, width: 80))
    #expect(rules[0]["help"]["markdown"].string == RuleText.markdown(nilMapWrite))
    #expect(rules[0]["defaultConfiguration"]["level"].string == "error")
    #expect(rules[0]["defaultConfiguration"]["enabled"].bool == true)
    #expect(rules[0]["properties"]["tags"].strings == ["go", "nilness", "stable"])
    #expect(rules[0]["properties"]["precision"].string == "high")
    #expect(rules[0]["properties"]["problem.severity"].string == "error")
    #expect(!rules[0]["properties"]["security-severity"].exists)
    #expect(rules[1]["defaultConfiguration"]["level"].string == "note")
    #expect(rules[1]["defaultConfiguration"]["enabled"].bool == false)
    #expect(rules[1]["properties"]["precision"].string == "medium")
    #expect(rules[1]["properties"]["problem.severity"].string == "recommendation")
    #expect(rules[2]["id"].string == "unused-suppression")
    #expect(rules[2]["shortDescription"]["text"].string == "unused suppression (mapvet's own)")
    #expect(run["results"][0]["ruleIndex"].int == 2)
  }

  @Test func whatIsASecurityProblemSaysSo() throws {
    var exposed = nilMapWrite
    exposed.securityScore = "6.5"
    let properties = try sarifRun(run([], rules: [exposed]))["tool"]["driver"]["rules"][0]["properties"]
    #expect(properties["security-severity"].string == "6.5")
    #expect(properties["tags"].strings == ["go", "nilness", "stable", "security"])
  }

  @Test func descriptionsAreNoLongerThanCodeScanningTakes() throws {
    var long = nilMapWrite
    long.summary = String(repeating: "💥", count: 2000)
    let rule = try sarifRun(run([], rules: [long]))["tool"]["driver"]["rules"][0]
    let text = try #require(rule["shortDescription"]["text"].string)
    #expect(text.utf16.count <= 1024)
    #expect(text == String(repeating: "💥", count: 511) + "…")
  }

  @Test func aResultInFull() throws {
    let file = Sample("pkg/a.go", "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n")
    let other = Sample("b.go", "é := \"💥\" + y\n")
    let fix = Fix(
      title: "make it", safety: .safe,
      edits: [
        .init(path: "pkg/a.go", start: 6, end: 11, text: ""), .init(path: "b.go", start: 3, end: 3, text: "y\n"),
        .init(path: "pkg/a.go", start: 12, end: 21, text: "z\n"),
      ])
    let found = finding(
      "write to m[k](v) and a[i]", try file.at("print(x)"), function: "m/pkg.f",
      related: [
        Related(message: "made in t[0]", location: try other.at("y")),
        Related(message: "", location: location("gone.go", 4, 2)),
      ], fix: fix, fingerprint: "abc")
    let context = context(
      [Sample("sub/pkg/a.go", ""), file, other], workingDirectory: "/home/me/shop/sub dir", gitRoot: "/home/me/shop")
    let result = try sarifRun(run([found], rules: [sliceOfMaps, nilMapWrite]), context)["results"][0]
    #expect(result["ruleId"].string == "nil-map-write")
    #expect(result["ruleIndex"].int == 1)
    #expect(result["level"].string == "error")
    #expect(
      result["message"]["text"].string
        == #"write to m[k\](v) and a[i] (see [made in t\[0\]](1), [here](2))"#)
    let place = result["locations"][0]["physicalLocation"]
    #expect(place["artifactLocation"]["uri"].string == "sub%20dir/pkg/a.go")
    #expect(place["artifactLocation"]["uriBaseId"].string == "%SRCROOT%")
    #expect(place["region"].region == [3, 1, 3, 9])
    #expect(place["region"]["snippet"]["text"].string == "print(x)")
    #expect(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].string == "m/pkg.f")
    #expect(result["relatedLocations"].count == 2)
    #expect(result["relatedLocations"][0]["id"].int == 1)
    #expect(result["relatedLocations"][0]["message"]["text"].string == "made in t[0]")
    #expect(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].string == "sub%20dir/b.go")
    #expect(result["relatedLocations"][0]["physicalLocation"]["region"].region == [1, 13, 1, 14])
    #expect(result["relatedLocations"][1]["physicalLocation"]["region"].region == [4, 2, 4, 3])
    #expect(result["partialFingerprints"]["primaryLocationLineHash"].string == "1131fd5871777f34:1")
    #expect(result["partialFingerprints"]["mapvet/v1"].string == "abc")
    let changes = result["fixes"][0]["artifactChanges"]
    #expect(changes.count == 2)
    #expect(changes[0]["artifactLocation"]["uri"].string == "sub%20dir/pkg/a.go")
    #expect(changes[0]["replacements"][0]["deletedRegion"].region == [2, 1, 2, 6])
    #expect(!changes[0]["replacements"][0]["insertedContent"].exists)
    #expect(changes[0]["replacements"][1]["deletedRegion"].region == [3, 1, 4, 1])
    #expect(changes[0]["replacements"][1]["insertedContent"]["text"].string == "z\n")
    #expect(changes[1]["replacements"][0]["deletedRegion"].region == [1, 3, 1, 3])
    #expect(result["properties"]["confidence"].string == "high")
  }

  @Test func aFileThatIsGoneOrAnotherOneByNow() throws {
    let gone = finding(
      "m", location("gone.go", 9, 4),
      fix: Fix(
        title: "t", safety: .safe,
        edits: [
          .init(path: "gone.go", start: 1, end: 2, text: "")
        ]))
    let changed = Sample("changed.go", "short\n")
    let stale = finding("m", location("changed.go", 9, 4), fingerprint: "")
    let results = try sarifRun(run([stale, gone]), context([changed]))["results"]
    #expect(results[0]["locations"][0]["physicalLocation"]["region"].region == [9, 4, 9, 5])
    #expect(!results[0]["partialFingerprints"].exists)
    #expect(results[1]["partialFingerprints"].keys == ["mapvet/v1"])
    #expect(!results[1]["fixes"].exists)
  }

  @Test(arguments: [
    ("a b.go", "a%20b.go"), ("c:d.go", "c%3Ad.go"), ("100%.go", "100%25.go"), ("a\nb.go", "a%0Ab.go"),
    ("é漢.go", "%C3%A9%E6%BC%A2.go"), ("../o.go", "../o.go"), ("a~b-c_d/e.go", "a~b-c_d/e.go"), ("#?.go", "%23%3F.go"),
  ])
  func pathsArePercentEncoded(path: String, uri: String) throws {
    let result = try sarifRun(run([finding("m", location(path, 1, 1))]))["results"][0]
    #expect(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].string == uri)
  }

  @Test func errorsAreNotifications() throws {
    let errors = [
      LoadError(path: "a.go", message: "permission denied"), LoadError(path: "", message: ""),
      LoadError(path: "go.mod", message: "unknown directive", line: 3, column: 2),
    ]
    let invocation = try sarifRun(run([], errors: errors))["invocations"][0]
    #expect(invocation["executionSuccessful"].bool == false)
    let notes = invocation["toolExecutionNotifications"]
    #expect(notes.count == 3)
    #expect(notes[0]["level"].string == "error")
    #expect(notes[0]["message"]["text"].string == "permission denied")
    #expect(notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].string == "a.go")
    #expect(!notes[1]["locations"].exists)
    #expect(notes[1]["message"]["text"].string == "could not be read")
    #expect(notes[2]["locations"][0]["physicalLocation"]["region"]["startLine"].int == 3)
  }

  @Test func theLeastSevereAreCutFirst() throws {
    let limit = SARIFReport.resultLimit
    var findings = (1...limit).map { finding("w\($0)", location("a.go", $0, 1), severity: .warning) }
    findings[3].confidence = .medium
    findings[9].severity = .info
    findings.append(finding("late", location("z.go", 1, 1)))
    findings.append(finding("last", location("z.go", 2, 1), severity: .warning))
    let rendered = render(.sarif, run(findings))
    #expect(rendered.notes.count == 1)
    #expect(rendered.notes[0].contains("2 of 25002 findings"))
    let results = try JSON(rendered.text)["runs"][0]["results"]
    #expect(results.count == limit)
    #expect(results[2]["message"]["text"].string == "w3")
    #expect(results[3]["message"]["text"].string == "w5")
    #expect(results[7]["message"]["text"].string == "w9")
    #expect(results[8]["message"]["text"].string == "w11")
    #expect(results[limit - 1]["message"]["text"].string == "last")
  }

  @Test(arguments: [
    ("map[string]int", "map[string]int"), ("m[k](x)", #"m[k\](x)"#), (#"a\nb"#, #"a\nb"#), (#"a\[b"#, #"a\\[b"#),
    (#"\\"#, #"\\\"#), ("struct{}", "struct{}"),
  ])
  func onlyWhatCouldBeALinkIsEscaped(text: String, escaped: String) {
    #expect(SARIFMessage.body(text) == escaped)
  }

  /// A reader of messages as viewers have it: finds the links, then undoes the escapes.
  @Test func messagesReadBack() throws {
    let message = #"m[k](1) [x](2) \[y\](3) \\[z](4) a[b[c]](5) ]( tail\"#
    let link = #"o[p](6) \ [q"#
    let found = finding(
      message, location("a.go", 1, 1), related: [Related(message: link, location: location("a.go", 2, 1))])
    let text = try #require(try sarifRun(run([found]))["results"][0]["message"]["text"].string)
    let read = try python(
      #"""
      import re, sys
      text = sys.stdin.read()
      links = re.compile(r"(?<!\\)((?:\\\\)*)\[((?:[^\\\[\]]|\\.)*)\]\((\d+)\)")
      plain = lambda s: re.sub(r"\\([\\\[\]])", r"\1", s)
      print(plain(links.sub(lambda m: m[1] + "<LINK>", text)))
      for m in links.finditer(text):
          print(plain(m[2]), m[3])
      """#, text)
    #expect(read == message + " (see <LINK>)\n" + link + " 1\n")
  }
}
