import Glibc
import Lint

/// The files of the rules' test data as they are after all fixes: Go has to build and vet them, and gofmt has nothing to change.
///
/// A copy of `testdata/rules` is made, in which each `flagged.go.fixed` takes the place of its `flagged.go`.
struct FixedFiles {
  /// The repository, without links.
  var root: String
  private static let suffix = "/flagged.go.fixed"
  /// All that vet looks for but what the test data does on purpose: structs with locks that are copied, and code behind a panic.
  private static let vet = ["vet", "-copylocks=false", "-unreachable=false"]

  /// What a Go of `.deps` says against the fixed files of modules that ask for no later one.
  func check(_ go: EvidenceGo) throws -> [String] {
    let rules = "\(root)/testdata/rules"
    guard access(rules, F_OK) == 0 else { return [] }
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/mapvet-fixed-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw FileError(path: "a temporary folder", code: errno) }
    let folder = String(cString: made)
    defer { _ = try? ChildProcess.run("rm", ["-rf", folder]) }
    let copy = "\(folder)/rules"
    guard try ChildProcess.run("cp", ["-R", rules, copy]).status == 0 else { throw FileError(path: copy, code: EIO) }
    var modules: [String: [String]] = [:]
    for fixed in files(below: copy) {
      let package = String(fixed.dropLast(Self.suffix.count))
      guard rename(fixed, "\(package)/flagged.go") == 0 else { throw FileError(path: fixed, code: errno) }
      let module = module(of: package, in: copy)
      if try go.fits(readText("\(module)/go.mod")) { modules[module, default: []].append(package) }
    }
    var failures: [String] = []
    for (module, packages) in modules.sorted(by: { $0.key < $1.key }) {
      let names = packages.map { "." + $0.dropFirst(module.count) }
      let vet = try go.run(Self.vet + names, in: module)
      if vet.status != 0 { failures.append("Go \(go.version): go vet fails on \(names.joined(separator: " ")), fixed") }
      let gofmt = try go.gofmt(["-l"] + packages.map { "\($0)/flagged.go" })
      let unformatted = String(decoding: gofmt.output, as: UTF8.self).split(separator: "\n")
      for file in unformatted {
        failures.append("Go \(go.version): gofmt would change \(file.dropFirst(copy.count + 1)), fixed")
      }
      if gofmt.status != 0 { failures.append("Go \(go.version): gofmt fails") }
    }
    return failures
  }

  /// The paths of the fixed files, in byte order.
  private func files(below folder: String) -> [String] {
    var found: [String] = []
    var pending = [folder]
    while let folder = pending.popLast() {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        if entry.pointee.d_type == UInt8(DT_DIR) { pending.append("\(folder)/\(name)") }
        if "/\(name)" == Self.suffix { found.append("\(folder)/\(name)") }
      }
    }
    return found.sorted()
  }

  /// The nearest folder at or above a package that holds a go.mod; the last looked at is that of all rules.
  private func module(of package: String, in copy: String) -> String {
    var folder = package
    while folder != copy, access("\(folder)/go.mod", F_OK) != 0, let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
    }
    return folder
  }
}
