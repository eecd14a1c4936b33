import Census

@testable import Reports

/// A container with all that can be said of one, to be changed where a test needs it.
func container(
  _ name: String = "Server.sessions", path: String = "server.go", line: Int = 12, key: String = "string",
  value: String = "*session", entryBytes: Int? = 48, guardedBy: CensusReport.Guard? = nil,
  growth: CensusReport.Growth = .open, bound: CensusReport.Bound? = nil, shrinks: [CensusReport.Shrink] = [],
  concurrent: Bool? = nil, sites: [CensusReport.Site] = []
) -> CensusReport.Container {
  CensusReport.Container(
    id: "example.com/shop." + name, kind: .map, name: name, path: path, line: line, scope: .field,
    key: .init(type: key, size: 16), value: .init(type: value, size: 8), entryBytes: entryBytes, holdsPointers: true,
    guardedBy: guardedBy, growth: growth, bound: bound, shrinks: shrinks, concurrent: concurrent, sites: sites)
}

func site(
  _ kind: CensusReport.SiteKind, _ line: Int, path: String = "server.go", function: String = "shop.f",
  locks: [String] = [], concurrent: Bool? = nil
) -> CensusReport.Site {
  CensusReport.Site(kind: kind, path: path, line: line, function: function, locks: locks, concurrent: concurrent)
}

/// A made-up census of a very large program: container number i of n is in file i / 10, its entries take i * 7919 % n
/// bytes (each number once, when n is no multiple of 7919), and every hundredth is named `needle`.
func largeCensus(containers count: Int, sites: Int) -> CensusReport {
  CensusReport(
    containers: (0..<count).map { index in
      let guarded = CensusReport.Guard(lock: "Type\(index).mu", mode: .write, held: 8, of: 8, source: .inferred)
      let path = "internal/p\(index / 100)/file\(index / 10).go"
      let name = "Type\(index).\(index % 100 == 0 ? "needle" : "field")\(index)"
      return container(
        name, path: path, line: 10 + index % 10, value: "map[string]pkg\(index % 50).Value",
        entryBytes: index * 7919 % count,
        guardedBy: index % 3 == 0 ? guarded : nil,
        growth: index % 2 == 0 ? .open : .fixed, concurrent: index % 4 == 0,
        sites: (0..<sites / count).map { number in
          site(
            number % 4 == 0 ? .write : .read, 20 + number, path: path,
            function: "(*example.com/shop/p\(index / 100).Type\(index)).Method\(number)")
        })
    })
}

func render(_ format: CensusFormat, _ report: CensusReport, _ context: ReportContext = context()) -> String {
  var bytes: [UInt8] = []
  let sink = ByteSink { bytes.append(contentsOf: $0) }
  format.render(report, context, to: sink)
  return String(decoding: bytes, as: UTF8.self)
}
