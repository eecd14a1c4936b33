import GoSyntax
import GoTypes

/// Writes types and declarations as Go source with nothing in it but what importers can see, and notes what else they need.
///
/// Fields that are not exported matter by their size, alignment and pointers alone. They are written *for layout*: what hides
/// behind a pointer, slice, map, channel, function or interface is left out.
struct StdlibWriter {
  /// How a type is needed: with its methods, or for the layout of a field that nobody else can select.
  enum Need: Int, Comparable {
    case layout, whole
    static func < (a: Need, b: Need) -> Bool { a.rawValue < b.rawValue }
  }

  let package: Package
  private(set) var text = ""
  private(set) var imports: Set<String> = []
  private(set) var needs: [(object: Object, need: Need)] = []
  /// Why the declaration cannot be written.
  private(set) var failure: String?

  init(package: Package) { self.package = package }

  /// The local name of an imported package.
  static func alias(_ path: String) -> String {
    String(path.map { $0 == "/" || $0 == "." || $0 == "-" ? "_" : $0 })
  }

  private mutating func fail(_ reason: String) {
    if failure == nil { failure = reason }
  }

  private mutating func name(_ object: Object, _ need: Need) {
    if let home = object.package {
      needs.append((object, need))
      if home != package {
        imports.insert(home.path)
        text += Self.alias(home.path) + "."
      }
    } else if package.lookup(object.name) != nil {
      fail("\(object.name.string) is not the predeclared one there")
    }
    text += object.name.string
  }

  private mutating func list<Items: Collection>(
    _ items: Items, _ separator: String, _ each: (inout Self, Items.Element) -> Void
  ) {
    var isFirst = true
    for item in items {
      if !isFirst { text += separator }
      isFirst = false
      each(&self, item)
    }
  }

  // MARK: Types

  mutating func type(_ type: Type) {
    switch type.kind {
    case .basic: basic(type)
    case .alias, .named:
      guard let object = type.object else { return fail("a type without a name") }
      name(object, .whole)
      let arguments = type.typeArguments
      guard !arguments.isEmpty else { return }
      text += "["
      list(arguments, ", ") { $0.type($1) }
      text += "]"
    case .typeParam: text += type.object?.name.string ?? "?"
    case .pointer:
      text += "*"
      self.type(type.elem)
    case .slice:
      text += "[]"
      self.type(type.elem)
    case .array:
      arrayLength(type)
      self.type(type.elem)
    case .map:
      text += "map["
      self.type(type.key)
      text += "]"
      self.type(type.elem)
    case .chan:
      text += type.direction == .both ? "chan " : type.direction == .sendOnly ? "chan<- " : "<-chan "
      text += "("
      self.type(type.elem)
      text += ")"
    case .signature:
      text += "func"
      signature(type)
    case .struct: structure(type)
    case .interface: interface(type)
    case .union:
      list(type.unionTerms, " | ") { writer, term in
        if term.isTilde { writer.text += "~" }
        writer.type(term.type)
      }
    default: fail("a type that is not known")
    }
  }

  private mutating func basic(_ type: Type) {
    if type.basicKind == .unsafePointer {
      imports.insert("unsafe")
    } else if package.lookup(Name.of(type.basicKind.name)) != nil {
      fail("\(type.basicKind.name) is not the predeclared one there")
    }
    if type.isUntyped || type.basicKind == .invalid { fail("an untyped variable") }
    text += type.basicKind.name
  }

  private mutating func arrayLength(_ type: Type) {
    guard let length = type.length else { return fail("an array of unknown length") }
    text += "[\(length)]"
  }

  mutating func signature(_ type: Type) {
    typeParameters(Array(type.typeParameters))
    tuple(type.parameters, isVariadic: type.isVariadic)
    let results = type.results
    if results.isEmpty { return }
    text += " "
    if results.count == 1, results[0].name == .none {
      self.type(results[0].type)
    } else {
      tuple(results, isVariadic: false)
    }
  }

