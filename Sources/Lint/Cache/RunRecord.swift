import Census

/// What a run over some packages came to, with what each result depends on: the file of the cache for such a run.
struct RunRecord {
  struct Target {
    /// The directory's own place, and those of the directories that its imports lead to, in `directories`.
    var directory: Int
    var imports: [Int]
    /// Imports that led nowhere: the result does not hold once one leads somewhere.
    var unresolved: [String]
    /// A hash of the rules, of their options and of the module's settings.
    var settings: ContentHash
    /// The last day (UTC, `2027-01-31`) on which the result holds; empty for always.
    var lastDay: String
    var result: Driver.Partial
  }

  /// By path, the hash of the Go files in it.
  var directories: [(path: String, hash: ContentHash)] = []
  /// By the key of the target.
  var targets: [String: Target] = [:]

  /// Changes with every change of the form.
  private static let magic: [UInt8] = Array("mapvet cache 1\n".utf8)

  func encoded() -> [UInt8] {
    var writer = FactWriter()
    writer.list(directories) { writer, directory in
      writer.string(directory.path)
      writer.hash(directory.hash)
    }
    writer.list(targets.sorted { $0.key < $1.key }) { writer, entry in
      writer.string(entry.key)
      writer.number(entry.value.directory)
      writer.list(entry.value.imports) { $0.number($1) }
      writer.list(entry.value.unresolved) { $0.string($1) }
      writer.hash(entry.value.settings)
      writer.string(entry.value.lastDay)
      entry.value.result.write(to: &writer)
    }
    let body = writer.sealed
    return Self.magic + Self.checksum(body[...]) + body
  }

  /// Nil for anything but the whole of what `encoded` gave.
  init?(encoded bytes: [UInt8], rules: [String: any FactRule.Type]) {
    let start = Self.magic.count + 32
    guard bytes.starts(with: Self.magic), bytes.count > start,
      bytes[Self.magic.count..<start].elementsEqual(Self.checksum(bytes[start...]))
    else { return nil }
    do {
      var reader = try FactReader(sealed: bytes, from: start)
      directories = try reader.list { (try $0.string(), try $0.hash()) }
      let entries = try reader.list { reader in
        let key = try reader.string()
        let target = Target(
          directory: try reader.number(), imports: try reader.list { try $0.number() },
          unresolved: try reader.list { try $0.string() }, settings: try reader.hash(), lastDay: try reader.string(),
          result: try Driver.Partial(&reader, rules: rules))
        return (key, target)
      }
      guard reader.isAtEnd else { return nil }
      for (_, target) in entries {
        guard ([target.directory] + target.imports).allSatisfy(directories.indices.contains) else { return nil }
      }
      targets = Dictionary(entries) { first, _ in first }
    } catch {
      return nil
    }
  }

  init() {}

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var hash = ContentHash()
    bytes.withUnsafeBytes { hash.add($0) }
    return Array(hash.digits.utf8)
  }
}

extension FactWriter {
  fileprivate mutating func hash(_ hash: ContentHash) {
    for word in [hash.low, hash.high] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
  }
}

extension FactReader {
  fileprivate mutating func hash() throws -> ContentHash {
    func word() throws -> UInt64 {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 8) { value |= UInt64(try byte()) << shift }
      return value
    }
    return ContentHash(low: try word(), high: try word())
  }
}
