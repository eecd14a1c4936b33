import Foundation
import GoPackages
import Lint
import Testing

@testable import Reports

/// Whatever stands in a path or a message, a reader of the form reads it back whole, and no more than it.
@Suite struct HostileTextTests {
  /// U+FFFE and U+1FFFF stand for no character; 0xFF is not UTF-8.
  private static let noncharacters = String(
    decoding: [0xEF, 0xBF, 0xBE, 0xF0, 0x9F, 0xBF, 0xBF] as [UInt8], as: UTF8.self)
  private static let texts = [
    "plain", "a&amp;b <i> \"q\" 'p' ]]> -->", "</script></pre><!--", "||[x](y)|n '[1]' 100% ::error::",
    "\u{0}\u{1}\u{8}\u{B}\u{1B}[31m\u{7F}\u{85}\u{9B}\u{AD}", "a\r\nb\rc\td\u{2028}e\u{2029}f",
    "\u{202E}og.a \u{2066}x",
    "é漢💥\u{301}", noncharacters, String(decoding: [0x61, 0xFF, 0xE2, 0x82, 0x62] as [UInt8], as: UTF8.self), "`a`b`",
    "{\"a\":1},\\", "##teamcity[x]", "@team #12 www.example.com", String(repeating: "é|", count: 3000),
  ]

  /// Programs that read a report and print the number of findings and their messages, one a line.
  private static let readers: [ReportFormat: String] = [
    .json: """
    for f in json.loads(text)["findings"]: show(f["message"], f["path"])
    """,
    .jsonl: """
    for line in lines(): show(json.loads(line)["message"], json.loads(line)["path"])
    """,
    .sarif: """
    for r in json.loads(text)["runs"][0]["results"]: show(r["message"]["text"])
    """,
    .gitlab: """
    for i in json.loads(text): show(i["description"], i["location"]["path"])
    """,
    .rdjson: """
    for d in json.loads(text)["diagnostics"]: show(d["message"], d["location"]["path"])
    """,
    .rdjsonl: """
    for line in lines(): show(json.loads(line)["message"], json.loads(line)["location"]["path"])
    """,
    .sonar: """
    for i in json.loads(text)["issues"]: show(i["primaryLocation"]["message"], i["primaryLocation"]["filePath"])
    """,
    .checkstyle: """
    for file in xml.etree.ElementTree.fromstring(text.encode()):
        for e in file: show(e.get("message"), file.get("name"))
    lxml.etree.fromstring(text.encode())
    """,
    .junit: """
    for suite in junitparser.JUnitXml.fromstring(text.encode()):
        for case in suite: show(case.result[0].message, suite.name)
    lxml.etree.fromstring(text.encode())
    """,
    .html: """
    html5lib.HTMLParser(strict=True).parse(text)
    page = html5lib.parse(text, namespaceHTMLElements=False)
    for a in page.iter("article"): show("".join(a.find("p").itertext()))
    """,
    .markdown: """
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(text)
    cells = [t for t in tokens if t.type == "inline" and t.level == 4]
    assert len(cells) % 4 == 0
    for cell in cells[4:][3::4]: show("".join(c.content for c in cell.children))
    """,
    .teamcity: """
    for line in lines():
        found = re.fullmatch(r"##teamcity\\[(\\w+)((?: \\w+='(?:[^|'\\[\\]]|\\|[|'\\[\\]])*')+)\\]", line)
        assert found, line
        values = dict(re.findall(r" (\\w+)='((?:[^|'\\[\\]]|\\|.)*)'", found[2]))
        plain = {k: re.sub(r"\\|(.)", r"\\1", v) for k, v in values.items()}
        if found[1] == "inspection": show(plain["message"], plain["file"])
    """,
    .github: """
    for line in lines():
        found = re.fullmatch(r"::error ([^:]*)::(.*)", line)
        assert found, line
        data = found[2].replace("%0A", "\\n").replace("%0D", "\\r").replace("%25", "%")
        show(data)
    """,
    .text: """
    for line in lines(): show(re.fullmatch(r".+?:\\d+:\\d+: error: (.+) \\[[a-z0-9-]+\\]", line)[1])
    """,
    .pretty: """
    for line in lines():
        found = re.fullmatch(r".+?:\\d+:\\d+: error: (.+) \\[[a-z0-9-]+\\]", line)
        if found: show(found[1])
    """,
  ]

  private static let prelude = """
    import html5lib, json, junitparser, lxml.etree, markdown_it, re, sys, unicodedata, xml.etree.ElementTree
    text = sys.stdin.buffer.read().decode("utf-8")
    def lines():
        # Some readers break lines at more than line feeds.
        assert len(text.splitlines()) == text.count("\\n"), "a line breaks where it should not"
        return text.splitlines()
    def show(message, path=None):
        print(len(message) > 0 and (path is None or len(path) > 0), len(message))

    """

  @Test(arguments: ReportFormat.allCases)
  func staysWellFormed(_ format: ReportFormat) throws {
    let findings = Self.texts.enumerated().map { index, text in
      finding(text, location(text + ".go", index + 1, 1), group: "nilness", function: text, fingerprint: "f\(index)")
    }
    let reader = try #require(Self.readers[format], "say here how \(format.rawValue) is read")
    // Machines' forms keep a message as it is; the others show what is harmful as its escape.
    var result = run(findings)
    result.findings.sort(by: Finding.inReportOrder)
    let read = try python(Self.prelude + reader, render(format, result).text).split(separator: "\n")
    #expect(read.count == Self.texts.count)
    #expect(read.allSatisfy { $0.hasPrefix("True") }, "\(read)")
  }

  /// No control, no mark that turns the direction of writing: a report is often looked at in a terminal.
  @Test(arguments: ReportFormat.allCases)
  func holdsNoControls(_ format: ReportFormat) {
    let findings = Self.texts.map { finding($0, location($0 + ".go", 1, 1)) }
    let text = render(format, run(findings, errors: Self.texts.map { LoadError(path: $0, message: $0) })).text
    let found = text.unicodeScalars.first {
      $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029)
    }
    #expect(found == nil)
  }
}
