import GoPackages
import Lint
import Testing

@testable import Reports

/// Checkstyle's and JUnit's XML, by a schema written from what their readers take and by a reader.
@Suite struct XMLReportTests {
  private let result = run(
    [
      finding("write to m", location("a b/c.go", 12, 3)),
      finding("again", location("a b/c.go", 13, 3), severity: .warning),
      finding(
        "rows", location("d.go", 7, 20), rule: "slice-of-maps", severity: .info,
        related: (1...12).map { Related(message: "here", location: location("e.go", $0, 1)) }),
    ], errors: [LoadError(path: "q.go", message: "permission denied")])

  private static let checkstyle = """
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
      <xs:element name="checkstyle"><xs:complexType>
        <xs:sequence><xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
          <xs:sequence><xs:element name="error" maxOccurs="unbounded"><xs:complexType>
            <xs:attribute name="line" type="xs:positiveInteger" use="required"/>
            <xs:attribute name="column" type="xs:positiveInteger"/>
            <xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string">
              <xs:enumeration value="ignore"/><xs:enumeration value="info"/>
              <xs:enumeration value="warning"/><xs:enumeration value="error"/>
            </xs:restriction></xs:simpleType></xs:attribute>
            <xs:attribute name="message" type="xs:string" use="required"/>
            <xs:attribute name="source" type="xs:string"/>
          </xs:complexType></xs:element></xs:sequence>
          <xs:attribute name="name" type="xs:string" use="required"/>
        </xs:complexType></xs:element></xs:sequence>
        <xs:attribute name="version" type="xs:string" use="required"/>
      </xs:complexType></xs:element>
    </xs:schema>
    """

  @Test func checkstyleFitsItsSchema() throws {
    let read = try python(
      """
      import sys, lxml.etree
      schema = lxml.etree.XMLSchema(lxml.etree.fromstring(sys.argv[1]))
      document = lxml.etree.fromstring(sys.stdin.buffer.read())
      schema.assertValid(document)
      print(document.get("version"))
      for error in document.iter("error"):
          print(error.getparent().get("name"), *(error.get(name) for name in
                ("line", "column", "severity", "source", "message")), sep="|")
      """, render(.checkstyle, result).text, arguments: [Self.checkstyle])
    #expect(
      read == """
        5.0
        a b/c.go|12|3|error|nil-map-write|write to m
        a b/c.go|13|3|warning|nil-map-write|again
        d.go|7|20|info|slice-of-maps|rows

        """)
    #expect(
      render(.checkstyle, run([])).text
        == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"5.0\">\n</checkstyle>\n")
  }

  private static let reader = """
    import sys, junitparser
    xml = junitparser.JUnitXml.fromstring(sys.stdin.buffer.read())
    print(xml.tests, xml.failures, xml.errors)
    for suite in xml:
        print(suite.name, suite.tests, suite.failures, suite.errors)
        said = (suite.tests, suite.failures, suite.errors)
        suite.update_statistics()
        assert said == (suite.tests, suite.failures, suite.errors), "the counts are wrong"
        for case in suite:
            print(" ", case.name, case.classname, case.is_passed)
            for result in case.result:
                print("   ", type(result).__name__, result.type, result.message, repr(result.text))
    """

  @Test func junitParserReadsItBack() throws {
    let places = (1...10).map { #"\nhere: e.go:\#($0)"# }.joined()
    #expect(
      try python(Self.reader, render(.junit, result).text) == #"""
        4 3 1
        a b/c.go 2 2 0
          nil-map-write a b/c.go:12:3 False
            Failure error write to m 'a b/c.go:12:3: error: write to m [nil-map-write]'
          nil-map-write a b/c.go:13:3 False
            Failure warning again 'a b/c.go:13:3: warning: again [nil-map-write]'
        d.go 1 1 0
          slice-of-maps d.go:7:20 False
            Failure info rows 'd.go:7:20: info: rows [slice-of-maps]\#(places)\nand 2 more places'
        q.go 1 0 1
          read q.go False
            Error unreadable permission denied 'q.go: permission denied'

        """#)
  }

  @Test func aCleanRunIsOneTestThatPassed() throws {
    #expect(
      try python(Self.reader, render(.junit, run([])).text) == """
        1 0 0
        mapvet 1 0 0
          no findings mapvet True

        """)
  }
}
