import Glibc

/// A file cut where a declaration starts a line, so that what two versions of it have in common can be told.
///
/// The first piece holds the package clause and all before it. A piece ends where the next one starts: the comment above a
/// declaration belongs to the piece before.
struct FilePieces {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where declarations start; the first is the package clause.
  let declarations: [UInt32]
  /// By piece, its first declaration; at the end, how many there are.
  private let firsts: [Int]

  init(_ bytes: UnsafeBufferPointer<UInt8>, declarations: [UInt32]) {
    self.bytes = bytes
    self.declarations = declarations
    var firsts = [0]
    for index in declarations.indices.dropFirst() where bytes[Int(declarations[index]) - 1] == 0x0A {
      firsts.append(index)
    }
    self.firsts = firsts + [declarations.count]
  }

  var count: Int { firsts.count - 1 }

  /// The declarations of a piece.
  func declarations(of piece: Int) -> Range<Int> { firsts[piece]..<firsts[piece + 1] }

  func start(of piece: Int) -> Int { piece == 0 ? 0 : Int(declarations[firsts[piece]]) }

  func range(of piece: Int) -> Range<Int> {
    start(of: piece)..<(piece + 1 == count ? bytes.count : start(of: piece + 1))
  }

  /// What some pieces that follow each other hold.
  func bytes(of some: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start(of: some.lowerBound)..<range(of: some.upperBound - 1).upperBound])
  }

  /// For each piece one of the other file with the same bytes, nil where there is none.
  ///
  /// Most edits are made in one place: what stands before and after it is compared in order. What is left is looked up, so that
  /// declarations that changed places are found too.
  func counterparts(in other: FilePieces) -> [Int?] {
    var found = [Int?](repeating: nil, count: count)
    let least = min(count, other.count)
    var prefix = 0
    while prefix < least, isEqual(prefix, other, prefix) {
      found[prefix] = prefix
      prefix += 1
    }
    // The first piece has its like only in the first.
    var suffix = 0
    let first = max(1, prefix)
    while suffix < least - first, isEqual(count - 1 - suffix, other, other.count - 1 - suffix) {
      found[count - 1 - suffix] = other.count - 1 - suffix
      suffix += 1
    }
    guard first < count - suffix, first < other.count - suffix else { return found }
    var byHash: [UInt64: Int] = [:]
    for piece in first..<(other.count - suffix) { byHash[hashBytes(other.text(of: piece))] = piece }
    for piece in first..<(count - suffix) {
      if let like = byHash[hashBytes(text(of: piece))], isEqual(piece, other, like) { found[piece] = like }
    }
    return found
  }

  private func text(of piece: Int) -> UnsafeBufferPointer<UInt8> { bytes(of: piece..<piece + 1) }

  /// Whether the bytes are the same, and declarations start at the same places in them.
  private func isEqual(_ piece: Int, _ other: FilePieces, _ like: Int) -> Bool {
    let (own, others) = (text(of: piece), other.text(of: like))
    let (places, otherPlaces) = (declarations(of: piece), other.declarations(of: like))
    guard own.count == others.count, places.count == otherPlaces.count, let start = own.baseAddress,
      let otherStart = others.baseAddress, bytesEqual(start, otherStart, own.count)
    else { return false }
    let distance = UInt32(truncatingIfNeeded: self.start(of: piece) - other.start(of: like))
    // The tree has the name of the package in the place of its clause.
    return zip(places, otherPlaces).allSatisfy {
      $0 == 0 || declarations[$0] == other.declarations[$1] &+ distance
    }
  }
}
