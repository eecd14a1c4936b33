import Census

/// The schema `mapvet/census/1`: one object, a line for each container.
struct CensusJSONReport {
  func write(_ report: CensusReport, to sink: ByteSink) {
    let json = JSONWriter(sink)
    json.object {
      json.field("schema", CensusReport.schema)
      json.key("containers")
      json.lines(report.containers) { write($0, to: json) }
    }
    sink.write("\n")
  }

  func write(_ container: CensusReport.Container, to json: JSONWriter) {
    json.object {
      json.field("id", container.id)
      json.field("kind", container.kind.rawValue)
      json.field("name", container.name)
      json.field("path", container.path)
      json.field("line", container.line)
      json.field("scope", container.scope.rawValue)
      json.key("key")
      write(container.key, to: json)
      json.key("value")
      write(container.value, to: json)
      json.optional("entryBytes", container.entryBytes)
      json.optional("holdsPointers", container.holdsPointers)
      json.key("guard")
      write(container.guardedBy, to: json)
      json.field("growth", container.growth.rawValue)
      json.optional("bound", container.bound?.rawValue)
      json.array("shrinks") { for shrink in container.shrinks { json.value(shrink.rawValue) } }
      json.optional("concurrent", container.concurrent)
      json.array("sites") { for site in container.sites { write(site, to: json) } }
    }
  }

  private func write(_ part: CensusReport.Part?, to json: JSONWriter) {
    guard let part else { return json.null() }
    json.object {
      json.field("type", part.type)
      json.optional("size", part.size)
    }
  }

  func write(_ guarded: CensusReport.Guard?, to json: JSONWriter) {
    guard let guarded else { return json.null() }
    json.object {
      json.field("lock", guarded.lock)
      json.field("mode", guarded.mode.rawValue)
      json.field("held", guarded.held)
      json.field("of", guarded.of)
      json.field("source", guarded.source.rawValue)
    }
  }

  func write(_ site: CensusReport.Site, to json: JSONWriter) {
    json.object {
      json.field("kind", site.kind.rawValue)
      json.field("path", site.path)
      json.field("line", site.line)
      json.field("function", site.function)
      json.array("locks") { for lock in site.locks { json.value(lock) } }
      json.optional("concurrent", site.concurrent)
    }
  }
}

extension JSONWriter {
  func optional(_ name: String, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  func optional(_ name: String, _ number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  func optional(_ name: String, _ flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }
}
