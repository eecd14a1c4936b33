import GoSyntax

/// Reads `// +checklocks:mu` on fields and variables, as gVisor's checklocks analyser does: the lock that guards them.
/// https://pkg.go.dev/gvisor.dev/gvisor/tools/checklocks
enum Annotations {
  private static let mark = Array("+checklocks:".utf8)

  /// Sets the annotation of each container declared on the line of such a comment or below the comments it is one of.
  static func apply(to containers: inout [Container], _ files: [SourceFile]) {
    for file in files {
      var byLine: [Int: Name] = [:]
      for comment in file.comments {
        guard let name = lockName(file.bytes[Int(comment.start)..<Int(comment.end)]) else { continue }
        byLine[file.position(of: comment.start).line] = name
      }
      if byLine.isEmpty { continue }
      for index in containers.indices where containers[index].declaration.fileIndex == file.fileIndex {
        var line = file.position(of: containers[index].declaration.start).line
        while byLine[line] == nil, line > 1, isComment(file.line(line - 1)) { line -= 1 }
        containers[index].annotation = byLine[line]
      }
    }
  }

  /// `mu` of `// +checklocks:mu` and of `// +checklocks:s.mu`.
  private static func lockName(_ comment: Slice<UnsafeBufferPointer<UInt8>>) -> Name? {
    let text = comment.dropFirst(2).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard text.starts(with: mark) else { return nil }
    let name = text.dropFirst(mark.count).prefix { $0 > 0x20 }
    let last = name.split(separator: UInt8(ascii: ".")).last ?? name[...]
    return last.isEmpty ? nil : Name.of(String(decoding: last, as: UTF8.self))
  }

  private static func isComment(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.starts(with: [
      UInt8(ascii: "/"), UInt8(ascii: "/"),
    ])
  }
}
