import Census

/// A container's own section: what is known of it in sentences, and every site.
struct CensusHTMLDetails {
  private let container: CensusReport.Container
  private let index: Int

  init(_ container: CensusReport.Container, index: Int) {
    self.container = container
    self.index = index
  }

  /// Starts with `<article `, which stands nowhere else in a page: the script cuts the sections there.
  func write(_ html: HTMLWriter) {
    html.markup("<article id=\"c\(index)\"><h3>")
    html.text(container.name)
    html.markup("</h3>\n<p class=\"id\"><code>")
    html.text(container.id)
    html.markup("</code></p>\n<ul>")
    writeType(html)
    writeGuard(html)
    writeLifetime(html)
    html.markup("</ul>\n")
    writeSites(html)
    html.markup("</article>\n")
  }

  private func writeType(_ html: HTMLWriter) {
    html.markup("<li>\(container.kind.rawValue), \(Self.scope(container.scope)), declared at ")
    html.text("\(container.path):\(container.line)")
    html.markup("</li>")
    if let bytes = container.entryBytes {
      html.markup("<li>\(bytes) bytes of table for an entry")
      switch container.holdsPointers {
      case true?: html.markup("; it holds pointers, which the garbage collector follows")
      case false?: html.markup("; it holds no pointers, and the garbage collector passes it by")
      case nil: break
      }
      html.markup("</li>")
    }
  }

  private func writeGuard(_ html: HTMLWriter) {
    guard let guarded = container.guardedBy else {
      switch (container.concurrent, container.kind) {
      case (_, .syncMap), (_, .syncPool): return
      case (true?, _): html.markup("<li>No lock is held at most accesses, and goroutines may be at it together</li>")
      case (false?, _): html.markup("<li>No guard; no two goroutines are seen at it together</li>")
      case (nil, _): html.markup("<li>No guard found</li>")
      }
      return
    }
    html.markup("<li>Guarded by <code>")
    html.text(guarded.lock)
    html.markup("</code>, held at \(guarded.held) of \(guarded.of) accesses")
    if guarded.mode == .read { html.markup(", at some for reading only") }
    if guarded.source == .annotation { html.markup(", as an annotation says") }
    html.markup("</li>")
  }

  private func writeLifetime(_ html: HTMLWriter) {
    let growth =
      switch container.growth {
      case .none: "Nothing adds entries"
      case .fixed: "Entries are added with constant keys, or only while it is made"
      case .open: "Entries are added with keys that are worked out while the program runs"
      case .unknown: "It goes where its uses cannot be followed"
      }
    html.markup("<li>\(growth)")
    if let bound = container.bound { html.markup("; bounded by its \(Self.bound(bound))") }
    if !container.shrinks.isEmpty {
      html.markup("; entries are taken out by \(container.shrinks.map(\.rawValue).joined(separator: ", "))")
    }
    html.markup("</li>")
  }

  private func writeSites(_ html: HTMLWriter) {
    guard !container.sites.isEmpty else { return html.markup("<p>No sites.</p>\n") }
    let bare = Set(container.sitesWithoutGuard)
    html.markup("<div class=\"scroll\"><table class=\"sites\"><caption>\(container.sites.count) sites")
    if !bare.isEmpty {
      html.markup(", \(container.sites.count(where: bare.contains)) without the guard")
    }
    html.markup("</caption><thead><tr>")
    for name in ["Kind", "Place", "Function", "Locks held", "Concurrent"] { html.markup("<th scope=\"col\">\(name)") }
    html.markup("</thead><tbody>\n")
    for site in container.sites {
      html.markup(bare.contains(site) ? "<tr class=\"bare\"><td>" : "<tr><td>")
      html.markup("\(site.kind.rawValue)<td>")
      html.text("\(site.path):\(site.line)")
      html.markup("<td>")
      html.text(site.function)
      html.markup("<td>")
      if site.locks.isEmpty { html.markup(CensusHTMLTable.none) } else { html.text(site.locks.joined(separator: ", ")) }
      html.markup("<td>\(CensusHTMLTable.answer(site.concurrent))\n")
    }
    html.markup("</tbody></table></div>")
  }

  private static func scope(_ scope: CensusReport.Scope) -> String {
    switch scope {
    case .package: "a package-level variable"
    case .field: "a field"
    case .local: "a local variable that function literals, goroutines or pointers share"
    }
  }

  private static func bound(_ bound: CensusReport.Bound) -> String {
    switch bound {
    case .keyType: "key's type, which has few values"
    case .constantKeys: "keys, which are constants"
    case .length: "length, which is compared"
    case .list: "list, which decides what goes"
    case .age: "entries' age"
    }
  }
}
