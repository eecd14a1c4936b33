import GoSyntax

/// The facts of a package as bytes: a head with a version, the strings once each, then the records in their order, numbers in
/// seven bits a byte. The bytes say nothing of the machine, so they may be kept under the hash of the source they were made of.
extension PackageFacts {
  /// Changes with every change of the form.
  static let formatVersion: UInt8 = 2
  private static let magic: [UInt8] = [0x4D, 0x56, 0x46]

  /// The same facts give the same bytes.
  package func encoded() -> [UInt8] {
    var writer = FactWriter()
    writer.string(package)
    writer.list(openUses) { writer, use in
      writer.name(use.container)
      writer.name(use.function)
      writer.string(use.way)
      writer.flag(use.isWrite)
      writer.place(use.place)
    }
    writer.list(openCalls) { writer, call in
      writer.name(call.function)
      writer.string(call.way)
      writer.name(call.callee)
      writer.place(call.place)
    }
    writer.list(implementations) { writer, implementation in
      writer.name(implementation.interface)
      writer.name(implementation.method)
    }
    writer.list(meetings) { writer, meeting in
      writer.call(meeting.first)
      writer.optional(meeting.second) { $0.call($1) }
      writer.flag(meeting.isSure)
    }
    writer.list(lockedCalls) { writer, calls in
      writer.name(calls.function)
      writer.list(calls.locks) { $0.string($1) }
    }
    writer.list(summaries) { $0.summary($1) }
    writer.list(mapUses) { $0.mapUse($1) }
    return Self.magic + [Self.formatVersion] + writer.sealed
  }

  /// The facts that bytes hold; nil for any others, those of other versions among them.
  package init?(encoded: [UInt8]) {
    let head = Self.magic + [Self.formatVersion]
    guard encoded.starts(with: head), var reader = try? FactReader(sealed: encoded, from: head.count) else {
      return nil
    }
    do {
      self.init(package: try reader.string())
      openUses = try reader.list {
        OpenUse(
          container: try $0.name(), function: try $0.name(), way: try $0.string(), isWrite: try $0.flag(),
          place: try $0.place())
      }
      openCalls = try reader.list {
        OpenCall(function: try $0.name(), way: try $0.string(), callee: try $0.name(), place: try $0.place())
      }
      implementations = try reader.list { Implementation(interface: try $0.name(), method: try $0.name()) }
      meetings = try reader.list {
        Meeting(first: try $0.call(), second: try $0.optional { try $0.call() }, isSure: try $0.flag())
      }
      lockedCalls = try reader.list {
        LockedCalls(function: try $0.name(), locks: try $0.list { try $0.string() })
      }
      summaries = try reader.list { try $0.summary() }
      mapUses = try reader.list { try $0.mapUse() }
    } catch {
      return nil
    }
    guard reader.isAtEnd else { return nil }
  }
}

