/// A Go file that belongs to a package, with its bytes.
package struct GoFile: Sendable {
  /// The name in its directory.
  package let name: String
  /// As shown to the user.
  package let path: String
  package let header: FileHeader
  /// The bytes as read for the header, for the parser to take.
  package let contents: FileContents
  /// The language version: the package's, or the one its `//go:build` line asks for.
  package let language: GoVersion
  /// Whether findings in it are reported: false for a sibling of a file that was named.
  package let isReported: Bool

  package var isTest: Bool { name.hasSuffix("_test.go") }
  package var isGenerated: Bool { header.isGenerated }
  /// Whether `C.x` names are cgo's.
  package var usesCgo: Bool { header.importsC }

  /// For `--show-files`: that the file takes part, and what is special about it.
  package var inclusion: String {
    var text = isReported ? "included" : "read for its siblings, not reported"
    if isTest { text += ", test" }
    if isGenerated { text += ", generated" }
    if usesCgo { text += ", cgo" }
    if header.packageName.isEmpty { text += ", no package clause" }
    return text
  }
}

/// A Go file that does not belong to its directory's packages.
package struct ExcludedFile: Sendable {
  package let name: String
  /// As shown to the user.
  package let path: String
  package let reason: ExclusionReason
  /// The bytes, where the file is to be parsed and counted; nil where Go tools do not look at it at all.
  package let contents: FileContents?
}

/// Why a Go file is left out.
package enum ExclusionReason: Hashable, Sendable, CustomStringConvertible {
  /// A constraint in the header is false.
  case buildConstraint(String, platform: String)
  /// The end of the name is that of another system or architecture.
  case fileName(String, platform: String)
  /// A `//go:build` line that cannot be read.
  case malformedConstraint(String)
  /// It imports "C" and cgo is off.
  case cgoDisabled
  /// `package documentation`.
  case documentation
  /// The name begins with `_` or `.`.
  case hidden
  /// `--no-tests`.
  case tests

  package var description: String {
    switch self {
    case .buildConstraint(let text, let platform): "excluded: build constraint `\(text)` is false for \(platform)"
    case .fileName(let suffix, let platform): "excluded by file name: \(suffix) is not for \(platform)"
    case .malformedConstraint(let message): "excluded: malformed //go:build line: \(message)"
    case .cgoDisabled: "excluded: imports \"C\" and cgo is off"
    case .documentation: "excluded: package documentation is no code"
    case .hidden: "excluded by file name: Go tools ignore names that begin with _ or ."
    case .tests: "excluded: a test, and tests are off"
    }
  }
}

/// One package of a directory: the files with one package name, and its tests.
package struct PackageFiles: Sendable {
  package let directory: PackageDirectory
  /// The name in the package clauses; empty when no file has one that can be read.
  package let name: String
  /// In the order of their names, like the lists after.
  package internal(set) var goFiles: [GoFile] = []
  /// Test files inside the package.
  package internal(set) var testGoFiles: [GoFile] = []
  /// Test files of the external test package `name_test`.
  package internal(set) var xTestGoFiles: [GoFile] = []

  /// Whether a finding in the package or its in-package tests can be reported.
  package var reportsOwnFiles: Bool { [goFiles, testGoFiles].contains { $0.contains { $0.isReported } } }

  /// Whether a finding in the package can be reported at all.
  package var isReported: Bool {
    [goFiles, testGoFiles, xTestGoFiles].contains { $0.contains { $0.isReported } }
  }
}

/// All Go files of one directory, read and sorted into packages.
package struct DirectoryFiles: Sendable {
  package let directory: PackageDirectory
  /// The package imports of the directory mean comes first; further ones are there when files disagree on the name.
  package internal(set) var packages: [PackageFiles] = []
  package internal(set) var excluded: [ExcludedFile] = []
  package internal(set) var errors: [LoadError] = []
  package internal(set) var notices: [String] = []
}

/// Something that could not be read, in one line.
package struct LoadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// As shown to the user.
  package var path: String
  package let message: String
  /// From 1, like the column.
  package let line: Int?
  package let column: Int?

  package init(path: String, message: String, line: Int? = nil, column: Int? = nil) {
    self.path = path
    self.message = message
    self.line = line
    self.column = column
  }

  package var description: String {
    var place = path
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "\(place): \(message)"
  }
}
