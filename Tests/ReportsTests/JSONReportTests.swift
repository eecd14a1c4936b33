import Foundation
import GoPackages
import Lint
import Testing

@testable import Reports

@Suite struct JSONReportTests {
  @Test func theWholeSchema() throws {
    let fix = Fix(
      title: "make it", safety: .unsafe,
      edits: [.init(path: "a.go", start: 30, end: 30, text: "m = make(map[string]int)\n")])
    var result = run(
      [
        finding(
          "write to \"m\"",
          Location(
            path: "a.go", start: .init(line: 3, column: 2, offset: 30), end: .init(line: 3, column: 8, offset: 36)),
          function: "(*example.com/m/pkg.Server).Serve",
          related: [
            Related(
              message: "declared here",
              location: Location(
                path: "b.go", start: .init(line: 1, column: 5, offset: 4), end: .init(line: 1, column: 6, offset: 5)))
          ],
          fix: fix, fingerprint: "abc"),
        finding(
          "grows", location("c.go", 9, 1), rule: "unbounded-cache", group: "retention", severity: .info,
          confidence: .medium),
      ],
      files: 7,
      errors: [
        LoadError(path: "d.go", message: "permission denied"),
        LoadError(path: "go.mod", message: "bad", line: 2, column: 5),
      ])
    result.packages = 3
    result.parseErrors = 1
    #expect(
      render(.json, result).text == #"""
        {"schema":"mapvet/findings/1","tool":{"name":"mapvet","version":"1.2.3"},\#
        "summary":{"files":7,"packages":3,"findings":2,"parseErrors":1},"findings":[
        {"rule":"nil-map-write","group":"nilness","severity":"error","confidence":"high","message":"write to \"m\"",\#
        "path":"a.go","range":{"start":{"line":3,"column":2,"offset":30},"end":{"line":3,"column":8,"offset":36}},\#
        "function":"(*example.com/m/pkg.Server).Serve","related":[{"message":"declared here","path":"b.go",\#
        "range":{"start":{"line":1,"column":5,"offset":4},"end":{"line":1,"column":6,"offset":5}}}],\#
        "fix":{"title":"make it","safety":"unsafe","edits":[{"path":"a.go","start":30,"end":30,\#
        "text":"m = make(map[string]int)\n"}]},"fingerprint":"abc"},
        {"rule":"unbounded-cache","group":"retention","severity":"info","confidence":"medium","message":"grows",\#
        "path":"c.go","range":{"start":{"line":9,"column":1,"offset":0},"end":{"line":9,"column":2,"offset":1}},\#
        "function":"","related":[],"fix":null,"fingerprint":"f1"}
        ],"errors":[
        {"path":"d.go","message":"permission denied"},
        {"path":"go.mod","message":"bad","line":2,"column":5}
        ]}

        """#)
  }

  @Test func nothingFound() {
    #expect(
      render(.json, run([])).text == #"""
        {"schema":"mapvet/findings/1","tool":{"name":"mapvet","version":"1.2.3"},\#
        "summary":{"files":1,"packages":1,"findings":0,"parseErrors":0},"findings":[],"errors":[]}

        """#)
  }

  @Test func anotherParserReadsBackEveryCharacter() throws {
    let characters = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init))) + "\u{2028}\u{FFFD}💥"
    let broken = String(decoding: [0x61, 0xFF, 0xE2, 0x82, 0x62], as: UTF8.self)
    let result = run([finding(characters, location(broken + ".go", 1, 1))])
    let read = try python(
      """
      import json, sys
      finding = json.loads(sys.stdin.buffer.read().decode("utf-8"))["findings"][0]
      print(",".join(str(ord(c)) for c in finding["message"]))
      print(",".join(str(ord(c)) for c in finding["path"]))
      """, render(.json, result).text)
    let expected = characters.unicodeScalars.map { String($0.value) }.joined(separator: ",")
    #expect(read == expected + "\n97,65533,65533,98,46,103,111\n")
  }

  @Test func theSameBytesWhateverTheBufferSize() {
    let result = run((1...50).map { finding("message \($0)", location("a.go", $0, 1)) })
    var outputs: Set<[UInt8]> = []
    for capacity in [1, 7, 4096] {
      var bytes: [UInt8] = []
      let sink = ByteSink(capacity: capacity) { bytes.append(contentsOf: $0) }
      _ = ReportFormat.json.render(result, context(), to: sink)
      outputs.insert(bytes)
    }
    #expect(outputs.count == 1)
    #expect(outputs.first?.last == 0x0A)
  }
}
