/// What changes in a file, as `git apply` and `patch -p1` take it.
package enum FixDiff {
  /// Lines shown around a change.
  private static let context = 3

  package static func unified(_ path: String, _ before: [UInt8], _ after: [UInt8]) -> [UInt8] {
    let old = lines(of: before)
    let new = lines(of: after)
    let changes = FixDiffLines(old, new).changes
    guard !changes.isEmpty else { return [] }
    var result: [UInt8] = []
    result += "--- \(name("a/" + path))\n+++ \(name("b/" + path))\n".utf8
    var first = 0
    while first < changes.count {
      var last = first
      while last + 1 < changes.count, changes[last + 1].old.lowerBound - changes[last].old.upperBound <= 2 * context {
        last += 1
      }
      write(changes[first...last], old, new, to: &result)
      first = last + 1
    }
    return result
  }

  private static func write(
    _ changes: ArraySlice<FixDiffLines.Change>, _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>],
    to result: inout [UInt8]
  ) {
    guard let first = changes.first, let last = changes.last else { return }
    let lead = min(context, first.old.lowerBound)
    let tail = min(context, old.count - last.old.upperBound)
    let from = first.old.lowerBound - lead..<last.old.upperBound + tail
    let to = first.new.lowerBound - lead..<last.new.upperBound + tail
    result += "@@ -\(span(from)) +\(span(to)) @@\n".utf8
    var at = from.lowerBound
    func put(_ mark: UInt8, _ line: ArraySlice<UInt8>) {
      result.append(mark)
      result += line
      if line.last != 0x0A { result += "\n\\ No newline at end of file\n".utf8 }
    }
    for change in changes {
      for line in old[at..<change.old.lowerBound] { put(0x20, line) }
      for line in old[change.old] { put(UInt8(ascii: "-"), line) }
      for line in new[change.new] { put(UInt8(ascii: "+"), line) }
      at = change.old.upperBound
    }
    for line in old[at..<from.upperBound] { put(0x20, line) }
  }

  /// The first line and how many; of none the line before.
  private static func span(_ range: Range<Int>) -> String {
    let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
    return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
  }

  /// With their line ends.
  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(bytes[start...index])
      start = index + 1
    }
    return start < bytes.count ? lines + [bytes[start...]] : lines
  }

  /// As git writes names: in quotes where they hold a control, a quote or a backslash, with a tab behind a space.
  private static func name(_ path: String) -> String {
    let needsQuotes = path.utf8.contains {
      $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
    }
    guard needsQuotes else { return path.contains(" ") ? path + "\t" : path }
    var result = "\""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Where two texts differ, by lines.
///
/// Lines that stand once in both, in the same order, hold the texts together (the idea of Bram Cohen's patience diff);
/// between two of them the longest common subsequence, where it can be had at a fair price.
struct FixDiffLines {
  struct Change: Equatable {
    var old: Range<Int>
    var new: Range<Int>
  }

  private(set) var changes: [Change] = []
  private let old: [Int]
  private let new: [Int]
  /// Above this many pairs of lines a stretch counts as changed as a whole.
  private static let pairLimit = 1 << 20

  init(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    func number(_ line: ArraySlice<UInt8>) -> Int {
      let next = numbers.count
      if let known = numbers[line] { return known }
      numbers[line] = next
      return next
    }
    self.old = old.map(number)
    self.new = new.map(number)
    var from = (old: 0, new: 0)
    for anchor in anchors() + [(self.old.count, self.new.count)] {
      compare(from.old..<anchor.0, from.new..<anchor.1)
      from = (anchor.0, anchor.1)
    }
  }

  /// Pairs of equal lines that stand once in either text, ascending in both.
  private func anchors() -> [(Int, Int)] {
    var places: [Int: (old: Int, new: Int)] = [:]
    for (index, line) in old.enumerated() { places[line] = (places[line] == nil ? index : -1, -1) }
    var seen: Set<Int> = []
    for (index, line) in new.enumerated() {
      let isFirst = seen.insert(line).inserted
      places[line]?.new = isFirst ? index : -1
    }
    let pairs = places.values.filter { $0.old >= 0 && $0.new >= 0 }.sorted { $0.old < $1.old }
    // The longest ascending run: of each length the pair that ends lowest, and each pair's one before.
    var ends: [Int] = []
    var before = [Int](repeating: -1, count: pairs.count)
    for (index, pair) in pairs.enumerated() {
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if pairs[ends[middle]].new < pair.new { low = middle + 1 } else { high = middle }
      }
      if low > 0 { before[index] = ends[low - 1] }
      if low == ends.count { ends.append(index) } else { ends[low] = index }
    }
    var run: [(Int, Int)] = []
    var index = ends.last ?? -1
    while index >= 0 {
      run.append((pairs[index].old, pairs[index].new))
      index = before[index]
    }
    return run.reversed()
  }

  private mutating func compare(_ a: Range<Int>, _ b: Range<Int>) {
    var (a, b) = (a, b)
    while let x = a.first, let y = b.first, old[x] == new[y] { (a, b) = (a.dropFirst(), b.dropFirst()) }
    while let x = a.last, let y = b.last, old[x] == new[y] { (a, b) = (a.dropLast(), b.dropLast()) }
    if a.isEmpty && b.isEmpty { return }
    guard !a.isEmpty, !b.isEmpty, a.count * b.count <= Self.pairLimit else { return add(a, b) }
    // Lengths of the longest common subsequences of what follows.
    let width = b.count + 1
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        let at = (i - a.lowerBound) * width + j - b.lowerBound
        lengths[at] = old[i] == new[j] ? lengths[at + width + 1] + 1 : max(lengths[at + width], lengths[at + 1])
      }
    }
    var (i, j) = (a.lowerBound, b.lowerBound)
    var (fromOld, fromNew) = (i, j)
    while i < a.upperBound, j < b.upperBound {
      let at = (i - a.lowerBound) * width + j - b.lowerBound
      if old[i] == new[j] {
        add(fromOld..<i, fromNew..<j)
        (i, j) = (i + 1, j + 1)
        (fromOld, fromNew) = (i, j)
      } else if lengths[at + width] >= lengths[at + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    add(fromOld..<a.upperBound, fromNew..<b.upperBound)
  }

  private mutating func add(_ a: Range<Int>, _ b: Range<Int>) {
    if a.isEmpty && b.isEmpty { return }
    if let last = changes.last, last.old.upperBound == a.lowerBound, last.new.upperBound == b.lowerBound {
      changes[changes.count - 1] = Change(
        old: last.old.lowerBound..<a.upperBound, new: last.new.lowerBound..<b.upperBound)
    } else {
      changes.append(Change(old: a, new: b))
    }
  }
}
