import Census
import GoFlow
import GoSyntax
import GoTypes
import Lint

/// Other maps of the struct get the same keys at the same place and are cleaned together; this one is not.
struct LeftOut {
  let insert: Site
  let cleaned: [(container: Container, delete: Site)]

  init?(_ container: Container, _ inserts: [Site], _ census: Census) {
    guard let structType = container.structType else { return nil }
    let siblings = census.containers.filter { $0.structType == structType && $0.object != container.object }
    if siblings.isEmpty { return nil }
    for insert in inserts {
      guard let key = insert.key, census.unit.constant(of: key) == nil,
        census.variety.isUnbounded(census.unit.type(of: key)), let function = insert.node.enclosingFunction
      else { continue }
      let cleaned = siblings.compactMap { sibling -> (container: Container, delete: Site)? in
        let isFilled = sibling.sites.contains { site in
          guard site.kind == .write, let other = site.key else { return false }
          return site.node.enclosingFunction == function && census.unit.isSame(other, key)
        }
        guard isFilled, let delete = sibling.sites.first(where: { $0.kind == .delete && !census.isInTest($0.node) })
        else { return nil }
        return (sibling, delete)
      }
      guard let first = cleaned.first?.delete.node.enclosingFunction else { continue }
      // Together: in one function.
      let together = cleaned.filter { $0.delete.node.enclosingFunction == first }
      self.insert = insert
      self.cleaned = together
      return
    }
    return nil
  }
}

/// The maps in a map lose entries one by one; the map itself keeps every key.
struct EmptiedInside {
  let insert: Site
  let delete: Site

  init?(_ container: Container, _ inserts: [Site], _ sites: [Site], _ census: Census) {
    guard container.map?.underlying.elem.underlying.kind == .map,
      let delete = sites.first(where: { $0.inner == .delete }),
      let insert = inserts.first(where: { insert in
        guard let key = insert.key else { return false }
        return census.unit.constant(of: key) == nil && census.variety.isUnbounded(census.unit.type(of: key))
          && !ValueSources(key, census.unit).isBounded
      })
    else { return nil }
    self.insert = insert
    self.delete = delete
  }
}
