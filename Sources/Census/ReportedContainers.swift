import GoFlow
import GoSyntax
import GoTypes

/// Which containers of a unit can have something to do with findings in some of its files.
///
/// What is found about a container lies at its declaration, at its sites, or at a call that leads to one: of a helper that holds
/// no lock itself, which is judged where it is called. Containers that share a parameter or variable are looked at together, and so
/// are those of one struct.
struct ReportedContainers {
  private let unit: Unit
  private let files: Set<UInt32>
  /// By file, the functions that helpers called in the files are, or lead to.
  private var helpers: [UInt32: [Range<UInt32>]] = [:]

  /// How far calls of helpers are followed inwards: at least as far as a guard is looked for outwards.
  private static let depthLimit = 4

  /// - Parameter files: the numbers of the files.
  init(_ unit: Unit, in files: Set<UInt32>) {
    self.unit = unit
    self.files = files
    collectHelpers()
  }

  /// Those of the containers, in their order.
  func among(_ all: [Container], _ aliases: Aliases) -> [Container] {
    let links = all.map { aliases.reached(from: $0.sites, unit) }
    var members: [Object: [Int]] = [:]
    for (index, objects) in links.enumerated() {
      for object in objects { members[object, default: []].append(index) }
    }
    var isWanted = all.indices.map { concerns(all[$0]) || links[$0].contains { $0.declaration.map(isSeen) ?? false } }
    var open = all.indices.filter { isWanted[$0] }
    while let index = open.popLast() {
      for other in links[index].flatMap({ members[$0] ?? [] }) where !isWanted[other] {
        isWanted[other] = true
        open.append(other)
      }
    }
    let structs = Set(all.indices.lazy.filter { isWanted[$0] }.compactMap { all[$0].structType })
    return all.indices.filter { isWanted[$0] || all[$0].structType.map(structs.contains) ?? false }.map { all[$0] }
  }

  private func concerns(_ container: Container) -> Bool {
    files.contains(container.declaration.fileIndex)
      || (container.sites + container.unknownUses).contains { site in
        isSeen(site.node) || site.effectPlaces.contains(where: isSeen)
      }
  }

  /// Whether a node lies in one of the files, or in a helper.
  private func isSeen(_ node: Node) -> Bool {
    files.contains(node.fileIndex) || helpers[node.fileIndex]?.contains { $0.contains(node.id) } ?? false
  }

  // MARK: Helpers

  private static let mainName = Name.of("main")

  private mutating func collectHelpers() {
    let isMain = unit.package.name == Self.mainName
    var functions: [Name: [Node]] = [:]
    for file in unit.files where !files.contains(file.fileIndex) {
      for function in file.root.children(.decl) where function.kind == .funcDecl {
        // Of others not all calls are seen.
        guard let name = function.child(.name)?.name, !name.isExported || isMain && function.child(.recv) == nil else {
          continue
        }
        functions[name, default: []].append(function)
      }
    }
    let reported = unit.files.filter { files.contains($0.fileIndex) }
    var fresh = Self.names(in: reported.map(\.root), functions)
    for _ in 0..<Self.depthLimit {
      let called = fresh.flatMap { functions.removeValue(forKey: $0) ?? [] }
      if called.isEmpty { return }
      for function in called {
        helpers[function.fileIndex, default: []].append(function.id..<function.subtreeEnd)
      }
      fresh = Self.names(in: called, functions)
    }
  }

  private static func names(in nodes: [Node], _ functions: [Name: [Node]]) -> Set<Name> {
    let wanted = NameFilter(functions.keys)
    var found: Set<Name> = []
    for node in nodes {
      for name in node.descendants where name.kind == .ident && wanted.contains(name.name) { found.insert(name.name) }
    }
    return found
  }
}
