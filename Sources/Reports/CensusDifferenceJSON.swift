import Census

/// The schema `mapvet/census-difference/1`: containers as in `mapvet/census/1`; of those that lost something what they had
/// is under `before`.
struct CensusDifferenceJSON {
  private static let schema = "mapvet/census-difference/1"
  private let difference: CensusDifference

  init(_ difference: CensusDifference) { self.difference = difference }

  func write(since revision: CensusRevision, to sink: ByteSink) {
    let json = JSONWriter(sink)
    let census = CensusJSONReport()
    json.object {
      json.field("schema", Self.schema)
      json.field("revision", revision.name)
      json.field("commit", revision.commit)
      json.key("lostGuard")
      json.lines(difference.lostGuard) { loss in
        json.object {
          json.key("before")
          json.object {
            json.key("guard")
            census.write(loss.before.guardedBy, to: json)
          }
          json.array("without") { for site in loss.sites { census.write(site, to: json) } }
          json.key("container")
          census.write(loss.after, to: json)
        }
      }
      json.key("lostBound")
      json.lines(difference.lostBound) { loss in
        json.object {
          json.key("before")
          json.object {
            json.optional("bound", loss.before.bound?.rawValue)
            json.array("shrinks") { for shrink in loss.before.shrinks { json.value(shrink.rawValue) } }
          }
          json.key("container")
          census.write(loss.after, to: json)
        }
      }
      json.key("appeared")
      json.lines(difference.appeared) { census.write($0, to: json) }
    }
    sink.write("\n")
  }
}
