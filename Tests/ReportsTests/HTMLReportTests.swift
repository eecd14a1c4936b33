import GoPackages
import Lint
import Testing

@testable import Reports

/// The page of findings: as text, and in a browser.
@Suite(.serialized) struct HTMLReportTests {
  private let file = Sample("pkg/a.go", "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"<a>\"] = 1\n}\n")

  private func page(_ count: Int = 1) throws -> String {
    var findings = [
      finding(
        "write to `m`", try file.at("m[\"<a>\"]"),
        related: [Related(message: "declared `here`", location: try file.at("m map"))]
          + (1...25).map { Related(message: "used", location: location("b.go", $0, 1)) },
        fix: Fix(title: "make it", safety: .unsafe, edits: [])),
      finding("rows", location("z.go", 7, 2), rule: "slice-of-maps", group: "allocation", severity: .info),
    ]
    findings += (0..<count).map {
      finding("m", location("z\($0).go", 8, 1), rule: "unused-suppression", group: "lint", severity: .warning)
    }
    return render(
      .html, run(findings, files: 7, rules: [nilMapWrite], errors: [LoadError(path: "q.go", message: "gone")]),
      context([file])
    ).text
  }

  @Test func saysWhatTheRunFound() throws {
    let read = try python(
      """
      import sys, html5lib
      text = sys.stdin.buffer.read().decode()
      for scripting in (True, False):
          html5lib.HTMLParser(strict=True).parse(text, scripting=scripting)
      page = html5lib.parse(text, namespaceHTMLElements=False)
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
          if element.tag not in ("dt", "dd", "h2", "h3", "pre", "mark", "li", "p"): continue
          print(element.tag + ": " + " ".join("".join(element.itertext()).split()))
      """, page())
    let lines = read.split(separator: "\n").map(String.init)
    for line in [
      "dt: errors", "dd: 1", "dd: 7", "h2: pkg/a.go", "h3: error 5:2 nil-map-write", "p: write to m",
      "pre: 5 m[\"<a>\"] = 1", "mark: m[\"<a>\"]", "li: declared here pkg/a.go:4", "li: and 6 more places",
      "p: Fix: make it (unsafe: look before you apply it)", "h2: z.go", "h3: info 7:2 slice-of-maps", "h2: Not read",
      "li: q.go: gone", "li: 1 unused-suppression",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test func aCleanRunIsAPageToo() {
    let text = render(.html, run([], files: 3)).text
    #expect(text.contains("<p>No findings in 3 files.</p>"))
    #expect(!text.contains("<script"))
  }

  @Test func loadsNothing() throws {
    let text = try page()
    #expect(text.contains("default-src 'none'"))
    for word in ["http:", "https:", "@import", "url(", "<link", "<img", "<iframe", "fetch(", "XMLHttp"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func filtersOnAPhoneAndInTheDark() throws {
    let lines = try browse(
      page(1000),
      """
      page = Page()
      def shown():
          return page.do("Array.from(document.querySelectorAll('article')).filter(a => a.offsetParent).length")
      def enter(id, text, event):
          return page.cost("document.getElementById('%s').value = '%s'; document.getElementById('%s')"
                           ".dispatchEvent(new Event('%s', {bubbles: true}))" % (id, text, id, event))
      count = "document.getElementById('count').textContent"
      print(shown(), page.do(count))
      print(enter("filter", "WRITE pkg/a", "input") < 1, shown(), page.do(count))
      enter("filter", "", "input")
      enter("by-severity", "info", "input")
      print(shown(), page.do("document.querySelectorAll('.file:not([hidden])').length"))
      enter("by-severity", "", "input")
      enter("by-rule", "unused-suppression", "input")
      print(page.do(count))
      print(page.complaints())
      for width in (320, 1280):
          page = Page(width=width)
          print(page.do("document.documentElement.scrollWidth <= window.innerWidth"), page.complaints())
      paper = "getComputedStyle(document.body).backgroundColor"
      print(Page().do(paper) != Page(dark=True).do(paper))
      plain = Page(scripts=False)
      print(plain.call("Page.getLayoutMetrics")["cssContentSize"]["height"] > 2000)
      """)
    #expect(
      lines == [
        "1002 1002 findings", "True 1 1 of 1002 findings", "1 1", "1000 of 1002 findings", "[]", "True []", "True []",
        "True", "True",
      ])
  }
}
