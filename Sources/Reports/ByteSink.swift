/// Where a report goes: a buffer that hands its bytes on in large pieces.
///
/// What becomes of the bytes, and of a closed pipe, is the business of `drain`.
package final class ByteSink {
  private var buffer: [UInt8] = []
  private let capacity: Int
  private let drain: (UnsafeBufferPointer<UInt8>) -> Void

  package init(capacity: Int = 1 << 16, drain: @escaping (UnsafeBufferPointer<UInt8>) -> Void) {
    self.capacity = capacity
    self.drain = drain
    buffer.reserveCapacity(capacity + 256)
  }

  package func write(_ byte: UInt8) {
    buffer.append(byte)
    if buffer.count >= capacity { flush() }
  }

  package func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= capacity { flush() }
  }

  package func write(_ bytes: some Collection<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= capacity { flush() }
  }

  /// Hands on what is left; the caller of `ReportFormat.render` need not, since that does.
  package func flush() {
    guard !buffer.isEmpty else { return }
    buffer.withUnsafeBufferPointer(drain)
    buffer.removeAll(keepingCapacity: true)
  }
}
