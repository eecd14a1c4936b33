import GoPackages
import Lint

/// Writes findings as SARIF results, and errors as notifications.
struct SARIFResults {
  let json: JSONWriter
  let paths: RootedPaths
  private let sources: SourceTexts
  private let rules: SARIFRules
  /// A snippet is for people; on minified lines it would be most of the report.
  private static let snippetLimit = 400

  init(json: JSONWriter, context: ReportContext, rules: SARIFRules) {
    self.json = json
    self.rules = rules
    paths = RootedPaths(context)
    sources = context.sources
  }

  func write(_ finding: Finding) {
    let related = finding.related.prefix(SARIFReport.relatedLimit)
    json.object {
      json.field("ruleId", finding.rule)
      if let index = rules.index(of: finding.rule) { json.field("ruleIndex", index) }
      json.field("level", SARIFRules.level(finding.severity))
      json.object("message") { json.field("text", SARIFMessage.text(finding, related)) }
      json.array("locations") {
        json.object {
          writePlace(finding.location, withSnippet: true)
          if !finding.function.isEmpty {
            json.array("logicalLocations") {
              json.object {
                json.field("fullyQualifiedName", finding.function)
                json.field("kind", "function")
              }
            }
          }
        }
      }
      if !related.isEmpty {
        json.array("relatedLocations") {
          for (index, place) in related.enumerated() {
            json.object {
              json.field("id", index + 1)
              writePlace(place.location, withSnippet: false)
              json.object("message") { json.field("text", SARIFMessage.text(place)) }
            }
          }
        }
      }
      writeFingerprints(finding)
      if let fix = finding.fix { write(fix) }
      json.object("properties") { json.field("confidence", finding.confidence.rawValue) }
    }
  }

  func writeInvocation(_ errors: [LoadError]) {
    json.object {
      json.field("executionSuccessful", errors.isEmpty)
      if errors.isEmpty { return }
      json.array("toolExecutionNotifications") {
        for error in errors { write(error) }
      }
    }
  }

  private func write(_ error: LoadError) {
    json.object {
      json.field("level", "error")
      json.object("message") {
        json.field("text", error.message.isEmpty ? "could not be read" : HarmlessText.message(error.message))
      }
      if error.path.isEmpty { return }
      json.array("locations") {
        json.object {
          json.object("physicalLocation") {
            writeArtifact(error.path)
            if let line = error.line {
              json.object("region") {
                json.field("startLine", max(1, line))
                if let column = error.column { json.field("startColumn", max(1, column)) }
              }
            }
          }
        }
      }
    }
  }

  private func writePlace(_ location: Location, withSnippet: Bool) {
    let text = sources.text(for: location)
    json.object("physicalLocation") {
      writeArtifact(location.path)
      json.object("region") {
        write(location.oneLineRegion(in: text))
        guard withSnippet, let snippet = text?.firstLine(of: location) else { return }
        if !snippet.isEmpty, snippet.count <= Self.snippetLimit {
          json.object("snippet") { json.field("text", String(decoding: snippet, as: UTF8.self)) }
        }
      }
    }
  }

  private func writeArtifact(_ path: String) {
    json.object("artifactLocation") {
      json.field("uri", Paths.percentEncoded(paths.path(path)))
      json.field("uriBaseId", "%SRCROOT%")
    }
  }

  private func write(_ region: TextRegion) {
    json.field("startLine", region.startLine)
    json.field("startColumn", region.startColumn)
    json.field("endLine", region.endLine)
    json.field("endColumn", region.endColumn)
  }

  private func writeFingerprints(_ finding: Finding) {
    let hash = sources.text(for: finding.location)?.lineHashes[finding.location.start.line]
    if hash == nil, finding.fingerprint.isEmpty { return }
    json.object("partialFingerprints") {
      if let hash { json.field("primaryLocationLineHash", hash) }
      if !finding.fingerprint.isEmpty { json.field("mapvet/v1", finding.fingerprint) }
    }
  }

  /// A fix whose edits do not fit the files as they are now is left out.
  private func write(_ fix: Fix) {
    var order: [String] = []
    var changes: [String: [(TextRegion, String)]] = [:]
    for edit in fix.edits {
      guard let region = sources.text(of: edit.path)?.region(from: edit.start, to: edit.end) else { return }
      if changes[edit.path] == nil { order.append(edit.path) }
      changes[edit.path, default: []].append((region, edit.text))
    }
    if order.isEmpty { return }
    json.array("fixes") {
      json.object {
        if !fix.title.isEmpty { json.object("description") { json.field("text", HarmlessText.message(fix.title)) } }
        json.array("artifactChanges") {
          for path in order {
            json.object {
              writeArtifact(path)
              json.array("replacements") {
                for (region, text) in changes[path] ?? [] {
                  json.object {
                    json.object("deletedRegion") { write(region) }
                    if !text.isEmpty { json.object("insertedContent") { json.field("text", text) } }
                  }
                }
              }
            }
          }
        }
        json.object("properties") { json.field("safety", fix.safety.rawValue) }
      }
    }
  }
}
