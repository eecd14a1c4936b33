import GoSyntax
import GoTypes
import Synchronization

/// What calls and channel operations may be for, by their names and types.
struct CallHints {
  private let flow: PackageFlow
  private let unit: Unit

  init(_ flow: PackageFlow) {
    self.flow = flow
    unit = flow.unit
  }

  /// Whether a call waits for something, by its name.
  func waits(_ call: Node) -> Bool {
    name(call).map { Words($0).contains(["wait", "barrier"]) } ?? false
  }

  /// A channel that hands out a right to go on and not a value: `chan struct{}`, `chan bool`. A buffer of two and more lets
  /// several in.
  func isToken(_ channel: Node) -> Bool {
    let type = unit.type(of: channel).underlying
    guard type.kind == .chan else { return true }
    let element = type.elem.underlying
    let isSignal = (element.kind == .struct && element.fields.isEmpty) || element.basicKind == .bool
    return isSignal && !isWide(channel)
  }

  /// `make(chan T, n)` with n above 1 or not constant.
  func isWide(_ channel: Node) -> Bool {
    guard let variable = unit.variable(channel), let value = variable.declaration?.valueOfTarget?.unparenthesized,
      value.kind == .callExpr, unit.builtin(value) == .make
    else { return false }
    let arguments = Array(value.children(.arg))
    guard arguments.count == 2 else { return false }
    return unit.integer(arguments[1]).map { $0 > 1 } ?? true
  }

  /// A receive that may be a turn or a gate: not of `ctx.Done()` and timers, nor one whose value is used, as of a queue.
  func isTokenReceive(_ receive: Node) -> Bool {
    guard let channel = receive.child(.x)?.unparenthesized else { return true }
    if channel.kind == .callExpr { return false }
    let type = unit.type(of: channel).underlying
    guard type.kind == .chan else { return true }
    if type.elem.isNamed("time", .of("Time")) { return false }
    let parent = receive.withParentheses.parent
    let isUsed = parent.map { $0.kind == .assignStmt || $0.kind == .valueSpec } ?? false
    return isToken(channel) || !isUsed
  }

  /// Whether a call calls a function value, such as `cancel()`.
  func isCallOfValue(_ call: Node) -> Bool {
    guard let fun = call.child(.fun)?.unparenthesized else { return false }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    guard let name, name.kind == .ident else { return fun.kind != .funcLit && fun.kind != .indexExpr }
    return unit.object(of: name)?.kind == .variable
  }

  /// The name that a call calls.
  func name(_ call: Node) -> Node? {
    guard var fun = call.child(.fun)?.unparenthesized else { return nil }
    if fun.kind == .indexExpr || fun.kind == .indexListExpr { fun = fun.child(.x)?.unparenthesized ?? fun }
    let name = fun.kind == .selectorExpr ? fun.child(.sel) : fun
    return name?.kind == .ident ? name : nil
  }

  /// The declaration of the function or method of the package that a call calls.
  func declaration(_ call: Node) -> Node? {
    guard let name = name(call), let object = unit.object(of: name), object.kind == .function,
      let declaration = object.declaration?.parent, declaration.kind == .funcDecl, flow.function(declaration) != nil
    else { return nil }
    return declaration
  }
}

/// The words of a name in camel case, in lower case: `GetBlock` has no word `lock`.
struct Words {
  private let words: [String]

  /// By name, since there are few names and many calls.
  private static let known = Mutex<[Name: Words]>([:])

  init(_ name: Node) {
    if let known = Self.known.withLock({ $0[name.name] }) {
      self = known
      return
    }
    var words: [String] = []
    var word = ""
    var wasUpper = true
    for character in name.textString {
      if character == "_" || (character.isUppercase && !wasUpper) {
        words.append(word)
        word = ""
      }
      if character != "_" { word.append(contentsOf: character.lowercased()) }
      wasUpper = character.isUppercase
    }
    words.append(word)
    words.append(name.textString.lowercased())
    let made = Words(words: words)
    Self.known.withLock { $0[name.name] = made }
    self = made
  }

  private init(words: [String]) { self.words = words }

  func contains(_ others: [String]) -> Bool { words.contains { others.contains($0) } }
}
