import GoSyntax

/// The values of constant expressions.
extension Checker {
  /// The value of a constant.
  mutating func constant(of object: Object) -> Constant? {
    guard let record = object.record, record.pointee.kind == .constant else { return nil }
    if object.id == world.pointee.known.iota { return iota.map { .int(BigInteger($0)) } }
    let known = record.pointee.value.load(ordering: .acquiring)
    if known != notComputed { return known == 0 ? nil : world.pointee.constants.pointer(known)?.pointee.value }
    let computed = run(Task(kind: .constant, id: object.id)) { $0.declaredConstant(object) }
    guard let computed else { return nil }
    if computed.keep {
      let index = computed.result.map { world.pointee.constants.append(ConstantBox(value: $0)) } ?? 0
      record.pointee.value.store(index, ordering: .releasing)
    }
    return computed.result
  }

  private mutating func declaredConstant(_ object: Object) -> Constant? {
    guard let ident = object.declaration, let spec = ident.parent, spec.kind == .valueSpec, let record = object.record,
      let value = Self.constantSource(object, ident, spec).value
    else { return nil }
    let outer = iota
    iota = Int64(record.pointee.extra)
    defer { iota = outer }
    guard let result = constant(value) else { return nil }
    return represent(result, as: type(of: object))
  }

  /// The value of a constant expression; nil when it is not constant or not known.
  mutating func constant(_ node: Node) -> Constant? {
    guard depth < Self.depthLimit else {
      cycleStart = -1
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    let operand = operand(node)
    guard operand.mode == .constant else { return nil }
    guard let value = evaluated(node, operand.type) else { return nil }
    return represent(value, as: operand.type)
  }

  private mutating func evaluated(_ node: Node, _ type: Type) -> Constant? {
    switch node.kind {
    case .basicLit: return Self.literalValue(node)
    case .ident:
      guard let object = resolve(node) else { return nil }
      if object.id == world.pointee.known.iota, iota == nil {
        guard let spec = node.ancestors.first(where: { $0.kind == .valueSpec }) else { return nil }
        return .int(BigInteger(Int64(Self.position(of: spec))))
      }
      return constant(of: object)
    case .selectorExpr: return selectedObject(node).flatMap { constant(of: $0) }
    case .parenExpr: return node.child(.x).flatMap { constant($0) }
    case .unaryExpr:
      guard let x = node.child(.x), let value = constant(x) else { return nil }
      return unary(node.token, value, type)
    case .binaryExpr: return binaryValue(node)
    case .callExpr: return callValue(node, type)
    default: return nil
    }
  }

  private static func literalValue(_ node: Node) -> Constant? {
    let text = node.text
    switch node.token {
    case .int: return integer(text).map { .int($0) }
    case .char: return StringLiteral.rune(text).map { .int(BigInteger($0)) }
    case .string: return StringLiteral.value(text).map { .string($0) }
    case .float: return Rational(literal: text).map { .rational($0) }
    case .imag:
      let digits = UnsafeBufferPointer(rebasing: text.dropLast())
      let isPlain = digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F }
      // `0123i` is decimal for the sake of old programs.
      let part =
        isPlain
        ? BigInteger(digits, radix: 10).map { Rational($0) }
        : integer(digits).map { Rational($0) } ?? Rational(literal: digits)
      return part.map { .complex(real: Rational(.zero), imaginary: $0) }
    default: return nil
    }
  }

  private static func integer(_ text: UnsafeBufferPointer<UInt8>) -> BigInteger? {
    guard text.count > 1, text[0] == UInt8(ascii: "0") else { return BigInteger(text, radix: 10) }
    switch text[1] | 0x20 {
    case UInt8(ascii: "x"): return BigInteger(text.dropFirst(2), radix: 16)
    case UInt8(ascii: "b"): return BigInteger(text.dropFirst(2), radix: 2)
    case UInt8(ascii: "o"): return BigInteger(text.dropFirst(2), radix: 8)
    default: return BigInteger(text.dropFirst(1), radix: 8)
    }
  }

  private func unary(_ token: Token, _ value: Constant, _ type: Type) -> Constant? {
    switch (token, value) {
    case (.not, .bool(let bool)): return .bool(!bool)
    case (.add, .int), (.add, .rational), (.add, .complex): return value
    case (.sub, .int(let integer)): return .int(-integer)
    case (.sub, .rational(let number)): return .rational(number.negated)
    case (.sub, .complex(let real, let imaginary)):
      return .complex(real: real.negated, imaginary: imaginary.negated)
    case (.xor, .int(let integer)):
      var checker = self
      let kind = checker.underlying(type).basicKind
      if kind.isUnsigned, let bits = bits(of: kind) {
        return .int(BigInteger.one.shiftedLeft(bits) - .one - integer)
      }
      return .int(-integer - .one)
    default: return nil
    }
  }

  /// Longer string constants have no value: doubling one forty times takes forty lines.
  private static var longestString: Int { 1 << 24 }

