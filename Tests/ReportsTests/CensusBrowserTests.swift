import Census
import Testing

@testable import Reports

/// The audit's page in a browser.
@Suite(.serialized) struct CensusBrowserTests {
  /// 5,000 containers with 60,000 sites: whatever the reader does takes less than a second, since the page holds only
  /// the rows that are looked at.
  @Test func aLargeCensusSortsAndFiltersWithinASecond() throws {
    let lines = try browse(
      render(.html, largeCensus(containers: 5000, sites: 60_000)),
      """
      page = Page()
      def column(number, count):
          return json.dumps(page.do("Array.from(document.querySelectorAll('#table > tbody > tr')).slice(0, %d)"
                                    ".map(row => row.cells[%d].textContent)" % (count, number)), ensure_ascii=False)
      def within_a_second(name, expression):
          seconds = page.cost(expression)
          print(name, "fast" if seconds < 1 else "took %.2f s" % seconds)
      def click(name):
          within_a_second("sort", "Array.from(document.querySelectorAll('th button'))"
                          ".find(button => button.textContent === '%s').click()" % name)
      def enter(text):
          within_a_second("filter", "document.getElementById('filter').value = '%s';"
                          "document.getElementById('filter').dispatchEvent(new Event('input', {bubbles: true}))" % text)
      def shown():
          return page.do("document.querySelectorAll('#table > tbody > tr').length")
      def count():
          return page.do("document.getElementById('count').textContent")

      print(shown(), count(), page.do("document.querySelectorAll('*').length < 8000"))
      click("B/entry")
      print(column(6, 4))
      click("B/entry")
      print(column(6, 4))
      click("Container")
      print(column(1, 3))
      click("Place")
      print(column(13, 3))
      click("Guard")
      click("Guard")
      print(column(7, 2))
      enter("NEEDLE")
      print(shown(), count())
      enter("needle p7/")
      print(shown(), count(), column(1, 3))
      enter("type4321.")
      print(column(1, 3))
      within_a_second("open", "document.querySelector('#table > tbody a').click()")
      print(page.do("document.querySelectorAll('.sites tbody tr').length"),
            page.cells(".sites tbody tr"))
      enter("nothing of the kind")
      print(shown(), count())
      enter("")
      print(shown(), count())
      within_a_second("more", "document.getElementById('more').click()")
      print(shown(), page.do("document.getElementById('more').textContent"))
      print(page.complaints())
      """)
    #expect(
      lines == [
        "200 5,000 containers True",
        "sort fast", #"["0", "1", "2", "3"]"#,
        "sort fast", #"["4999", "4998", "4997", "4996"]"#,
        "sort fast", #"["Type0.needle0", "Type1.field1", "Type10.field10"]"#,
        // Files are in the order of their paths, as the census is: p0, p1, p10, with file0, file1, file2 in p0.
        "sort fast", #"["internal/p0/file0.go:10", "internal/p0/file0.go:11", "internal/p0/file0.go:12"]"#,
        "sort fast", "sort fast", #"["Type999.mu 8/8", "Type996.mu 8/8"]"#,
        "filter fast", "50 50 of 5,000 containers",
        "filter fast", #"1 1 of 5,000 containers ["Type700.needle700"]"#,
        "filter fast", #"["Type4321.field4321"]"#,
        "open fast", "12 write\tinternal/p43/file432.go:20\t(*example.com/shop/p43.Type4321).Method0\t–\t–",
        "filter fast", "0 0 of 5,000 containers",
        "filter fast", "200 5,000 containers",
        "more fast", "400 Show 200 more of 4,600",
        "[]",
      ])
  }

  private let hostile = CensusReport(containers: [
    container(
      "</script><b>&amp;", path: "a'\"<i>.go", sites: [site(.write, 3, path: "</script>.go", function: "f[\"<T>\"]")]),
    container(
      "Long." + String(repeating: "x", count: 300), path: String(repeating: "d", count: 300) + "/z.go",
      key: "map[" + String(repeating: "K", count: 300) + "]int",
      sites: [site(.read, 9, path: String(repeating: "e", count: 300), function: String(repeating: "f", count: 300))]),
    container(
      "Plain.plain", path: "b.go", entryBytes: 7,
      guardedBy: .init(lock: "Plain.mu", mode: .read, held: 10, of: 12, source: .inferred), growth: .none,
      shrinks: [.delete, .clear, .replace], concurrent: true),
  ])

  @Test func keysAreEnough() throws {
    let lines = try browse(
      render(.html, hostile),
      """
      page = Page()
      def focus():
          return page.do("document.activeElement.innerText || document.activeElement.id")
      def tab(times):
          for _ in range(times):
              page.press("Tab", 9)
      tab(1)
      print(focus(), page.do("document.activeElement.getBoundingClientRect().left >= 0"))
      page.press("Enter", 13, "\\r")
      print(focus())
      tab(1)
      print(focus(), page.do("getComputedStyle(document.activeElement).outlineStyle"))
      for letter in "PLAIN":
          page.press(letter, ord(letter), letter.lower())
      print(page.do("document.getElementById('count').textContent"))
      # The three choices, the box of the table, and the first heading.
      tab(5)
      print(focus())
      tab(6)
      print(focus())
      page.press("Enter", 13, "\\r")
      print(page.do("Array.from(document.querySelectorAll('th[aria-sort]'), h => h.innerText + h.ariaSort).join()"))
      page.press(" ", 32, " ")
      print(page.do("Array.from(document.querySelectorAll('th[aria-sort]'), h => h.innerText + h.ariaSort).join()"))
      tab(8)
      print(focus(), page.do("document.activeElement.ariaExpanded"))
      page.press("Enter", 13, "\\r")
      print(focus(), page.do("document.activeElement.ariaExpanded"),
            page.do("document.querySelectorAll('article').length"))
      page.press("Enter", 13, "\\r")
      print(page.do("document.activeElement.ariaExpanded"), page.do("document.querySelectorAll('article').length"))
      print(page.complaints())
      """)
    #expect(
      lines == [
        "Skip to the table True", "Containers", "filter solid", "1 of 3 containers", "Risk", "B/entry",
        "B/entryascending", "B/entrydescending", "Plain.plain false", "Plain.plain true 1", "false 0", "[]",
      ])
  }

  /// Names that try to leave their place stay text, also where the script writes them.
  @Test func namesStayText() throws {
    let lines = try browse(
      render(.html, hostile),
      """
      page = Page(fragment="#c0")
      print(page.do("document.querySelector('article h3').textContent"))
      print(page.cells(".sites tbody tr"))
      print(page.do("document.querySelectorAll('main b, main i').length"), page.complaints())
      """)
    #expect(lines == ["</script><b>&amp;", "write\t</script>.go:3\tf[\"<T>\"]\t–\t–", "0 []"])
  }

  /// Nothing makes the page itself scroll sideways or leaves its cell, and on a narrow screen a row is a card.
  @Test func fitsAnyScreen() throws {
    let lines = try browse(
      render(.html, hostile),
      """
      for width in (320, 390, 800, 1280, 2000):
          page = Page(width=width, dark=width == 390)
          page.do("document.querySelectorAll('#table > tbody > tr > td > a').forEach(link => link.click())")
          print(width, page.do("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                page.do("document.querySelectorAll('article').length"),
                page.do("getComputedStyle(document.querySelector('#table > tbody > tr')).display"),
                page.do("getComputedStyle(document.body).backgroundColor"),
                page.do("Array.from(document.querySelectorAll('#table > tbody > tr:not(.detail) > td, #table > thead th'))"
                        ".filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"))
      """)
    #expect(
      lines == [
        "320 True 3 grid rgb(251, 250, 247) []", "390 True 3 grid rgb(22, 23, 24) []",
        "800 True 3 table-row rgb(251, 250, 247) []", "1280 True 3 table-row rgb(251, 250, 247) []",
        "2000 True 3 table-row rgb(251, 250, 247) []",
      ])
  }

  @Test func readsWithoutScripts() throws {
    let lines = try browse(
      render(.html, largeCensus(containers: 300, sites: 600)),
      """
      page = Page(scripts=False)
      root = page.call("DOM.getDocument")["root"]["nodeId"]
      def found(selector):
          return len(page.call("DOM.querySelectorAll", nodeId=root, selector=selector)["nodeIds"])
      print(found("#table > tbody > tr"), found("article"), found(".sites > tbody > tr"), found("button"))
      box = page.call("DOM.querySelector", nodeId=root, selector="#controls")
      try:
          page.call("DOM.getBoxModel", **box)
          print("controls that do nothing are shown")
      except SystemExit:
          print("no controls")
      """)
    // The one button is hidden with its paragraph.
    #expect(lines == ["300 300 600 1", "no controls"])
  }

  /// Text against what is behind it, by the rule of WCAG 2.1: 4.5 to 1 and more for all text.
  @Test func textStandsOutInLightAndDark() throws {
    let lines = try browse(
      render(
        .html,
        CensusReport(containers: [
          container(concurrent: true, sites: [site(.write, 3, concurrent: true)]),
          container("A.b", line: 3, bound: .length), container("A.c", line: 4, shrinks: [.delete]),
          container(
            "A.d", line: 5, guardedBy: .init(lock: "A.mu", mode: .write, held: 1, of: 2, source: .inferred),
            sites: [site(.read, 6, concurrent: true), site(.write, 7, locks: ["A.mu"], concurrent: true)]),
        ])),
      """
      for dark in (False, True):
          page = Page(dark=dark)
          page.do("document.querySelectorAll('#table > tbody > tr > td > a').forEach(link => link.click())")
          print(page.do('''(() => {
            const parts = (color) => color.match(/[\\\\d.]+/g).map(Number);
            const light = (color) => {
              const [r, g, b] = parts(color).map((c) => c / 255)
                .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = (element) => {
              for (; element; element = element.parentElement) {
                const color = getComputedStyle(element).backgroundColor;
                if ((parts(color)[3] ?? 1) > 0) return color;
              }
            };
            const poor = new Set();
            let seen = 0;
            for (const element of document.body.querySelectorAll('*')) {
              const holdsText = Array.from(element.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
              if (!holdsText || !element.offsetParent) continue;
              const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              seen++;
              if (ratio < 4.5) poor.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
            }
            return (seen > 100 ? 'all seen' : seen) + Array.from(poor).join();
          })()'''))
      """)
    #expect(lines == ["all seen", "all seen"])
  }
}