  private mutating func tuple(_ elements: TupleElements, isVariadic: Bool) {
    text += "("
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      if element.name != .none { text += element.name.string + " " }
      if isVariadic, index == elements.count - 1 {
        text += "..."
        type(element.type.elem)
      } else {
        type(element.type)
      }
    }
    text += ")"
  }

  /// Parameters declared together stay together: go/types prints them so.
  mutating func typeParameters(_ parameters: [Type]) {
    guard !parameters.isEmpty else { return }
    text += "["
    for (index, parameter) in parameters.enumerated() {
      text += parameter.object?.name.string ?? "?"
      let next = index + 1 < parameters.count ? parameters[index + 1] : nil
      let isShared = next.map { $0.object?.declaration?.parent == parameter.object?.declaration?.parent } ?? false
      if !isShared {
        text += " "
        type(parameter.constraint)
      }
      if next != nil { text += ", " }
    }
    text += "]"
  }

  private mutating func structure(_ type: Type) {
    text += "struct{"
    list(type.fields, "; ") { writer, field in
      if field.isEmbedded {
        writer.type(field.type)
      } else {
        writer.text += field.name.string + " "
        if field.name.isExported { writer.type(field.type) } else { writer.layout(field.type) }
      }
      if field.tag != .none { writer.text += " " + GoLiteral.quoted(field.tag.bytes) }
    }
    text += "}"
  }

  private mutating func interface(_ type: Type) {
    let parts = type.interfaceParts
    if parts.isAny || parts.isComparable {
      let name = parts.isAny ? "any" : "comparable"
      if package.lookup(Name.of(name)) != nil { fail("\(name) is not the predeclared one there") }
      text += name
    } else if parts.isImplicit {
      for element in parts.embedded { self.type(element) }
    } else {
      text += "interface{"
      list(parts.methods, "; ") { writer, method in
        writer.text += method.method.name.string
        writer.signature(method.signature)
      }
      if !parts.methods.isEmpty, !parts.embedded.isEmpty { text += "; " }
      list(parts.embedded, "; ") { $0.type($1) }
      text += "}"
    }
  }

  // MARK: Layout

  /// A type with the size, alignment, pointers and comparability of another.
  private mutating func layout(_ type: Type) {
    let under = type.underlying
    switch under.kind {
    case .basic: basic(under)
    case .pointer:
      imports.insert("unsafe")
      text += "unsafe.Pointer"
    case .slice: text += "[]int"
    case .map: text += "map[int]int"
    case .chan: text += "chan int"
    case .signature: text += "func()"
    case .interface: text += "interface{}"
    case .array:
      arrayLength(under)
      layout(under.elem)
    case .struct: layoutOfStruct(type, under)
    case .typeParam: self.type(type)
    default: fail("a field of a type that is not known")
    }
  }

  private mutating func layoutOfStruct(_ type: Type, _ under: Type) {
    let named = type.unaliased
    if named.kind == .named, let object = named.object, object.isPackageLevel {
      name(object, .layout)
      guard !named.typeArguments.isEmpty else { return }
      text += "["
      list(named.typeArguments, ", ") { $0.type($1) }
      text += "]"
    } else {
      layoutOfFields(under)
    }
  }

  private mutating func layoutOfFields(_ type: Type) {
    text += "struct{"
    list(type.fields, "; ") { writer, field in
      writer.text += field.name.string + " "
      writer.layout(field.type)
    }
    text += "}"
  }

  // MARK: Declarations

  mutating func declaration(_ object: Object, _ need: Need) {
    switch object.kind {
    case .typeName: typeDeclaration(object, need)
    case .variable:
      text += "var \(object.name.string) "
      type(object.type)
    case .function:
      text += "func \(object.name.string)"
      signature(object.type)
    case .constant: constant(object)
    default: fail("not a declaration")
    }
  }

  private mutating func typeDeclaration(_ object: Object, _ need: Need) {
    text += "type \(object.name.string)"
    typeParameters(object.typeParameters)
    text += " "
    if object.isAlias {
      text += "= "
      type(object.type.aliasTarget)
    } else if need == .layout, object.type.underlying.kind == .struct {
      layoutOfFields(object.type.underlying)
    } else {
      type(object.type.underlying)
    }
  }

  mutating func method(_ method: Object, of object: Object) {
    guard let receiver = method.receiver else { return fail("a method without a receiver") }
    // Its name is printed where the method is used as a function.
    text +=
      "func (" + (receiver.name == .none ? "" : receiver.name.string + " ") + (receiver.isPointer ? "*" : "")
      + object.name.string
    if !receiver.typeParameters.isEmpty {
      text += "[" + receiver.typeParameters.map(\.string).joined(separator: ", ") + "]"
    }
    text += ") \(method.name.string)"
    signature(method.type)
  }

  private mutating func constant(_ object: Object) {
    let declared = object.type
    text += "const \(object.name.string) "
    if !declared.isUntyped { type(declared) }
    guard let value = object.constant, let literal = GoLiteral.text(value, declared.underlying.basicKind) else {
      return fail("a constant of unknown value")
    }
    text += " = \(literal)"
  }
}

/// Constants as Go source.
enum GoLiteral {
  /// Nil for what no constant of the standard library is.
  static func text(_ value: Constant, _ kind: BasicKind) -> String? {
    switch value {
    case .bool(let value): return value ? "true" : "false"
    case .string(let bytes): return bytes.withUnsafeBufferPointer { quoted($0) }
    case .int(let value):
      if kind == .untypedRune, let scalar = value.int64 { return "'\\U\(hex(UInt64(truncatingIfNeeded: scalar), 8))'" }
      return kind.isFloat ? "\(value).0" : "\(value)"
    case .rational(let value):
      if let integer = value.integer { return kind.isFloat ? "\(integer).0" : "\(integer)" }
      return "\(value.numerator).0 / \(value.denominator).0"
    case .complex: return nil
    }
  }

  /// A string literal with everything but plain ASCII as escapes.
  static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var text = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): text += "\\\""
      case UInt8(ascii: "\\"): text += "\\\\"
      case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "\\x" + hex(UInt64(byte), 2)
      }
    }
    return text + "\""
  }

  private static func hex(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
