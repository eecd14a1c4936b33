import GoPackages
import Lint

/// JUnit's XML: a suite for each file, in which each finding is a test that failed, and what could not be read an error.
///
/// A clean run is one test that passed: readers take a report without tests for a mistake.
struct JUnitReport: Reporter {
  let context: ReportContext

  func write(_ result: RunResult, to sink: ByteSink) -> [String] {
    let failures = result.findings.count
    let errors = result.errors.count
    let isClean = failures + errors == 0
    let xml = XMLWriter(sink)
    xml.element("testsuites", counts("mapvet", failures, errors, isClean: isClean)) { xml in
      if isClean {
        xml.element("testsuite", counts("mapvet", 0, 0, isClean: true)) { xml in
          xml.element("testcase", ["name": "no findings", "classname": "mapvet"])
        }
      }
      for findings in result.findingsByFile { write(findings, to: xml) }
      for error in result.errors { write(error, to: xml) }
    }
    return []
  }

  private func counts(_ name: String, _ failures: Int, _ errors: Int, isClean: Bool = false) -> XMLWriter.Attributes {
    [
      "name": name, "tests": String(isClean ? 1 : failures + errors), "failures": String(failures),
      "errors": String(errors),
    ]
  }

  private func write(_ findings: ArraySlice<Finding>, to xml: XMLWriter) {
    let path = HarmlessText.path(findings.first?.location.path ?? "")
    xml.element("testsuite", counts(path, findings.count, 0)) { xml in
      for finding in findings {
        let line = max(1, finding.location.start.line)
        let place = "\(path):\(line):\(max(1, finding.location.start.column))"
        xml.element(
          "testcase", ["name": finding.rule, "classname": place, "file": path, "line": String(line)]
        ) { xml in
          let lines = FindingLines.of(finding)
          let words = ["\(place): \(finding.severity.rawValue): \(lines[0]) [\(finding.rule)]"] + lines.dropFirst()
          xml.element(
            "failure", ["message": lines[0], "type": finding.severity.rawValue], text: words.joined(separator: "\n"))
        }
      }
    }
  }

  private func write(_ error: LoadError, to xml: XMLWriter) {
    let path = HarmlessText.path(error.path)
    let name = path.isEmpty ? "mapvet" : path
    xml.element("testsuite", counts(name, 0, 1)) { xml in
      xml.element("testcase", ["name": "read", "classname": name, "file": name]) { xml in
        xml.element(
          "error", ["message": FindingLines.message(error), "type": "unreadable"], text: FindingLines.of(error))
      }
    }
  }
}
