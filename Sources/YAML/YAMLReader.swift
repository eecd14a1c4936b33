import CLibYAML

/// Reads one YAML 1.1 document with libyaml; JSON is read as the YAML that it is.
///
/// Aliases and tags are refused: a file of settings says what it means where it stands, and an alias could make a small file
/// mean an endless one.
package struct YAMLReader {
  /// Nil for a text without a document.
  package static func read(_ text: [UInt8]) throws(YAMLError) -> YAMLNode? {
    var reader = YAMLReader(text)
    return try reader.document()
  }

  private static let deepest = 64

  /// A sequence or mapping that is not at its end.
  private struct Open {
    let place: YAMLPlace
    let isMapping: Bool
    var nodes: [YAMLNode] = []
    /// Of a mapping: keys by their texts.
    var keys: Set<String> = []
  }

  private let text: [UInt8]
  private let lineStarts: [Int]
  private var open: [Open] = []
  private var root: YAMLNode?

  private init(_ text: [UInt8]) {
    self.text = text
    var starts = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") { starts.append(index + 1) }
    lineStarts = starts
  }

  private mutating func document() throws(YAMLError) -> YAMLNode? {
    // libyaml's positions do not count a byte order mark, and any other encoding is a mistake.
    let isMarked = text.starts(with: [0xEF, 0xBB, 0xBF])
    let result: Result<Void, YAMLError> = text.withUnsafeBufferPointer { bytes in
      var parser = yaml_parser_t()
      guard yaml_parser_initialize(&parser) == 1 else {
        return .failure(YAMLError("out of memory", at: YAMLPlace(line: 1, column: 1)))
      }
      defer { yaml_parser_delete(&parser) }
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      let body = UnsafeBufferPointer(rebasing: bytes.dropFirst(isMarked ? 3 : 0))
      yaml_parser_set_input_string(&parser, body.baseAddress, body.count)
      do throws(YAMLError) {
        while try step(&parser) {}
      } catch {
        return .failure(error)
      }
      return .success(())
    }
    try result.get()
    return root
  }

  /// Takes one event; false at the end.
  private mutating func step(_ parser: inout yaml_parser_t) throws(YAMLError) -> Bool {
    var event = yaml_event_t()
    guard yaml_parser_parse(&parser, &event) == 1 else { throw error(of: parser) }
    defer { yaml_event_delete(&event) }
    let place = place(event.start_mark)
    switch event.type {
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return false
    case YAML_DOCUMENT_START_EVENT:
      if root != nil { throw YAMLError("a second document begins here: one file holds one", at: place) }
    case YAML_ALIAS_EVENT:
      throw YAMLError("aliases (`*name`) are not read here: write the value out", at: place)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuseTag(scalar.tag, place)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      try add(YAMLNode(.scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain), at: place))
    case YAML_SEQUENCE_START_EVENT:
      try refuseTag(event.data.sequence_start.tag, place)
      try begin(Open(place: place, isMapping: false))
    case YAML_MAPPING_START_EVENT:
      try refuseTag(event.data.mapping_start.tag, place)
      try begin(Open(place: place, isMapping: true))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      if let done = open.popLast() { try add(Self.node(done)) }
    default: break
    }
    return true
  }

  private func refuseTag(_ tag: UnsafeMutablePointer<UInt8>?, _ place: YAMLPlace) throws(YAMLError) {
    guard tag != nil else { return }
    throw YAMLError("tags (`!name`) are not read here: write the plain value", at: place)
  }

  private mutating func begin(_ container: Open) throws(YAMLError) {
    if open.count == Self.deepest {
      throw YAMLError("nested deeper than \(Self.deepest) levels", at: container.place)
    }
    open.append(container)
  }

  private mutating func add(_ node: YAMLNode) throws(YAMLError) {
    guard !open.isEmpty else {
      root = node
      return
    }
    let last = open.count - 1
    if open[last].isMapping, open[last].nodes.count.isMultiple(of: 2) {
      guard let key = node.text else { throw YAMLError("a key is a word, not a list or mapping", at: node.place) }
      if !open[last].keys.insert(key).inserted { throw YAMLError("key '\(key)' stands here twice", at: node.place) }
    }
    open[last].nodes.append(node)
  }

  private static func node(_ container: Open) -> YAMLNode {
    guard container.isMapping else { return YAMLNode(.sequence(container.nodes), at: container.place) }
    let entries = stride(from: 0, to: container.nodes.count - 1, by: 2).map {
      YAMLNode.Entry(key: container.nodes[$0], value: container.nodes[$0 + 1])
    }
    return YAMLNode(.mapping(entries), at: container.place)
  }

  // MARK: Places

  private func place(_ mark: yaml_mark_t) -> YAMLPlace {
    YAMLPlace(line: mark.line + 1, column: column(afterCharacters: mark.column, line: mark.line))
  }

  /// libyaml counts characters; a place counts bytes.
  private func column(afterCharacters count: Int, line: Int) -> Int {
    guard line < lineStarts.count else { return count + 1 }
    var at = lineStarts[line]
    if line == 0, text.starts(with: [0xEF, 0xBB, 0xBF]) { at += 3 }
    let start = lineStarts[line]
    for _ in 0..<count where at < text.count {
      at += 1
      while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
    }
    return at - start + 1
  }

  private func error(of parser: yaml_parser_t) -> YAMLError {
    let problem = parser.problem.map { String(cString: $0) } ?? "out of memory"
    guard parser.error != YAML_READER_ERROR else {
      let offset = min(parser.problem_offset, text.count)
      let line = max(0, (lineStarts.firstIndex { $0 > offset } ?? lineStarts.count) - 1)
      return YAMLError(
        "not UTF-8 text: \(problem)", at: YAMLPlace(line: line + 1, column: offset - lineStarts[line] + 1))
    }
    let place = place(parser.problem_mark)
    if problem == "found character that cannot start any token", byte(at: place) == UInt8(ascii: "\t") {
      return YAMLError("YAML takes no tabs for indentation: use spaces", at: place)
    }
    let context = parser.context.map { String(cString: $0) + ", " } ?? ""
    return YAMLError("no valid YAML: \(context)\(problem)", at: place)
  }

  private func byte(at place: YAMLPlace) -> UInt8? {
    let offset = place.line <= lineStarts.count ? lineStarts[place.line - 1] + place.column - 1 : text.count
    return offset < text.count ? text[offset] : nil
  }
}
