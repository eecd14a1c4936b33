import GoSyntax

extension Pass {
  /// The comment right above a declaration, its markers included; nil when there is none.
  package func comment(before node: Node) -> String? {
    guard let file = file(of: node) else { return nil }
    var low = 0
    var high = file.comments.count
    while low < high {
      let middle = (low + high) / 2
      if file.comments[middle].start < node.start { low = middle + 1 } else { high = middle }
    }
    var start = node.start
    // Comments on lines that follow each other, with nothing between but one line end and indentation.
    while low > 0 {
      let comment = file.comments[low - 1]
      let between = file.bytes[Int(comment.end)..<Int(start)]
      guard between.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }),
        between.count(where: { $0 == 0x0A }) <= 1
      else { break }
      start = comment.start
      low -= 1
    }
    if start == node.start { return nil }
    return String(decoding: file.bytes[Int(start)..<Int(node.start)], as: UTF8.self)
  }
}
