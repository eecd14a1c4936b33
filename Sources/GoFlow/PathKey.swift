import GoTypes

/// A path as numbers, from which those of a longer path are made without a look at its fields. Paths are taken to be one if
/// their keys are: others share 64 bits that look random as good as never.
struct PathKey: Equatable {
  /// Of the variable that the path starts at.
  let root: UInt64
  /// Of the whole path.
  let value: UInt64
  private let fields: UInt64
  /// The factor once for each field.
  private let power: UInt64

  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(_ path: AccessPath) {
    var (fields, power): (UInt64, UInt64) = (0, 1)
    for field in path.fields {
      fields = fields &* Self.factor &+ Self.spread(field)
      power = power &* Self.factor
    }
    self.init(root: Self.spread(path.root), fields: fields, power: power)
  }

  private init(root: UInt64, fields: UInt64, power: UInt64) {
    self.root = root
    self.fields = fields
    self.power = power
    value = root &* power &+ fields
  }

  /// The key of the path when what it starts at stands for another place.
  func moved(to place: PathKey) -> PathKey {
    PathKey(root: place.root, fields: place.fields &* power &+ fields, power: place.power &* power)
  }

  static func == (a: PathKey, b: PathKey) -> Bool { a.value == b.value }

  /// The last step of SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
  private static func spread(_ object: Object) -> UInt64 {
    var bits = UInt64(object.id) &+ Self.factor
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
