import Glibc

/// The environment variables that decide where Go sources lie.
package struct Environment: Hashable, Sendable {
  private var values: [String: String]

  package init(_ values: [String: String]) { self.values = values }

  /// Those of the process that are of interest here, over what `go env -w` has set. An empty value counts as unset, as
  /// for the go command.
  package static var process: Environment {
    var values: [String: String] = [:]
    for name in settings + ["GOENV", "XDG_CONFIG_HOME", "HOME", "PATH", "PWD"] {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    var environment = Environment(values)
    if let file = environment.settingsFile, let text = try? FileSystem.text(file) { environment.addSettings(text) }
    return environment
  }

  private static let settings = ["GOROOT", "GOPATH", "GOMODCACHE", "GOWORK"]

  /// Where `go env -w` keeps its settings: $GOENV, else go/env in the user's configuration directory.
  private var settingsFile: String? {
    if let file = self["GOENV"] { return file == "off" ? nil : file }
    let home = self["HOME"].map { Path.join($0, ".config") }
    return (self["XDG_CONFIG_HOME"] ?? home).map { Path.join($0, "go/env") }
  }

  /// Takes settings from lines `NAME=value` where the process has none.
  mutating func addSettings(_ text: [UInt8]) {
    for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let name = String(line[..<equals])
      if Self.settings.contains(name), self[name] == nil { values[name] = String(line[line.index(after: equals)...]) }
    }
  }

  package subscript(name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  /// The workspaces of GOPATH mode: $GOPATH, else ~/go.
  var gopath: [String] {
    if let list = self["GOPATH"] {
      return list.split(separator: ":").map { Path.clean(String($0)) }.filter(Path.isAbsolute)
    }
    return self["HOME"].map { [Path.join($0, "go")] } ?? []
  }

  /// Where downloaded modules lie: $GOMODCACHE, else pkg/mod of the first workspace.
  var moduleCache: String? {
    self["GOMODCACHE"].map(Path.clean) ?? gopath.first.map { Path.join($0, "pkg/mod") }
  }
}
