import Foundation
import FoundationXML
import Lint
import Testing

@testable import Reports

@Suite struct RuleChartTests {
  private func chart(_ figures: String) -> String? {
    var meta = nilMapWrite
    meta.figures = figures
    return RuleChart.svg(meta)
  }

  @Test func outcomesHaveNoChart() {
    #expect(chart("a write||=panics;panics;panics") == nil)
    #expect(chart("") == nil)
  }

  @Test func barsAreAsLongAsTheirNumbers() throws {
    let svg = try #require(chart("a < b|allocations|bad=100;50;1000|good=0;;1"))
    // The largest number takes 500 units; what is there is seen; nothing has no bar.
    #expect(widths(of: "bad", in: svg) == [50, 25, 500])
    #expect(widths(of: "good", in: svg) == [1])
    #expect(svg.contains(">0 good</text>"))
    #expect(svg.contains(">1,000 bad</text>"))
    #expect(svg.contains("a &lt; b: allocations"))
  }

  @Test func itIsWellFormedAndDescribed() throws {
    let svg = try #require(chart("a & b|bytes held|=100;50;20000\nx|entries|bad=1;1;1|good=0;0;0"))
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse())
    #expect(svg.contains("role=\"img\" aria-labelledby=\"title desc\""))
    #expect(svg.contains("a &amp; b: bytes held: Go 1.19 100 B, Go 1.23 50 B, Go 1.27 20 kB."))
    #expect(svg.contains("prefers-color-scheme: dark"))
  }

  private func widths(of kind: String, in svg: String) -> [Int] {
    svg.split(separator: "\n").filter { $0.hasPrefix("<rect class=\"\(kind)\"") }.compactMap { line in
      line.split(separator: "width=\"").last.flatMap { Int($0.prefix { $0.isNumber }) }
    }
  }
}
