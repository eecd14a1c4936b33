import Glibc

/// Messages on standard input and output, each after a head that tells its length.
///
/// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
struct MessageStream {
  enum Next {
    case message([UInt8])
    /// Nothing more has arrived yet.
    case nothing
    case end
    /// What arrived has no readable head: where the next message begins is not known any more.
    case damaged(String)
  }

  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// Nobody edits larger files; a length beyond it is damage.
  private static let sizeLimit = 1 << 29
  private static let headLimit = 1 << 14

  /// The next message.
  ///
  /// - Parameter waits: whether to wait for one if none has arrived.
  mutating func next(waits: Bool) -> Next {
    while true {
      if let next = take() { return next }
      if isAtEnd { return start == buffer.count ? .end : .damaged("the stream ends within a message") }
      guard waits || hasInput() else { return .nothing }
      fill()
    }
  }

  private func hasInput() -> Bool {
    var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  private mutating func fill() {
    if start > 0 {
      buffer.removeSubrange(..<start)
      start = 0
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = chunk.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { return }
    guard count > 0 else {
      isAtEnd = true
      return
    }
    buffer += chunk[..<count]
  }

  /// A message that is there whole.
  private mutating func take() -> Next? {
    let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    guard let body = buffer[start...].prefix(Self.headLimit).firstRange(of: end)?.upperBound else {
      return buffer.count - start < Self.headLimit ? nil : .damaged("a message has no head")
    }
    guard let length = Self.length(in: buffer[start..<body - end.count]) else {
      return .damaged("the head of a message has no Content-Length")
    }
    guard buffer.count - body >= length else { return nil }
    defer { start = body + length }
    return .message(Array(buffer[body..<body + length]))
  }

  private static func length(in head: ArraySlice<UInt8>) -> Int? {
    for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      guard let length = Int(parts[1].drop { $0 == " " }), length >= 0, length <= sizeLimit else { return nil }
      return length
    }
    return nil
  }

  /// Whether the message was written whole; false when nobody reads any more.
  func send(_ message: JSONValue) -> Bool {
    let body = message.encoded
    let bytes = Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    return bytes.withUnsafeBytes { Console.writeAll(1, $0) }
  }
}
