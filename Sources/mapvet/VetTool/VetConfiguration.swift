import FoundationEssentials
import GoPackages

/// What the go command asks of a vet tool for one package: the `vet.cfg` of cmd/go/internal/work, as
/// golang.org/x/tools/go/analysis/unitchecker reads it. Fields that mapvet has no use for are left out.
struct VetConfiguration: Decodable {
  /// Names the package in the answer, tests in brackets: `example.com/p [example.com/p.test]`.
  var id: String
  var directory: String
  var importPath: String
  var goFiles: [String]?
  /// Go 1.23 and before it tell of the module by path and version, those before Go 1.21 not at all.
  var modulePath: String?
  var moduleVersion: String?
  var module: ModuleDescription?
  /// By import path, what this tool left behind for a package that is imported.
  var packageVetx: [String: String]?
  /// Only what importers need is wanted.
  var isForFactsOnly: Bool?
  var factsPath: String?
  /// Where the answer goes in place of standard output (Go 1.26).
  var answerPath: String?
  /// Where files with their fixes go, for packages whose fixes are wanted (Go 1.26).
  var archivePath: String?

  struct ModuleDescription: Decodable {
    var version: String?
    var isMain: Bool?

    private enum CodingKeys: String, CodingKey {
      case version = "Version"
      case isMain = "Main"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case id = "ID"
    case directory = "Dir"
    case importPath = "ImportPath"
    case goFiles = "GoFiles"
    case modulePath = "ModulePath"
    case moduleVersion = "ModuleVersion"
    case module = "Module"
    case packageVetx = "PackageVetx"
    case isForFactsOnly = "VetxOnly"
    case factsPath = "VetxOutput"
    case answerPath = "Stdout"
    case archivePath = "FixArchive"
  }

  static func read(_ path: String) throws -> VetConfiguration {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.read(path).withBytes { Array($0) } ?? []
    } catch {
      throw Failure("\(path): \(error.message)")
    }
    guard let configuration = try? JSONDecoder().decode(VetConfiguration.self, from: Data(bytes)) else {
      throw Failure("\(path) is no configuration for a vet tool: is it `go vet -vettool=mapvet` that runs this?")
    }
    return configuration
  }

  /// Whether the package is of the code that the user works on: what others do is not looked at. The standard library has no module here;
  /// packages outside modules and with old go commands have none either.
  var isOwn: Bool {
    if let module { return module.isMain == true || (module.version ?? "").isEmpty }
    if let modulePath, !modulePath.isEmpty { return (moduleVersion ?? "").isEmpty }
    // Directories of the module cache have a version in their path.
    return !directory.contains("@")
      && !PackageLoader(configuration: BuildConfiguration()).resolver.package(in: directory).isStandard
  }

  /// The names of the files in the package's directory. cgo's stand-ins, which lie elsewhere, go by the name of what they were made of.
  var names: Set<String> {
    let names = (goFiles ?? []).compactMap { path -> String? in
      let absolute = Path.absolute(path, in: directory)
      if let name = Path.below(Path.clean(directory), absolute), !name.contains("/") { return name }
      let name = String(absolute.split(separator: "/").last ?? "")
      return name.hasSuffix(".cgo1.go") ? String(name.dropLast("cgo1.go".count)) + "go" : nil
    }
    return Set(names)
  }

  /// Whether it is the external test package: its files see the package from disk, so only they are named here.
  var isExternalTest: Bool {
    let path = id.split(separator: " ").first ?? ""
    return path.hasSuffix("_test") && names.allSatisfy { $0.hasSuffix("_test.go") }
  }
}
