import GoSyntax
import GoTypes

/// Gathers what importers of a set of packages can see, from the exported objects of these on.
struct StdlibReach {
  /// A declaration as source, with the import paths of the packages it mentions.
  struct Declaration: Hashable {
    /// Tells it apart within its package: `Name`, `Type.Method`.
    var key: String
    var text: String
    var imports: [String]
  }

  /// By import path, sorted by key.
  private(set) var packages: [String: [Declaration]] = [:]
  private(set) var names: [String: String] = [:]
  private(set) var failures: [String] = []

  private var needs: [Object: StdlibWriter.Need] = [:]
  private var pending: [Object] = []
  /// The names of the methods not exported that interfaces of each package have.
  private var interfaceMethods: [Package: Set<Name>] = [:]

  init(roots: [Package]) {
    for package in roots {
      names[package.path] = package.name.string
      for object in package.objects where object.isExported { need(object, .whole) }
    }
    while let object = pending.popLast() { visit(object) }
    collect()
  }

  private mutating func need(_ object: Object, _ need: StdlibWriter.Need) {
    if let known = needs[object], known >= need { return }
    needs[object] = need
    pending.append(object)
  }

  private mutating func visit(_ object: Object) {
    for writer in writers(of: object) {
      for (object, need) in writer.needs { self.need(object, need) }
    }
  }

  /// The declaration of an object and those of its methods.
  private mutating func writers(of object: Object) -> [StdlibWriter] {
    guard let package = object.package, let need = needs[object] else { return [] }
    var writer = StdlibWriter(package: package)
    writer.declaration(object, need)
    var writers = [writer]
    guard object.kind == .typeName, !object.isAlias, object.type.underlying.kind != .interface else { return writers }
    for method in object.type.methods where isVisible(method, need) {
      var writer = StdlibWriter(package: package)
      writer.method(method, of: object)
      writers.append(writer)
    }
    return writers
  }

  private static let lockNames = [Name.of("Lock"), Name.of("Unlock")]

  /// Methods that are not exported count where interfaces of the package ask for them. Of a type that is only there for
  /// layout, those remain by which a lock is known.
  private mutating func isVisible(_ method: Object, _ need: StdlibWriter.Need) -> Bool {
    if need == .layout { return Self.lockNames.contains(method.name) }
    if method.isExported { return true }
    guard let package = method.package else { return false }
    let asked = interfaceMethods[package] ?? Self.interfaceMethods(package)
    interfaceMethods[package] = asked
    return asked.contains(method.name)
  }

  private static func interfaceMethods(_ package: Package) -> Set<Name> {
    var names: Set<Name> = []
    for object in package.objects where object.kind == .typeName {
      for method in object.type.underlying.interfaceParts.methods where !method.method.isExported {
        names.insert(method.method.name)
      }
    }
    return names
  }

  private mutating func collect() {
    var found: [String: [Declaration]] = [:]
    for object in needs.keys {
      guard let package = object.package else { continue }
      names[package.path] = package.name.string
      for writer in writers(of: object) {
        let path = package.path
        if let failure = writer.failure { failures.append("\(path): \(writer.text): \(failure)") }
        found[path, default: []].append(
          Declaration(key: object.name.string, text: writer.text, imports: writer.imports.sorted()))
      }
    }
    packages = found.mapValues { $0.sorted { ($0.key, $0.text) < ($1.key, $1.text) } }
  }
}
