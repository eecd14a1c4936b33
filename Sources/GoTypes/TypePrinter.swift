import GoSyntax

/// Prints types as go/types does.
struct TypePrinter {
  /// What stands before a name of a package, without the dot; "" for nothing.
  let qualifier: (Package) -> String
  private(set) var text = ""

  init(qualifier: @escaping (Package) -> String) { self.qualifier = qualifier }

  mutating func print(_ type: Type) {
    switch type.kind {
    case .unknown: text += "?"
    case .basic: text += type.basicKind.name
    case .builtin: text += "invalid type"
    case .named, .alias: named(type)
    case .typeParam:
      guard let object = type.object else { return }
      text += object.name.string
      // A type parameter that hides a predeclared name is told apart.
      if let world = type.world, world.pointee.universe[UInt64(object.name.id)] != 0 { text += "/* type parameter */" }
    case .pointer:
      text += "*"
      print(type.elem)
    case .slice:
      text += "[]"
      print(type.elem)
    case .array:
      text += "[\(type.length.map { String($0) } ?? "?")]"
      print(type.elem)
    case .map:
      text += "map["
      print(type.key)
      text += "]"
      print(type.elem)
    case .chan: channel(type)
    case .tuple: tuple(type, isVariadic: false)
    case .signature:
      text += "func"
      signature(type)
    case .struct: structure(type)
    case .interface: interface(type)
    case .union: union(type)
    case .typeSet, .canonicalForm: text += "?"
    }
  }

  private mutating func named(_ type: Type) {
    guard let object = type.object else { return }
    name(of: object)
    let arguments = type.typeArguments
    if !arguments.isEmpty {
      list(arguments)
    } else {
      typeParameters(Checker(type.world).declaredTypeParameters(object))
    }
  }

  private mutating func name(of object: Object) {
    if let package = object.package {
      let prefix = qualifier(package)
      if !prefix.isEmpty { text += prefix + "." }
    }
    text += object.name.string
  }

  private mutating func list(_ types: TypeList) {
    text += "["
    for (index, type) in types.enumerated() {
      if index > 0 { text += ", " }
      print(type)
    }
    text += "]"
  }

  private mutating func typeParameters(_ parameters: [Type]) {
    guard !parameters.isEmpty else { return }
    text += "["
    var previous: Type?
    var previousField: Node?
    for (index, parameter) in parameters.enumerated() {
      var checker = Checker(parameter.world)
      let bound = checker.bound(parameter)
      let field = parameter.object?.declaration?.parent
      defer { previousField = field }
      if index > 0 {
        // go/types takes equal constraints without a name for different ones.
        if let previous, previous != bound || (bound.kind == .interface && field != previousField) {
          text += " "
          print(previous)
        }
        text += ", "
      }
      print(parameter)
      previous = bound
    }
    if let previous {
      text += " "
      print(previous)
    }
    text += "]"
  }

  private mutating func channel(_ type: Type) {
    switch type.direction {
    case .both: text += "chan "
    case .sendOnly: text += "chan<- "
    case .receiveOnly: text += "<-chan "
    }
    let elem = type.elem
    let needsParentheses = type.direction == .both && elem.kind == .chan && elem.direction == .receiveOnly
    if needsParentheses { text += "(" }
    print(elem)
    if needsParentheses { text += ")" }
  }

  private mutating func signature(_ type: Type) {
    typeParameters(Array(type.typeParameters))
    tuple(type.sibling(type.word(0)), isVariadic: type.isVariadic)
    let results = type.results
    guard !results.isEmpty else { return }
    text += " "
    if results.count == 1, results[0].name == .none {
      print(results[0].type)
    } else {
      tuple(type.sibling(type.word(1)), isVariadic: false)
    }
  }

  private mutating func tuple(_ type: Type, isVariadic: Bool) {
    text += "("
    let elements = type.elements
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      if element.name != .none { text += element.name.string + " " }
      if isVariadic, index == elements.count - 1 {
        if element.type.kind == .slice {
          text += "..."
          print(element.type.elem)
        } else {
          print(element.type)
          text += "..."
        }
      } else {
        print(element.type)
      }
    }
    text += ")"
  }

  private mutating func structure(_ type: Type) {
    text += "struct{"
    for (index, field) in type.fields.enumerated() {
      if index > 0 { text += "; " }
      if !field.isEmbedded { text += field.name.string + " " }
      print(field.type)
      if field.tag != .none { text += " " + Self.quoted(field.tag.bytes) }
    }
    text += "}"
  }

  private mutating func interface(_ type: Type) {
    if type.detail == 2 {
      text += "interface{comparable}"
      return
    }
    if type.detail == 3 {
      text += "any"
      return
    }
    let methods = Int(type.word(0))
    if type.detail == 1 {
      if methods == 0, type.wordCount == 2 {
        print(type.sibling(type.word(1)))
        return
      }
      text += "/* implicit */ "
    }
    text += "interface{"
    var isFirst = true
    func separate(_ text: inout String) {
      if !isFirst { text += "; " }
      isFirst = false
    }
    for index in 0..<methods {
      separate(&text)
      text += Object(world: type.world, id: type.word(1 + index * 2)).name.string
      signature(type.sibling(type.word(2 + index * 2)))
    }
    for index in (1 + methods * 2)..<max(1 + methods * 2, type.wordCount) {
      separate(&text)
      print(type.sibling(type.word(index)))
    }
    text += "}"
  }

  private mutating func union(_ type: Type) {
    for index in stride(from: 0, to: type.wordCount, by: 2) {
      if index > 0 { text += " | " }
      if type.word(index) == 1 { text += "~" }
      print(type.sibling(type.word(index + 1)))
    }
  }

  /// A string as strconv.Quote writes it.
  static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var result = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\x" + (digits.count < 2 ? "0" : "") + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

extension Type {
  /// How the type is printed. `qualifier` gives what stands before a name of a package.
  package func string(qualifier: @escaping (Package) -> String) -> String {
    var printer = TypePrinter(qualifier: qualifier)
    printer.print(self)
    return printer.text
  }

  /// The type as go/types prints it with full package paths: `map[string]*net/http.Request`.
  package var fullString: String { string { $0.path } }

  /// The type as in messages, with package names: `map[string]*http.Request`.
  package var shortString: String { string { $0.name.string } }
}
