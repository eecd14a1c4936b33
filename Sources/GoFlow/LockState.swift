/// What a function has done so far to the locks it names, as bits: what it holds itself, and what it has released of its
/// caller's. What the caller held comes in later, so one analysis serves all callers.
struct LockState: Equatable {
  /// Taken on every way here, and not released since.
  var certain = Modes()
  /// Taken on some way here.
  var possible = Modes()
  /// Released on some way here without having been taken: the caller's, if it held them.
  var mayRelease = Modes()
  /// The same on every way.
  var release = Modes()
  /// Whether a lock may be held that has no bit.
  var mayHoldOther = false

  /// A bit for each lock of the function's table, by mode.
  struct Modes: Equatable {
    var read: UInt32 = 0
    var write: UInt32 = 0

    subscript(_ mode: LockMode) -> UInt32 {
      get { mode == .read ? read : write }
      set { if mode == .read { read = newValue } else { write = newValue } }
    }

    var isEmpty: Bool { read == 0 && write == 0 }

    /// Adds a lock that stands in other modes, by the bit it has here.
    mutating func add(_ other: Modes, _ bit: UInt32, as own: UInt32) {
      if other.read & bit != 0 { read |= own }
      if other.write & bit != 0 { write |= own }
    }

    static func & (a: Modes, b: Modes) -> Modes { Modes(read: a.read & b.read, write: a.write & b.write) }
    static func | (a: Modes, b: Modes) -> Modes { Modes(read: a.read | b.read, write: a.write | b.write) }
    static prefix func ~ (a: Modes) -> Modes { Modes(read: ~a.read, write: ~a.write) }
  }

  mutating func lock(_ bit: UInt32, _ mode: LockMode) {
    certain[mode] |= bit
    possible[mode] |= bit
  }

  /// What a failed or unchecked TryLock may do.
  mutating func mayLock(_ bit: UInt32, _ mode: LockMode) { possible[mode] |= bit }

  mutating func unlock(_ bit: UInt32, _ mode: LockMode) {
    if certain[mode] & bit == 0 { mayRelease[mode] |= bit }
    if possible[mode] & bit == 0 { release[mode] |= bit }
    certain[mode] &= ~bit
    possible[mode] &= ~bit
  }

  /// The name of a lock means another lock from here on.
  mutating func forget(_ bits: UInt32) {
    for mode in [LockMode.read, .write] {
      certain[mode] &= ~bits
      mayRelease[mode] |= bits
    }
  }

  /// A call of something that may release locks.
  mutating func mayUnlock(_ bits: UInt32) { forget(bits) }

  /// What a call does, in the caller's bits.
  mutating func apply(_ effect: LockState) {
    mayRelease = mayRelease | (effect.mayRelease & ~certain)
    release = release | (effect.release & ~possible)
    certain = (certain & ~effect.mayRelease) | effect.certain
    possible = (possible & ~effect.release) | effect.possible
    mayHoldOther = mayHoldOther || effect.mayHoldOther
  }

  /// Whether a call with this effect changes nothing.
  var isIdentity: Bool { self == LockState() }

  /// Joins what holds on another way; returns whether anything changed.
  mutating func join(_ other: LockState) -> Bool {
    let before = self
    certain = certain & other.certain
    possible = possible | other.possible
    mayRelease = mayRelease | other.mayRelease
    release = release & other.release
    mayHoldOther = mayHoldOther || other.mayHoldOther
    return self != before
  }
}
