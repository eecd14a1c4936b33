import Glibc

/// Counts how far the lines of two dumps of types agree.
struct TypeComparison {
  private(set) var agreed = 0
  private(set) var unknown = 0
  private(set) var missing = 0
  private(set) var wrong = 0
  private(set) var wrongSizes = 0
  /// Lines that go/types has not, in files that it has: with a type, and without.
  private(set) var extra = 0
  private(set) var extraUnknown = 0
  private var listed: [String] = []
  private let limit: Int

  var total: Int { agreed + unknown + missing + wrong + wrongSizes }

  init(ours: [UInt8], theirs: [UInt8], listing limit: Int) {
    self.limit = limit
    ours.withUnsafeBytes { ours in
      theirs.withUnsafeBytes { theirs in
        let known = Self.files(ours)
        for (path, lines) in Self.files(theirs).sorted(by: { $0.key < $1.key }) {
          let own = known[path] ?? ours[0..<0]
          if Self.isSame(own, lines) {
            agreed += Self.count(lines)
          } else {
            compare(Self.parse(own), Self.parse(lines), path)
          }
        }
      }
    }
  }

  func percent(_ count: Int) -> Double { total == 0 ? 0 : 100 * Double(count) / Double(total) }

  var report: String {
    func line(_ name: String, _ count: Int) -> String {
      let millionths = Int((percent(count) * 10_000).rounded())
      let fraction = String(millionths % 10_000 + 10_000).dropFirst()
      return "\(name) \(count) (\(millionths / 10_000).\(fraction) %)"
    }
    let counts = [
      "\(total) expressions:", line("agreed", agreed), line("unknown", unknown), line("missing", missing),
      line("wrong", wrong), line("wrong size", wrongSizes),
    ]
    let beyond = "beyond go/types: \(extra) with a type, \(extraUnknown) without"
    return (listed + [counts.joined(separator: ", "), beyond]).joined(separator: "\n").replacing(":,", with: ":")
  }

  private typealias Bytes = Slice<UnsafeRawBufferPointer>

  /// A line: where its expression lies, and its type and size.
  private struct Line {
    var start: Int
    var end: Int
    var type: Bytes
    var size: Bytes

    var isUnknown: Bool { type.elementsEqual([UInt8(ascii: "?")]) }
    var hasUnknownSize: Bool { size.elementsEqual([UInt8(ascii: "?")]) }
  }

  /// The lines of each file, which stand together.
  private static func files(_ bytes: UnsafeRawBufferPointer) -> [String: Bytes] {
    var files: [String: Bytes] = [:]
    var start = 0
    var path = bytes[0..<0]
    var at = 0
    func close() {
      guard !path.isEmpty else { return }
      files[String(decoding: path.dropLast(), as: UTF8.self)] = bytes[start..<at]
    }
    while at < bytes.count {
      if !isAt(bytes, at, path) {
        close()
        let tab = find("\t", bytes, at)
        path = bytes[at..<min(tab + 1, bytes.count)]
        start = at
      }
      at = find("\n", bytes, at) + 1
    }
    at = min(at, bytes.count)
    close()
    return files
  }

  /// Whether a path, with the tab after it, stands at a place.
  private static func isAt(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ path: Bytes) -> Bool {
    guard !path.isEmpty, at + path.count <= bytes.count, let base = bytes.baseAddress else { return false }
    return memcmp(base + at, base + path.startIndex, path.count) == 0
  }

  /// Where a byte stands next; the end when it does not.
  private static func find(_ byte: Unicode.Scalar, _ bytes: UnsafeRawBufferPointer, _ from: Int) -> Int {
    guard let base = bytes.baseAddress, let found = memchr(base + from, Int32(byte.value), bytes.count - from) else {
      return bytes.count
    }
    return UnsafeRawPointer(found) - base
  }

  /// Whether two files' lines are the same and nothing in them is unknown.
  private static func isSame(_ ours: Bytes, _ theirs: Bytes) -> Bool {
    let ours = UnsafeRawBufferPointer(rebasing: ours)
    let theirs = UnsafeRawBufferPointer(rebasing: theirs)
    guard ours.count == theirs.count, let own = ours.baseAddress, let other = theirs.baseAddress else { return false }
    return memcmp(own, other, ours.count) == 0 && find("?", ours, 0) == ours.count
  }

  private static func count(_ lines: Bytes) -> Int {
    let lines = UnsafeRawBufferPointer(rebasing: lines)
    var count = 0
    var at = 0
    while at < lines.count {
      at = find("\n", lines, at) + 1
      count += 1
    }
    return count
  }

  /// The lines in the order of their places.
  private static func parse(_ bytes: Bytes) -> [Line] {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line -> Line? in
      let columns = line.split(separator: UInt8(ascii: "\t"))
      guard columns.count == 5 else { return nil }
      return Line(start: number(columns[1]), end: number(columns[2]), type: columns[3], size: columns[4])
    }
    return lines.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private static func number(_ digits: Bytes) -> Int {
    digits.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
  }

  private mutating func compare(_ ours: [Line], _ theirs: [Line], _ path: String) {
    var rest = ours[...]
    for line in theirs {
      while let next = rest.first, (next.start, next.end) < (line.start, line.end) {
        countExtra(next)
        rest.removeFirst()
      }
      guard let own = rest.first, (own.start, own.end) == (line.start, line.end) else {
        missing += 1
        note("missing", path, line, nil)
        continue
      }
      rest.removeFirst()
      if own.isUnknown {
        unknown += 1
      } else if !own.type.elementsEqual(line.type) {
        wrong += 1
        note("wrong", path, line, own)
      } else if own.size.elementsEqual(line.size) {
        agreed += 1
      } else if own.hasUnknownSize {
        unknown += 1
      } else {
        wrongSizes += 1
        note("wrong size", path, line, own)
      }
    }
    for line in rest { countExtra(line) }
  }

  private mutating func countExtra(_ line: Line) {
    if line.isUnknown { extraUnknown += 1 } else { extra += 1 }
  }

  private mutating func note(_ what: String, _ path: String, _ line: Line, _ own: Line?) {
    guard listed.count < limit else { return }
    func text(_ line: Line) -> String {
      "\(String(decoding: line.type, as: UTF8.self)) (\(String(decoding: line.size, as: UTF8.self)))"
    }
    listed.append(
      "\(what): \(path) \(line.start)-\(line.end): go/types: \(text(line))"
        + (own.map { ", mapvet: \(text($0))" } ?? ""))
  }
}
