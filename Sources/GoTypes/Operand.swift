/// What an expression is, apart from its type: the modes of go/types' operands.
enum OperandMode: UInt8 {
  /// Not known.
  case invalid
  case noValue
  case builtin
  case typeExpression
  case constant
  case variable
  case mapIndex
  case value
  case nilValue
  /// A value with a second, boolean one at demand: receive and type assertion.
  case commaOk
  case packageName
}

/// The result of looking at an expression.
struct Operand {
  var mode: OperandMode
  var type: Type

  static let unknown = Operand(mode: .invalid, type: .unknown)

  /// Mode and type in one word, never 0.
  var packed: UInt32 { (UInt32(mode.rawValue) + 1) << 28 | type.id }

  init(mode: OperandMode, type: Type) {
    self.mode = mode
    self.type = type
  }

  init(packed: UInt32, world: WorldPointer) {
    mode = OperandMode(rawValue: UInt8(packed >> 28) - 1) ?? .invalid
    type = world.type(packed & 0x0FFF_FFFF)
  }

  var isValue: Bool {
    switch mode {
    case .constant, .variable, .mapIndex, .value, .nilValue, .commaOk: true
    default: false
    }
  }
}
