/// Hash values of what is told apart by a number of ours, an id or an address: nobody can choose these so that they
/// collide, and a multiplication does for them what takes SipHash twenty times as long.
@usableFromInline
package enum IdentityHash {
  /// - Parameter seed: that of the set or dictionary, as `Hashable._rawHashValue(seed:)` is given it.
  @inlinable
  package static func value(_ key: UInt64, seed: Int) -> Int {
    let product = (key ^ UInt64(UInt(bitPattern: seed))).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}
