import Foundation
import Testing

private let module = "module example.com/m\n\ngo 1.24\n"

private let table = """
  package p

  var visits = map[string]int{}

  func visit(path string) { visits[path]++ }
  """

/// Everything the schema says of a container, for one of each part that can be null.
private let expected = """
  {"schema":"mapvet/census/1","containers":[
  {"id":"example.com/m/p.visits","kind":"map","name":"visits","path":"p/a.go","line":3,"scope":"package",\
  "key":{"type":"string","size":16},"value":{"type":"int","size":8},"entryBytes":56,"holdsPointers":true,"guard":null,\
  "growth":"open","bound":null,"shrinks":[],"concurrent":null,"sites":[\
  {"kind":"make","path":"p/a.go","line":3,"function":"","locks":[],"concurrent":false},\
  {"kind":"write","path":"p/a.go","line":5,"function":"example.com/m/p.visit","locks":[],"concurrent":null}]}
  ]}

  """

@Suite("mapvet audit")
struct AuditTests {
  @Test func jsonIsTheSchema() throws {
    let folder = try Folder(["go.mod": module, "p/a.go": table])
    let run = try Run.mapvet("audit", "--output", "json", in: folder.path)
    #expect(run.status == 0)
    #expect(run.output == expected)
    #expect(run.errors == "")
  }

  @Test func sameBytesForEveryNumberOfThreads() throws {
    var files = ["go.mod": module]
    for index in 0..<20 {
      files["d\(index)/a.go"] = table.replacingOccurrences(of: "package p", with: "package d\(index)")
    }
    files["user/u.go"] = "package user\n\nimport \"example.com/m/shared\"\n\nfunc F(k string) { shared.Table[k] = 1 }\n"
    files["shared/s.go"] = "package shared\n\nvar Table = map[string]int{}\n"
    let folder = try Folder(files)
    let one = try Run.mapvet("audit", "--output", "json", "-j", "1", in: folder.path)
    #expect(one.status == 0)
    #expect(one.output.contains("{\"kind\":\"write\",\"path\":\"user/u.go\",\"line\":5"))
    for jobs in ["2", "8"] {
      #expect(try Run.mapvet("audit", "--output", "json", "-j", jobs, in: folder.path).output == one.output)
    }
  }

  @Test func textAndMarkdown() throws {
    let folder = try Folder(["go.mod": module, "p/a.go": table])
    let text = try Run.mapvet("audit", in: folder.path)
    #expect(text.status == 0)
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("RISK        CONTAINER  KIND  TYPE"))
    #expect(lines[1].hasPrefix("only grows  visits     map   [string]int"))
    #expect(lines[1].hasSuffix("p/a.go:3"))
    #expect(lines[2] == "1 containers, 2 sites")
    let both = try Run.mapvet("audit", "--output", "markdown", "--output", "json:out.json", "--quiet", in: folder.path)
    #expect(both.status == 0)
    #expect(both.output.contains("\n| only grows | visits | map | \\[string\\]int | 56 |"))
    #expect(try String(contentsOfFile: folder.path + "/out.json", encoding: .utf8) == expected)
  }

  @Test func wrongUseIsTwo() throws {
    let folder = try Folder(["go.mod": module, "p/a.go": table, "empty/README.md": ""])
    let format = try Run.mapvet("audit", "--output", "jsn", in: folder.path)
    #expect(format.status == 2)
    #expect(format.errors.contains("did you mean 'json'?"))
    #expect(try Run.mapvet("audit", "--output", "json", "--output", "text", in: folder.path).status == 2)
    #expect(try Run.mapvet("audit", "empty", in: folder.path).status == 2)
    #expect(try Run.mapvet("audit", "-", in: folder.path).status == 2)
    #expect(try Run.mapvet("audit", "-j", "-1", in: folder.path).status == 2)
  }

  @Test func damagedFilesDoNotFail() throws {
    let folder = try Folder(["go.mod": module, "p/a.go": table, "p/b.go": "package p\n\nfunc ("])
    let run = try Run.mapvet("audit", "--output", "json", in: folder.path)
    #expect(run.status == 0)
    #expect(run.output.contains("p.visits"))
  }
}
