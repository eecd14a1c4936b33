import GoFlow
import GoSyntax
import GoTypes
import TestSupport

@testable import Census

/// What stands in for the standard library.
let libraries = [
  "sync": """
  package sync

  type Mutex struct{ state int32 }
  func (m *Mutex) Lock()   {}
  func (m *Mutex) Unlock() {}
  type RWMutex struct{ w Mutex }
  func (m *RWMutex) Lock()    {}
  func (m *RWMutex) Unlock()  {}
  func (m *RWMutex) RLock()   {}
  func (m *RWMutex) RUnlock() {}
  type Map struct{ mu Mutex }
  func (m *Map) Load(key any) (value any, ok bool) { return nil, false }
  func (m *Map) Store(key, value any) {}
  func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) { return nil, false }
  func (m *Map) Delete(key any) {}
  func (m *Map) Range(f func(key, value any) bool) {}
  func (m *Map) Clear() {}
  type Pool struct{ New func() any }
  func (p *Pool) Get() any { return nil }
  func (p *Pool) Put(x any) {}
  """,
  "maps": """
  package maps

  func Clone[M ~map[K]V, K comparable, V any](m M) M { return m }
  func Copy[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](dst M1, src M2) {}
  func DeleteFunc[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool) {}
  """,
  "fmt": """
  package fmt

  func Println(a ...any) {}
  """,
  "time": """
  package time

  type Duration int64
  type Time struct{ wall uint64 }
  func Now() Time { return Time{} }
  func Since(t Time) Duration { return 0 }
  """,
  "container/list": """
  package list

  type Element struct{ Value any }
  type List struct{ root Element }
  func (l *List) Back() *Element { return nil }
  func (l *List) Remove(e *Element) any { return nil }
  """,
]

/// The census of a package given as text.
final class Counted {
  let checked: Checked
  let census: Census

  init(_ text: String, imports: [String: String] = libraries) throws {
    checked = try Checked(text, imports: imports)
    census = Census(checked.unit, PackageFlow(checked.unit))
  }

  /// All containers as values.
  var report: CensusReport {
    let setting = Census.Setting(sizes: .gcAMD64, toolchain: 24, toolchainAtLeast: 24, identity: "p")
    return .merge([census.report(files: checked.unit.files, setting)])
  }

  var names: [String] { report.containers.map(\.name) }

  func container(_ name: String) throws -> CensusReport.Container {
    guard let found = report.containers.first(where: { $0.name == name }) else {
      throw Missing(description: "no container \(name) among \(names)")
    }
    return found
  }

  /// The sites of a container as `line:kind`.
  func sites(_ name: String) throws -> [String] {
    try container(name).sites.map { "\($0.line):\($0.kind.rawValue)" }
  }

  /// The container itself, with syntax.
  func raw(_ name: String) throws -> Container {
    guard let found = census.containers.first(where: { census.displayName(of: $0) == name }) else {
      throw Missing(description: "no container \(name) among \(names)")
    }
    return found
  }
}
