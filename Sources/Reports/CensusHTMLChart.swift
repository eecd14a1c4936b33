import Census

/// The containers with the largest entries as bars: key, value and what the table adds.
struct CensusHTMLChart {
  /// With their places in the order of paths.
  private let bars: [(index: Int, container: CensusReport.Container, bytes: Int)]

  private static let limit = 20

  /// Nil where no entry's size is known.
  init?(_ report: CensusReport) {
    bars = report.containers.enumerated()
      .compactMap { index, container in container.entryBytes.map { (index, container, $0) } }
      .sorted { a, b in (-a.2, a.0) < (-b.2, b.0) }.prefix(Self.limit).map { $0 }
    guard let first = bars.first, first.bytes > 0 else { return nil }
  }

  func write(_ html: HTMLWriter) {
    html.markup(
      """
      <section aria-labelledby="cost">
      <h2 id="cost">Cost of an entry</h2>
      <p class="note">Bytes of table for one entry of a large map, without what keys and values point to; \
      the \(bars.count) largest. \
      <span class="legend"><span class="swatch key"></span> key <span class="swatch value"></span> value \
      <span class="swatch rest"></span> table</span></p>
      <ol class="chart">

      """)
    for bar in bars { write(bar.container, bar.index, bar.bytes, html) }
    html.markup("</ol>\n</section>\n")
  }

  private func write(_ container: CensusReport.Container, _ index: Int, _ bytes: Int, _ html: HTMLWriter) {
    html.markup("<li><a href=\"#c\(index)\">")
    html.text(container.name)
    html.markup("</a><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
    var start = 0
    func part(_ style: String, _ size: Int) {
      let end = start + size
      let left = start * 1000 / bars[0].bytes
      let right = end * 1000 / bars[0].bytes
      if left < right {
        html.markup("<rect class=\"\(style)\" x=\"\(left)\" width=\"\(right - left)\" height=\"10\"/>")
      }
      start = end
    }
    if let key = container.key?.size, let value = container.value?.size, key + value <= bytes {
      part("key", key)
      part("value", value)
    }
    part("rest", bytes - start)
    html.markup("</svg><span class=\"bytes\">\(bytes)&nbsp;B</span></li>\n")
  }
}
