import Glibc

/// The environment variables that decide where Go sources lie.
package struct Environment: Hashable, Sendable {
  private var values: [String: String]

  package init(_ values: [String: String]) { self.values = values }

  /// Those of the process that are of interest here. An empty value counts as unset, as for the go command.
  package static var process: Environment {
    var values: [String: String] = [:]
    for name in ["GOROOT", "GOPATH", "GOMODCACHE", "GOWORK", "HOME", "PATH", "PWD"] {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return Environment(values)
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
