import Census

/// What the census knows of one container, as Markdown for people.
package enum CensusRecordText {
  package static func markdown(_ container: CensusReport.Container) -> String {
    var lines = ["**\(escaped(container.name))**, \(container.kind.rawValue)\(types(container))"]
    if let bytes = container.entryBytes {
      lines.append(
        "- an entry takes \(bytes) bytes of table\(container.holdsPointers == true ? ", with pointers to follow" : "")")
    }
    if let guarded = container.guardedBy {
      let source = guarded.source == .annotation ? "by annotation" : "held at \(guarded.held) of \(guarded.of) accesses"
      lines.append(
        "- guarded by \(escaped(guarded.lock))\(guarded.mode == .read ? ", for reading at some" : ""): \(source)")
    } else {
      lines.append("- no lock guards it")
    }
    lines.append("- \(growth(container))")
    if container.concurrent == true { lines.append("- goroutines use it at the same time") }
    let kinds = CensusReport.SiteKind.allCases.compactMap { kind -> String? in
      let count = container.count(kind)
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    lines.append("- \(container.sites.count) sites" + (kinds.isEmpty ? "" : ": " + kinds.joined(separator: ", ")))
    return lines.joined(separator: "\n")
  }

  private static func types(_ container: CensusReport.Container) -> String {
    guard let key = container.key, let value = container.value else { return "" }
    func part(_ part: CensusReport.Part) -> String {
      escaped(part.type) + (part.size.map { " (\($0) B)" } ?? "")
    }
    return " from \(part(key)) to \(part(value))"
  }

  private static func growth(_ container: CensusReport.Container) -> String {
    let growth =
      switch container.growth {
      case .none: "nothing adds entries"
      case .fixed: "grows to a fixed size"
      case .open: "grows while the program runs"
      case .unknown: "goes where its growth cannot be followed"
      }
    let bound = container.bound.map { ", bounded by \($0.rawValue)" } ?? ""
    let shrinks = container.shrinks.map(\.rawValue)
    return growth + bound + (shrinks.isEmpty ? "" : ", entries leave by \(shrinks.joined(separator: ", "))")
  }

  private static func escaped(_ text: String) -> String { CensusMarkdownReport.escaped(HarmlessText.message(text)) }
}
