import Synchronization

/// Who asks for an import: a main module or workspace with its requirements, the standard library, or a tree outside
/// modules. All packages a context reaches see each other at the same versions.
package final class ImportContext: Sendable {
  package enum Kind: Sendable {
    /// A main module, or the modules of a workspace, each under its path.
    case modules([Module])
    /// The standard library below `source`; `vendorPrefix` is `cmd/` for the commands' own module.
    case standard(source: String, vendorPrefix: String)
    /// No go.mod: GOPATH mode.
    case gopath
  }

  /// Tells contexts apart, alike in every run: packages are the same exactly when context, directory and import path
  /// are.
  package let name: String
  package let kind: Kind
  /// The directory of vendored packages, where there is one.
  let vendor: String?
  let vendorModules: VendorModules
  /// What the go.work or the main module replaces.
  let replacements: [Replacements]
  /// The versions the main modules require.
  let required: [String: String]
  /// The workspace's go.work.
  let workspace: Workspace?
  /// Roots of trees laid out as GOPATH/src that the modules themselves lie in.
  let sourceRoots: [String]
  /// The versions of modules that only requirements of requirements name.
  let transitive = Mutex<[String: String]?>(nil)

  struct Replacements: Sendable {
    /// What relative directories are relative to.
    let base: String
    let all: [Replacement]
  }

  init(
    name: String, kind: Kind, vendor: String? = nil, vendorModules: VendorModules = VendorModules(),
    workspace: Workspace? = nil,
    sourceRoots: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.vendor = vendor
    self.vendorModules = vendorModules
    self.workspace = workspace
    self.sourceRoots = sourceRoots
    var replacements: [Replacements] = []
    var required: [String: String] = [:]
    if let workspace { replacements.append(Replacements(base: workspace.directory, all: workspace.file.replaces)) }
    for module in kind.modules {
      replacements.append(Replacements(base: module.directory, all: module.file.replaces))
      for require in module.file.requires {
        if let known = required[require.path], !SemanticVersion.isOlder(known, require.version) { continue }
        required[require.path] = require.version
      }
    }
    self.replacements = replacements
    self.required = required
  }

  /// What the build takes in place of a module at a version, and what a relative directory is relative to.
  func replacement(path: String, version: String?) -> (Replacement, base: String)? {
    for source in replacements {
      var general: Replacement?
      for one in source.all where one.path == path {
        if one.version == nil { general = one } else if one.version == version { return (one, source.base) }
      }
      if let general { return (general, source.base) }
    }
    return nil
  }
}

extension ImportContext.Kind {
  /// The main modules; none outside modules and in the standard library.
  package var modules: [Module] {
    if case .modules(let modules) = self { return modules }
    return []
  }
}

/// A go.work and the modules it uses.
package final class Workspace: Sendable {
  package let directory: String
  package let file: WorkFile
  let readError: FileError?
  let modules: [Module]
  /// Directories the go.work uses that hold no go.mod.
  let missing: [String]

  init(
    directory: String, file: WorkFile, readError: FileError? = nil, modules: [Module] = [], missing: [String] = []
  ) {
    self.directory = directory
    self.file = file
    self.readError = readError
    self.modules = modules
    self.missing = missing
  }
}
