/// A file's text without comments and, where asked for, without the bodies of its functions and methods, of which `{}`
/// stays: all that importers can see. That is a fraction of the file, and so is the time to parse it.
package struct CondensedText {
  /// The text; the owner of this value frees it.
  package let bytes: UnsafeBufferPointer<UInt8>
  /// Offsets in the text at which something was left out, ascending.
  private var places: [UInt32] = []
  /// How much was left out up to and with each of them.
  private var removed: [UInt32] = []

  /// The comments of the file, without those in bodies that were left out.
  let comments: [Comment]

  /// Nil when nothing is to be left out, and for files whose comments and bodies cannot be told by their bytes.
  package init?(_ source: UnsafeBufferPointer<UInt8>, keepsBodies: Bool) {
    guard let scan = TopLevelScanner.scan(source, keepsBodies: keepsBodies) else { return nil }
    self.init(source, scan)
  }

  /// Nil when nothing is to be left out.
  init?(_ source: UnsafeBufferPointer<UInt8>, _ scan: TopLevelScanner) {
    guard let base = source.baseAddress, !scan.dispensable.isEmpty else { return nil }
    comments = scan.comments
    let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: source.count)
    var count = 0
    var copied = 0
    func copy(upTo end: Int) {
      text.baseAddress.map { $0 + count }?.update(from: base + copied, count: end - copied)
      count += end - copied
      copied = end
    }
    for part in scan.dispensable where !part.isEmpty {
      copy(upTo: part.lowerBound)
      copied = part.upperBound
      places.append(UInt32(count))
      removed.append(UInt32(copied - count))
    }
    copy(upTo: source.count)
    bytes = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[..<count])
  }

  /// Where a place of the file lies in the text: one that was not left out.
  func condensed(_ offset: Int) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(places[middle] + removed[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? offset : offset - Int(removed[low - 1])
  }

  /// Turns ranges of the text into those of the file. The first is that of the file itself.
  func restore(_ records: UnsafeMutablePointer<NodeRecord>, count: Int) {
    var (startCursor, endCursor) = (0, 0)
    records[0].end += removed.last ?? 0
    for index in 1..<max(count, 1) {
      let (start, end) = (records[index].start, records[index].end)
      let isEmpty = start == end
      if !isEmpty { records[index].start = restored(start, isEnd: false, &startCursor) }
      // Of most nodes nothing was left out.
      if !isEmpty, startCursor == places.count || places[startCursor] >= end {
        records[index].end = records[index].start + (end - start)
      } else {
        records[index].end = restored(end, isEnd: true, &endCursor)
        if isEmpty { records[index].start = records[index].end }
      }
    }
  }

  /// A range of the text as one of the file.
  func restored(_ range: Range<UInt32>) -> Range<UInt32> {
    var cursor = 0
    let end = restored(range.upperBound, isEnd: true, &cursor)
    return (range.isEmpty ? end : restored(range.lowerBound, isEnd: false, &cursor))..<end
  }

  /// An offset of the text in the file. What starts where something was left out starts after it; what ends there ends
  /// before it. The cursor is the number of places before the last offset asked for: the next one is mostly near.
  private func restored(_ offset: UInt32, isEnd: Bool, _ cursor: inout Int) -> UInt32 {
    func isBefore(_ place: Int) -> Bool { isEnd ? places[place] < offset : places[place] <= offset }
    if (cursor > 0 && !isBefore(cursor - 1)) || (cursor < places.count && isBefore(cursor)) {
      var (low, high) = (0, places.count)
      while low < high {
        let middle = (low + high) / 2
        if isBefore(middle) { low = middle + 1 } else { high = middle }
      }
      cursor = low
    }
    return cursor == 0 ? offset : offset + removed[cursor - 1]
  }
}
