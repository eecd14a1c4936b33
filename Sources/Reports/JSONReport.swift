import GoPackages
import Lint

/// The schema `mapvet/findings/1`: one object with everything the run found, a line for each finding.
struct JSONReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let json = JSONWriter(sink)
    json.object {
      json.field("schema", "mapvet/findings/1")
      json.object("tool") {
        json.field("name", "mapvet")
        json.field("version", context.version)
      }
      json.object("summary") {
        json.field("files", result.files)
        json.field("packages", result.packages)
        json.field("findings", result.findings.count)
        json.field("parseErrors", result.parseErrors)
      }
      json.key("findings")
      json.lines(result.findings) { write($0, to: json) }
      json.key("errors")
      json.lines(result.errors) { write($0, to: json) }
    }
    sink.write("\n")
    return []
  }

  func write(_ finding: Finding, to json: JSONWriter) {
    json.object {
      json.field("rule", finding.rule)
      json.field("group", finding.group)
      json.field("severity", finding.severity.rawValue)
      json.field("confidence", finding.confidence.rawValue)
      json.field("message", finding.message)
      write(finding.location, to: json)
      json.field("function", finding.function)
      json.array("related") {
        for related in finding.related {
          json.object {
            json.field("message", related.message)
            write(related.location, to: json)
          }
        }
      }
      json.key("fix")
      if let fix = finding.fix { write(fix, to: json) } else { json.null() }
      json.field("fingerprint", finding.fingerprint)
    }
  }

  private func write(_ location: Location, to json: JSONWriter) {
    json.field("path", location.path)
    json.object("range") {
      for (name, point) in [("start", location.start), ("end", location.end)] {
        json.object(name) {
          json.field("line", point.line)
          json.field("column", point.column)
          json.field("offset", point.offset)
        }
      }
    }
  }

  private func write(_ fix: Fix, to json: JSONWriter) {
    json.object {
      json.field("title", fix.title)
      json.field("safety", fix.safety.rawValue)
      json.array("edits") {
        for edit in fix.edits {
          json.object {
            json.field("path", edit.path)
            json.field("start", edit.start)
            json.field("end", edit.end)
            json.field("text", edit.text)
          }
        }
      }
    }
  }

  private func write(_ error: LoadError, to json: JSONWriter) {
    json.object {
      json.field("path", error.path)
      json.field("message", error.message)
      if let line = error.line { json.field("line", line) }
      if let column = error.column { json.field("column", column) }
    }
  }
}
