import Census
import Testing

@testable import Reports

/// The audit's page as text: that it is HTML, that it says what the census says, that text stays text.
@Suite struct CensusHTMLTests {
  /// Reads pages by the rules of HTML and stops at the first mistake, with scripts on and off. Prints what a reader
  /// without scripts sees: the cells of each row of each table, and the headings and points of each section.
  private static let reader = """
    import sys, html5lib
    text = sys.stdin.buffer.read().decode()
    for scripting in (True, False):
        html5lib.HTMLParser(strict=True).parse(text, scripting=scripting)
    page = html5lib.parse(text, namespaceHTMLElements=False)
    def words(element):
        return " ".join("".join(element.itertext()).split())
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for element in page.iter("a"):
        assert element.get("href")[1:] in ids, "a link leads nowhere: " + element.get("href")
    for element in page.iter("label"):
        assert element.get("for") in ids, "a label of nothing"
    for element in page.iter():
        for name in ("src", "srcset", "action", "data", "poster"):
            assert element.get(name) is None, "the page loads something"
    for element in page.iter():
        if element.tag == "tr":
            print(" | ".join(words(cell) for cell in element))
        elif element.tag in ("dt", "h3", "li"):
            print(element.tag + ": " + words(element))
    """

  private func read(_ report: CensusReport) throws -> [String] {
    try python(Self.reader, render(.html, report)).split(separator: "\n").map(String.init)
  }

