private nonisolated(unsafe) let parser: Parser? = try? Parser()

/// What libFuzzer calls with bytes of its choice.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let parser else { fatalError("no parser") }
  for declarationsOnly in [false, true] {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(count, 1))
    _ = copy.initialize(from: UnsafeBufferPointer(start: start, count: count))
    let file = parser.parse(
      UnsafeBufferPointer(rebasing: copy[..<count]), path: "fuzz.go", declarationsOnly: declarationsOnly)
    if let problem = TreeInvariants.problems(of: file).first { fatalError("a promise is broken: \(problem)") }
  }
  return 0
}
