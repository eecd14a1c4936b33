import GoSyntax

/// Size and alignment of a type.
struct Layout {
  let size: Int64
  let align: Int64

  /// In one word, never 0; 1 stands for a layout that is not known.
  static func packed(_ layout: Layout?) -> UInt64 {
    guard let layout, layout.size < 1 << 56 else { return 1 }
    return UInt64(layout.size) << 8 | UInt64(layout.align) << 1 | 1 << 7
  }

  init(size: Int64, align: Int64) {
    self.size = size
    self.align = align
  }

  init?(packed: UInt64) {
    guard packed & (1 << 7) != 0 else { return nil }
    size = Int64(packed >> 8)
    align = Int64(packed >> 1 & 0x3F)
  }
}

/// The layout of types in memory, as Go's gc compiler lays them out.
extension Checker {
  mutating func layout(_ type: Type, _ sizes: Sizes) -> Layout? {
    guard let record = type.record else { return nil }
    let isOwn = sizes == world.pointee.sizes
    if isOwn {
      let known = record.pointee.layout.load(ordering: .relaxed)
      if known != 0 { return Layout(packed: known) }
    }
    guard let computed = run(Task(kind: .layout, id: type.id), { $0.computedLayout(type, sizes) }) else { return nil }
    if isOwn, computed.keep { record.pointee.layout.store(Layout.packed(computed.result), ordering: .relaxed) }
    return computed.result
  }

  private mutating func computedLayout(_ type: Type, _ sizes: Sizes) -> Layout? {
    let word = sizes.wordSize
    switch type.kind {
    case .basic: return basicLayout(type.basicKind, sizes)
    case .pointer, .map, .chan, .signature: return Layout(size: word, align: word)
    case .slice: return Layout(size: word * 3, align: word)
    case .interface: return Layout(size: word * 2, align: word)
    case .named:
      guard let layout = layout(underlying(type), sizes) else { return nil }
      // The compiler knows this type: it aligns the 64-bit atomics on 32-bit machines.
      if let object = type.object, object.name == Known.align64, let path = object.package?.path,
        path == "sync/atomic" || path == "internal/runtime/atomic"
      {
        return Layout(size: layout.size, align: 8)
      }
      return layout
    case .alias: return layout(type.unaliased, sizes)
    case .array:
      guard let elem = layout(type.elem, sizes), let length = type.length else { return nil }
      let (size, overflow) = elem.size.multipliedReportingOverflow(by: length)
      return overflow ? nil : Layout(size: size, align: elem.align)
    case .struct: return structLayout(type, sizes) { _, _ in }
    default: return nil
    }
  }

  private func basicLayout(_ kind: BasicKind, _ sizes: Sizes) -> Layout? {
    let size: Int64
    switch kind {
    case .bool, .int8, .uint8, .byte: size = 1
    case .int16, .uint16: size = 2
    case .int32, .uint32, .float32, .rune: size = 4
    case .int64, .uint64, .float64: size = 8
    case .int, .uint, .uintptr, .unsafePointer: size = sizes.wordSize
    case .complex64: return Layout(size: 8, align: 4)
    case .complex128: return Layout(size: 16, align: min(8, sizes.maxAlign))
    case .string: return Layout(size: sizes.wordSize * 2, align: sizes.wordSize)
    default: return nil
    }
    return Layout(size: size, align: min(size, sizes.maxAlign))
  }

  /// Lays out a struct and tells the offset of each field.
  private mutating func structLayout(_ type: Type, _ sizes: Sizes, _ visit: (Int, Int64) -> Void) -> Layout? {
    var offset: Int64 = 0
    var align: Int64 = 1
    let fields = type.fields
    for (index, field) in fields.enumerated() {
      guard let layout = layout(field.type, sizes) else { return nil }
      offset = Self.aligned(offset, layout.align)
      align = max(align, layout.align)
      visit(index, offset)
      var size = layout.size
      // A pointer to an empty last field must not point behind the struct.
      if index == fields.count - 1, size == 0, offset > 0 { size = 1 }
      let (next, overflow) = offset.addingReportingOverflow(size)
      if overflow || next > 1 << 55 { return nil }
      offset = next
    }
    return Layout(size: Self.aligned(offset, align), align: align)
  }

  private static func aligned(_ offset: Int64, _ align: Int64) -> Int64 { (offset + align - 1) / align * align }

  /// The offset of a field within its struct.
  mutating func fieldOffset(_ type: Type, _ field: Object, _ sizes: Sizes) -> Int64? {
    let under = underlying(type)
    guard under.kind == .struct, let index = under.fields.firstIndex(where: { $0.object == field }) else { return nil }
    var found: Int64?
    _ = structLayout(under, sizes) { if $0 == index { found = $1 } }
    return found
  }

  /// The value of `unsafe.Offsetof` for a selector.
  mutating func offset(of node: Node) -> Int64? {
    var node = node
    while node.kind == .parenExpr, let x = node.child(.x) { node = x }
    guard node.kind == .selectorExpr, let selection = selection(node), selection.kind == .field else { return nil }
    var current = selection.receiver
    if underlying(current).kind == .pointer { current = underlying(current).elem }
    var total: Int64 = 0
    for field in selection.embedded + [selection.object] {
      guard let offset = fieldOffset(current, field, world.pointee.sizes) else { return nil }
      total += offset
      guard let next = underlying(current).fields.first(where: { $0.object == field }) else { return nil }
      current = next.type
    }
    return total
  }

  /// Whether values of a type hold pointers; nil when that is not known.
  mutating func containsPointers(_ type: Type) -> Bool? {
    let under = underlying(type)
    switch under.kind {
    case .basic: return under.basicKind == .string || under.basicKind == .unsafePointer
    case .pointer, .map, .chan, .signature, .slice, .interface: return true
    case .array:
      guard let length = under.length else { return nil }
      if length == 0 { return false }
      return containsElementPointers(under.elem)
    case .struct:
      var isUnknown = false
      for field in under.fields {
        switch containsElementPointers(field.type) {
        case .some(true): return true
        case .none: isUnknown = true
        default: break
        }
      }
      return isUnknown ? nil : false
    default: return nil
    }
  }

  private mutating func containsElementPointers(_ type: Type) -> Bool? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    return containsPointers(type)
  }
}