  /// Chains that lean to the left are walked in a loop.
  private mutating func binaryValue(_ node: Node) -> Constant? {
    var chain: [Node] = []
    var leftmost = node
    while leftmost.kind == .binaryExpr, let x = leftmost.child(.x) {
      chain.append(leftmost)
      leftmost = x
    }
    guard var left = constant(leftmost) else { return nil }
    for link in chain.reversed() {
      guard let y = link.child(.y), let right = constant(y) else { return nil }
      if case .string(var bytes) = left, case .string(let more) = right, link.token == .add {
        // In place: chains of thousands of strings are common in generated code.
        guard bytes.count + more.count <= Self.longestString else { return nil }
        left = .bool(false)
        bytes += more
        left = .string(bytes)
        continue
      }
      let operand = operand(link)
      var kind = underlying(operand.type).basicKind
      if let x = link.child(.x), kind.isBoolean {
        // A comparison happens in the type of its operands.
        let (a, b) = (underlying(self.operand(x).type).basicKind, underlying(self.operand(y).type).basicKind)
        kind = a.isUntyped && !b.isUntyped ? b : b.isUntyped && !a.isUntyped ? a : a.rawValue > b.rawValue ? a : b
      }
      guard let value = ConstantOperation.binary(link.token, left, right, isInteger: kind.isInteger),
        let result = represent(value, as: operand.type)
      else { return nil }
      left = result
    }
    return left
  }

  private mutating func callValue(_ node: Node, _ type: Type) -> Constant? {
    guard let fun = node.child(.fun), let first = node.child(.arg) else { return nil }
    let function = operand(fun)
    if function.mode == .typeExpression {
      guard let value = constant(first) else { return nil }
      let to = underlying(type).basicKind
      if to.isString, case .int(let code) = value {
        var bytes: [UInt8] = []
        StringLiteral.append(UInt32(exactly: code.int64 ?? -1) ?? 0xFFFD, to: &bytes)
        return .string(bytes)
      }
      return value
    }
    guard function.mode == .builtin, let builtin = Builtin(rawValue: function.type.detail) else { return nil }
    switch builtin {
    case .len, .cap:
      let argument = operand(first)
      if argument.mode == .constant {
        guard case .string(let bytes) = constant(first) else { return nil }
        return .int(BigInteger(Int64(bytes.count)))
      }
      var under = underlying(argument.type)
      if under.kind == .pointer { under = underlying(under.elem) }
      return under.length.map { .int(BigInteger($0)) }
    case .unsafeSizeof:
      return layout(defaultType(operand(first)), world.pointee.sizes).map { .int(BigInteger($0.size)) }
    case .unsafeAlignof:
      return layout(defaultType(operand(first)), world.pointee.sizes).map { .int(BigInteger($0.align)) }
    case .unsafeOffsetof: return offset(of: first).map { .int(BigInteger($0)) }
    case .min, .max:
      var best: Constant?
      for argument in node.children(.arg) {
        guard let value = constant(argument) else { return nil }
        guard let known = best else {
          best = value
          continue
        }
        let token: Token = builtin == .min ? .lss : .gtr
        guard case .bool(let isBetter) = ConstantOperation.binary(token, value, known, isInteger: false) else {
          return nil
        }
        if isBetter { best = value }
      }
      return best
    case .real, .imag:
      guard let parts = constant(first).flatMap(ConstantOperation.complexParts) else { return nil }
      return .rational(builtin == .real ? parts.real : parts.imaginary)
    case .complex:
      let parts = node.children(.arg).compactMap { constant($0).flatMap(ConstantOperation.rational) }
      return parts.count == 2 ? .complex(real: parts[0], imaginary: parts[1]) : nil
    default: return nil
    }
  }

  // MARK: Representation

  private func bits(of kind: BasicKind) -> Int? {
    switch kind {
    case .int8, .uint8, .byte: 8
    case .int16, .uint16: 16
    case .int32, .uint32, .rune: 32
    case .int64, .uint64: 64
    case .int, .uint, .uintptr: Int(world.pointee.sizes.wordSize) * 8
    default: nil
    }
  }

  /// The value as a type holds it; nil when it does not fit, or cannot be told exactly.
  mutating func represent(_ value: Constant, as type: Type) -> Constant? {
    let kind = underlying(type).basicKind
    if kind.isInteger {
      guard let integer = ConstantOperation.integer(value) else { return nil }
      guard let bits = bits(of: kind) else { return integer.bitWidth <= 512 ? .int(integer) : nil }
      let fits =
        kind.isUnsigned
        ? integer.sign >= 0 && integer.bitWidth <= bits
        : integer.sign >= 0 ? integer.bitWidth < bits : (-integer - .one).bitWidth < bits
      return fits ? .int(integer) : nil
    }
    if kind.isFloat {
      guard let number = ConstantOperation.rational(value) else { return nil }
      return kind == .untypedFloat ? .rational(number) : number.rounded(to: kind).map { .rational($0) }
    }
    if kind.isComplex {
      guard let parts = ConstantOperation.complexParts(value) else { return nil }
      if kind == .untypedComplex { return .complex(real: parts.real, imaginary: parts.imaginary) }
      let part: BasicKind = kind == .complex64 ? .float32 : .float64
      guard let real = parts.real.rounded(to: part), let imaginary = parts.imaginary.rounded(to: part) else {
        return nil
      }
      return .complex(real: real, imaginary: imaginary)
    }
    switch value {
    case .bool: return kind.isBoolean ? value : nil
    case .string: return kind.isString ? value : nil
    default: return nil
    }
  }
}
