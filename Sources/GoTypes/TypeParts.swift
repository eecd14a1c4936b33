import GoSyntax

/// What a type is made of as written, for those who write it down again.
extension Type {
  /// What an alias stands for, which may be an alias itself; unknown for other types.
  package var aliasTarget: Type { kind == .alias ? sibling(word(1)) : .unknown }

  /// An interface as written.
  package struct InterfaceParts {
    /// With their signatures.
    package var methods: [(method: Object, signature: Type)] = []
    package var embedded: [Type] = []
    /// Written as a constraint without the word: `[T ~int]`.
    package var isImplicit = false
    /// The predeclared `any`.
    package var isAny = false
    /// The predeclared `comparable`.
    package var isComparable = false
  }

  /// The parts of an interface type; empty for other types.
  package var interfaceParts: InterfaceParts {
    var parts = InterfaceParts()
    guard kind == .interface else { return parts }
    parts.isImplicit = detail == 1
    parts.isComparable = detail == 2
    parts.isAny = detail == 3
    let methods = Int(word(0))
    for index in 0..<methods {
      let object = Object(world: world, id: word(1 + index * 2))
      parts.methods.append((object, sibling(word(2 + index * 2))))
    }
    for index in (1 + methods * 2)..<max(1 + methods * 2, wordCount) { parts.embedded.append(sibling(word(index))) }
    return parts
  }

  /// The terms of a union.
  package var unionTerms: [(isTilde: Bool, type: Type)] {
    guard kind == .union else { return [] }
    return stride(from: 0, to: wordCount, by: 2).map { (word($0) == 1, sibling(word($0 + 1))) }
  }
}

extension Object {
  package var isAlias: Bool { kind == .typeName && declaration?.parent?.token == .alias }

  /// The type parameters that a named type or alias declares.
  package var typeParameters: [Type] { Checker(world).declaredTypeParameters(self) }

  /// How a method's receiver is written: its name, none or not; whether with a star; the names of its type parameters.
  package var receiver: (name: Name, isPointer: Bool, typeParameters: [Name])? {
    guard isMethod, let recv = declaration?.parent?.child(.recv) else { return nil }
    let name = recv.child(.field)?.child(.name)?.name ?? .none
    return (name, Checker.hasPointerReceiver(self), Checker.receiverTypeParameters(recv).map(\.name))
  }
}

extension Package {
  /// The objects that the package's scope holds, test files left out, in the order of their declarations.
  package var objects: [Object] {
    guard let contents = world.contents(id) else { return [] }
    return contents.pointee.objects.map { Object(world: world, id: $0) }.filter {
      $0.isPackageLevel && lookup($0.name) == $0
    }
  }
}

extension Unit {
  /// The package that an import specification of the unit brings in under a name; nil where it is not known.
  package func importedPackage(by spec: Node) -> Package? {
    Checker(program.world).packageObject(importSpec: spec)?.importedPackage
  }
}
