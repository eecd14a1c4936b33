extension Int64 {
  /// A number of nanoseconds as people write durations in Go: `250ms`, `1.5s`, `1m30s`, `2h`.
  package var durationText: String {
    let units: [(size: Int64, name: String)] = [
      (1_000_000_000, "s"), (1_000_000, "ms"), (1000, "µs"), (1, "ns"),
    ]
    var text = ""
    var rest = self
    for (size, name) in [(Int64(3_600_000_000_000), "h"), (60_000_000_000, "m")] where rest >= size {
      text += "\(rest / size)\(name)"
      rest %= size
    }
    guard rest > 0, let unit = units.first(where: { rest >= $0.size }) else { return text.isEmpty ? "\(self)ns" : text }
    let fraction = String(unit.size + rest % unit.size).dropFirst()
    let digits = fraction.reversed().drop { $0 == "0" }.reversed()
    return text + "\(rest / unit.size)\(digits.isEmpty ? "" : "." + String(digits))\(unit.name)"
  }
}
