import GoSyntax
import GoTypes

/// Finds the places that name containers, or touch them without a name, in one walk over the files of a unit.
struct SiteFinder: Sendable {
  typealias Found = (container: Int, site: Site)

  private let unit: Unit
  private let classifier: Classifier
  private let kinds: [CensusReport.Kind]
  private let indices: [Object: Int]
  private let wanted: NameFilter
  private let structs: StructCopies

  init(_ containers: [Container], _ indices: [Object: Int], _ unit: Unit, _ classifier: Classifier) {
    self.unit = unit
    self.classifier = classifier
    self.indices = indices
    kinds = containers.map(\.kind)
    wanted = NameFilter(containers.map(\.object.name))
    structs = StructCopies(containers, unit)
  }

  /// In file and source order.
  func sites() -> [Found] {
    let rows = unit.rowsOfFiles
    if rows.count == 1 { return sites(in: rows[0]) }
    return Workers.map(count: rows.count, jobs: unit.threads) { sites(in: rows[$0]) }.flatMap { $0 }
  }

  private func sites(in files: Range<Int>) -> [Found] {
    var found: [Found] = []
    for file in unit.files[files] {
      for node in file.root.descendants {
        switch node.kind {
        case .ident where wanted.contains(node.name): mention(node, &found)
        case .compositeLit: unkeyed(node, &found)
        case .starExpr: copied(node, &found)
        case .field: passedByValue(node, &found)
        default: break
        }
      }
    }
    return found
  }

  private func mention(_ name: Node, _ found: inout [Found]) {
    guard let object = unit.object(of: name), let index = indices[object],
      let site = classifier.site(of: name, kind: kinds[index])
    else { return }
    found.append((index, site))
  }

  /// `T{a, b}` sets fields without naming them.
  private func unkeyed(_ literal: Node, _ found: inout [Found]) {
    guard let first = literal.child(.elt), first.kind != .keyValueExpr,
      let fields = structs.containers(in: literal, unit)
    else { return }
    let elements = Array(literal.children(.elt))
    for (index, position) in fields where position < elements.count {
      var site = Site(kind: .make, node: elements[position], operation: literal)
      site.value = elements[position]
      found.append((index, site))
    }
  }

  /// `*p` as a value copies the struct it points to.
  private func copied(_ star: Node, _ found: inout [Found]) {
    guard structs.mayCopy(star), let fields = structs.containers(in: star, unit) else { return }
    addCopies(fields, at: star, &found)
  }

  /// A parameter or receiver of a struct type gets a copy.
  private func passedByValue(_ field: Node, _ found: inout [Found]) {
    guard let type = structs.valueParameter(field), let fields = structs.containers(in: type, unit) else { return }
    addCopies(fields, at: field, &found)
  }

  private func addCopies(_ fields: [(index: Int, position: Int)], at node: Node, _ found: inout [Found]) {
    for (index, _) in fields { found.append((index, Site(kind: .copy, node: node, operation: node))) }
  }
}
