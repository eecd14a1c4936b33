extension SourceFile {
  /// Packages that nothing but tests and what supports them import.
  private static let testLibraries: [StaticString] = [
    "testing", "github.com/onsi/ginkgo", "github.com/onsi/gomega", "github.com/stretchr/testify", "gotest.tools",
    "gopkg.in/check.v1", "github.com/golang/mock/gomock", "go.uber.org/mock/gomock",
    "github.com/smartystreets/goconvey",
  ]

  /// Whether a file is there for tests: by its name, or since it imports one of their libraries or a package below one.
  static func isForTests(path: String, root: Node?) -> Bool {
    if path.hasSuffix("_test.go") { return true }
    guard let root else { return false }
    for declaration in root.children where declaration.role == .decl {
      guard declaration.kind == .genDecl, declaration.token == .import else { return false }
      for spec in declaration.children where spec.kind == .importSpec {
        if let path = spec.child(.path)?.text, path.count > 2, testLibraries.contains(where: { isIn($0, path) }) {
          return true
        }
      }
    }
    return false
  }

  /// Whether a quoted import path is the library's, or that of a package of it, of another version of it, or below it.
  private static func isIn(_ library: StaticString, _ quoted: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = library.utf8CodeUnitCount
    let name = UnsafeBufferPointer(start: library.utf8Start, count: count)
    guard quoted.count >= count + 2, quoted.dropFirst().starts(with: name) else { return false }
    return quoted.count == count + 2 || quoted[count + 1] == UInt8(ascii: "/")
  }
}
