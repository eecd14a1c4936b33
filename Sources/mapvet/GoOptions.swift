import ArgumentParser
import Glibc
import GoPackages
import Lint

/// For which Go and which system files are chosen and judged.
struct GoOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Take this language version in place of go.mod's.", valueName: "1.N"))
  var go: String?

  @Option(
    help: ArgumentHelp("The toolchain that builds the code, for rules that depend on the runtime.", valueName: "1.N"))
  var toolchain: String?

  @Option(help: ArgumentHelp("Build tags, separated by commas.", valueName: "tags"))
  var tags: [String] = []

  @Option(help: ArgumentHelp("Operating system whose files are linted: linux unless told.", valueName: "os"))
  var goos: String?

  @Option(
    help: ArgumentHelp(
      "Architecture whose files are linted and whose sizes count: amd64 unless told.", valueName: "arch"))
  var goarch: String?

  @Option(help: ArgumentHelp("The Go installation; else $GOROOT, else the one whose go is on PATH.", valueName: "dir"))
  var goroot: String?

  @Flag(inversion: .prefixedNo, help: "Whether _test.go files are linted; they are unless told.")
  var tests: Bool?

  func apply(to configuration: inout Configuration) throws {
    configuration.language = try version(go, "--go")
    configuration.toolchain = try version(toolchain, "--toolchain")
    configuration.tags = try buildTags()
    configuration.goos = try known(goos, Platform.knownSystems, "operating system", "--goos")
    configuration.goarch = try known(goarch, Platform.knownArchitectures, "architecture", "--goarch")
    configuration.tests = tests
    if let goroot, access(goroot + "/src", F_OK) != 0 {
      throw Failure("there is no Go installation in \(goroot) (--goroot): it has no folder src")
    }
  }

  private func buildTags() throws -> [String]? {
    // As the go command takes them: spaces separate too.
    let all = tags.flatMap { $0.split { $0 == "," || $0 == " " }.map(String.init) }
    if let wrong = all.first(where: { !BuildConstraint.isValidTag($0) }) {
      throw Failure("'\(wrong)' in --tags is no build tag: these have letters, digits, _ and .")
    }
    return tags.isEmpty ? nil : all
  }

  private func known(_ name: String?, _ names: Set<String>, _ what: String, _ option: String) throws -> String? {
    guard let name, !names.contains(name) else { return name }
    let hint = Nearest.match(name, in: names.sorted()).map { ": did you mean '\($0)'?" } ?? ""
    throw Failure("Go knows no \(what) '\(name)' (\(option))\(hint)")
  }

  private func version(_ text: String?, _ option: String) throws -> GoVersion? {
    guard let text else { return nil }
    guard let version = GoVersion(parsing: text), version.major == 1 else {
      throw Failure("'\(text)' in \(option) is no Go version: write 1.22 or 1.22.3")
    }
    return version
  }
}