  @Test func saysWhatTheCensusSays() throws {
    let guarded = container(
      guardedBy: .init(lock: "Server.mu", mode: .read, held: 2, of: 3, source: .inferred), shrinks: [.delete],
      concurrent: true,
      sites: [
        site(.make, 20, function: "shop.New", concurrent: false),
        site(.write, 31, function: "(*shop.Server).Add", locks: ["Server.mu"], concurrent: true),
        site(.read, 40, function: "(*shop.Server).Get", locks: ["s.mu (read)"], concurrent: true),
        site(.delete, 52, function: "(*shop.Server).Drop", concurrent: true),
      ])
    var bare = container("visits", path: "visits.go", line: 3, entryBytes: nil, growth: .fixed, bound: .keyType)
    bare.scope = .package
    bare.kind = .sliceOfMaps
    bare.value?.size = nil
    let lines = try read(CensusReport(containers: [guarded, bare]))
    let rows = [
      [
        "Risk", "Container", "Kind", "Scope", "Key", "Value", "B/entry", "Guard", "Growth", "Bound", "Shrinks",
        "Concurrent", "Sites", "Place",
      ],
      [
        "partly guarded", "Server.sessions", "map", "field", "string 16 B", "*session 8 B", "48", "Server.mu 2/3 read",
        "open", "–", "delete", "yes", "4", "server.go:12",
      ],
      [
        "none seen", "visits", "slice of maps", "package", "string 16 B", "*session", "–", "–", "fixed", "key type",
        "–",
        "–", "0", "visits.go:3",
      ],
    ]
    for row in rows { #expect(lines.contains(row.joined(separator: " | "))) }
    #expect(lines.contains("h3: Server.sessions"))
    #expect(lines.contains("li: Guarded by Server.mu, held at 2 of 3 accesses, at some for reading only"))
    #expect(lines.contains("make | server.go:20 | shop.New | – | no"))
    #expect(lines.contains("read | server.go:40 | (*shop.Server).Get | s.mu (read) | yes"))
    #expect(lines.contains("delete | server.go:52 | (*shop.Server).Drop | – | yes"))
    let page = render(.html, CensusReport(containers: [guarded, bare]))
    #expect(page.contains("<caption>4 sites, 1 without the guard</caption>"))
    #expect(page.contains("<tr class=\"bare\"><td>delete<td>"))
    #expect(!page.contains("class=\"bare\"><td>read"))
  }

  @Test func countsOnTop() throws {
    let page = render(
      .html,
      CensusReport(containers: [
        container("A.a", concurrent: true, sites: [site(.write, 1)]),
        container("A.b", line: 13, bound: .length, concurrent: true, sites: [site(.write, 1), site(.read, 2)]),
        container("A.c", line: 14, growth: .none, concurrent: false),
      ]))
    #expect(page.contains("<dt>containers</dt><dd>3</dd>"))
    #expect(page.contains("<dt>sites</dt><dd>3</dd>"))
    #expect(page.contains("<dt>unguarded and concurrent</dt><dd>2</dd>"))
    #expect(page.contains("<dt>growing without bound</dt><dd>1</dd>"))
    #expect(page.contains("<li><b>3</b> map</li>"))
    #expect(render(.html, largeCensus(containers: 1234, sites: 0)).contains("<dt>containers</dt><dd>1,234</dd>"))
  }

  /// U+FFFE, U+FDD0 and U+1FFFF.
  static let noncharacters = String(
    decoding: [0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90, 0xF0, 0x9F, 0xBF, 0xBF] as [UInt8], as: UTF8.self)

  /// Whatever stands in a name, it is text on the page.
  @Test(arguments: [
    "</script><script>alert(1)</script>", "<!--", "-->", "</noscript><article id=\"c0\">", "\"onmouseover='x'",
    "a&amp;b", "]]>", "`${x}`", "\u{0}\u{1B}[31m\r\n", "\u{202E}og.a", "💥é漢", "</td></table>", "&#x3c;",
    noncharacters,
  ])
  func escapes(_ text: String) throws {
    let one = container(
      text, path: text + ".go", key: text, value: text,
      guardedBy: .init(lock: text, mode: .write, held: 1, of: 2, source: .inferred),
      sites: [site(.read, 7, path: text + ".go", function: text, locks: [text])])
    let other = container("other", path: "z.go")
    let lines = try read(CensusReport(containers: [one, other]))
    // The same number of things as with plain text.
    let plain = try read(
      CensusReport(containers: [
        container("x", path: "x.go", guardedBy: one.guardedBy, sites: [site(.read, 7, path: "x.go")]), other,
      ]))
    #expect(lines.count == plain.count)
    let shown = text == Self.noncharacters ? "\u{FFFD}\u{FFFD}\u{FFFD}" : HarmlessText.path(text)
    #expect(lines.contains("h3: \(shown)"))
  }

  @Test func anEmptyCensusIsAPageToo() throws {
    let lines = try read(CensusReport())
    #expect(lines.first == "dt: containers")
    #expect(!render(.html, CensusReport()).contains("<script"))
  }

  @Test func sameBytesOnEachRun() {
    let report = largeCensus(containers: 300, sites: 900)
    #expect(render(.html, report) == render(.html, report))
    var other = report
    other.containers.shuffle()
    #expect(render(.html, other) == render(.html, report))
  }

  @Test func loadsNothing() {
    let page = render(.html, largeCensus(containers: 50, sites: 100))
    #expect(page.contains("default-src 'none'"))
    for word in ["http:", "https:", "//", "@import", "url(", "<link", "<img", "<iframe", "fetch(", "XMLHttp"] {
      let pieces = page.split(separator: word, omittingEmptySubsequences: false)
      // Two slashes begin the script's comments, which are lines of their own.
      let found = word == "//" ? pieces.dropLast().filter { !$0.hasSuffix("  ") }.count : pieces.count - 1
      #expect(found == 0, "\(word)")
    }
  }

  /// A bar is as long as its entry is large, of the thousand parts of the largest.
  @Test func bars() throws {
    let page = render(
      .html,
      CensusReport(containers: [
        container("small", entryBytes: 20), container("large", line: 13, entryBytes: 80),
        container("unknown", line: 14, entryBytes: nil),
      ]))
    let chart = try #require(page.split(separator: "<ol class=\"chart\">").last?.split(separator: "</ol>").first)
    let lines = chart.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    // Key 16 and value 8 bytes of 80.
    #expect(lines[0].contains("<rect class=\"key\" x=\"0\" width=\"200\""))
    #expect(lines[0].contains("<rect class=\"value\" x=\"200\" width=\"100\""))
    #expect(lines[0].contains("<rect class=\"rest\" x=\"300\" width=\"700\""))
    // An entry that is said to be smaller than key and value has no parts.
    #expect(lines[1].contains(">small<"))
    #expect(lines[1].contains("<rect class=\"rest\" x=\"0\" width=\"250\""))
  }
}