/// Writes values as bytes, each string once.
package struct FactWriter {
  package var bytes: [UInt8] = []
  private(set) var strings: [String] = []
  private var indices: [String: Int] = [:]

  package init() {}

  /// The strings and then the values.
  package var sealed: [UInt8] {
    var head = FactWriter()
    head.number(strings.count)
    for string in strings {
      head.number(string.utf8.count)
      head.bytes += string.utf8
    }
    return head.bytes + bytes
  }

  package mutating func number(_ value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  package mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  package mutating func string(_ value: String) {
    let index = indices[value] ?? strings.count
    if index == strings.count {
      strings.append(value)
      indices[value] = index
    }
    number(index)
  }

  package mutating func list<Element>(_ values: [Element], _ write: (inout FactWriter, Element) -> Void) {
    number(values.count)
    for value in values { write(&self, value) }
  }

  package mutating func optional<Value>(_ value: Value?, _ write: (inout FactWriter, Value) -> Void) {
    flag(value != nil)
    if let value { write(&self, value) }
  }

  package mutating func name(_ name: FactName) {
    string(name.package)
    string(name.owner)
    string(name.name)
  }

  package mutating func place(_ place: FactPlace) {
    string(place.file)
    for point in [place.start, place.end] {
      number(point.line)
      number(point.column)
      number(point.offset)
    }
  }

  mutating func call(_ call: PackageFacts.Call) {
    name(call.function)
    place(call.place)
    bytes.append(call.start.rawValue)
    optional(call.startPlace) { $0.place($1) }
  }

  mutating func way(_ way: PackageFacts.Way) {
    switch way.start {
    case .receiver: number(0)
    case .variable: number(1)
    case .parameter(let index): number(index + 2)
    }
    string(way.fields)
  }

  mutating func lock(_ lock: PackageFacts.Summary.Lock) {
    way(lock.way)
    flag(lock.isWrite)
  }

  mutating func summary(_ summary: PackageFacts.Summary) {
    name(summary.function)
    list(summary.taken) { $0.lock($1) }
    list(summary.released) { $0.lock($1) }
    list(summary.results) { writer, result in
      writer.way(result.way)
      writer.name(result.container)
    }
    list(summary.parameters) { writer, parameter in
      writer.number(parameter.index)
      writer.list(parameter.effects) { $0.string($1.rawValue) }
      writer.optional(parameter.place) { $0.place($1) }
    }
  }

  mutating func mapUse(_ use: PackageFacts.MapUse) {
    name(use.map)
    flag(use.isResult)
    string(use.kind.rawValue)
    place(use.place)
    string(use.function)
    list(use.locks) { $0.string($1) }
    flag(use.isBare)
    optional(use.isConcurrent) { $0.flag($1) }
    flag(use.isUnknown)
    flag(use.adds)
  }
}

/// Reads what a `FactWriter` wrote; throws at anything else, and never reads past the end.
package struct FactReader {
  package struct Broken: Error {
    package init() {}
  }

  private let bytes: [UInt8]
  private var position: Int
  private var strings: [String] = []

  /// Reads the strings; the values begin after them.
  package init(sealed bytes: [UInt8], from position: Int) throws {
    self.bytes = bytes
    self.position = position
    strings = try list { try $0.text() }
  }

  package var isAtEnd: Bool { position == bytes.count }

  package mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Broken() }
    position += 1
    return bytes[position - 1]
  }

  package mutating func number() throws -> Int {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 63, by: 7) {
      let next = try byte()
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return Int(value) }
    }
    throw Broken()
  }

  package mutating func flag() throws -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw Broken()
    }
  }

  package mutating func text() throws -> String {
    let count = try number()
    guard count <= bytes.count - position else { throw Broken() }
    defer { position += count }
    guard let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) else { throw Broken() }
    return text
  }

  package mutating func string() throws -> String {
    let index = try number()
    guard index < strings.count else { throw Broken() }
    return strings[index]
  }

  package mutating func list<Element>(_ read: (inout FactReader) throws -> Element) throws -> [Element] {
    let count = try number()
    // Every element takes a byte at least.
    guard count <= bytes.count - position else { throw Broken() }
    var values: [Element] = []
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  package mutating func optional<Value>(_ read: (inout FactReader) throws -> Value) throws -> Value? {
    try flag() ? try read(&self) : nil
  }

  package mutating func name() throws -> FactName {
    FactName(package: try string(), owner: try string(), name: try string())
  }

  package mutating func place() throws -> FactPlace {
    let file = try string()
    func point() throws -> Point {
      Point(line: try number(), column: try number(), offset: try number())
    }
    return FactPlace(file: file, start: try point(), end: try point())
  }

  mutating func call() throws -> PackageFacts.Call {
    let name = try name()
    let place = try place()
    guard let start = PackageFacts.Call.Start(rawValue: try byte()) else { throw Broken() }
    return PackageFacts.Call(function: name, place: place, start: start, startPlace: try optional { try $0.place() })
  }

  mutating func way() throws -> PackageFacts.Way {
    let start = try number()
    let fields = try string()
    switch start {
    case 0: return PackageFacts.Way(.receiver, fields)
    case 1: return PackageFacts.Way(.variable, fields)
    default: return PackageFacts.Way(.parameter(start - 2), fields)
    }
  }

  mutating func lock() throws -> PackageFacts.Summary.Lock {
    PackageFacts.Summary.Lock(way: try way(), isWrite: try flag())
  }

  mutating func kind() throws -> CensusReport.SiteKind {
    guard let kind = CensusReport.SiteKind(rawValue: try string()) else { throw Broken() }
    return kind
  }

  mutating func summary() throws -> PackageFacts.Summary {
    var summary = PackageFacts.Summary(function: try name())
    summary.taken = try list { try $0.lock() }
    summary.released = try list { try $0.lock() }
    summary.results = try list { PackageFacts.Summary.Result(way: try $0.way(), container: try $0.name()) }
    summary.parameters = try list {
      PackageFacts.Summary.Parameter(
        index: try $0.number(), effects: try $0.list { try $0.kind() }, place: try $0.optional { try $0.place() })
    }
    return summary
  }

  mutating func mapUse() throws -> PackageFacts.MapUse {
    PackageFacts.MapUse(
      map: try name(), isResult: try flag(), kind: try kind(), place: try place(), function: try string(),
      locks: try list { try $0.string() }, isBare: try flag(), isConcurrent: try optional { try $0.flag() },
      isUnknown: try flag(), adds: try flag())
  }
}
