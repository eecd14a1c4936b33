import GoSyntax

/// What is linted, as `go vet` sees it: a package with its in-package tests, or an external test
/// package. Answers what identifiers mean and what types expressions have; a unit may be asked
/// from any thread. Nodes of files outside the unit have no answers.
package final class Unit: @unchecked Sendable {
  package let program: Program
  package let package: Package
  package let files: [SourceFile]
  /// How many threads may share work on the unit that goes file by file.
  package let threads: Int
  let storage: UnsafeMutablePointer<UnitStorage>

  /// - Parameter isPartial: whether less is asked of most files than of some: each is bound when something in it is asked for.
  init(program: Program, package id: UInt32, contents: [UnsafeMutablePointer<PackageContents>], isPartial: Bool) {
    self.program = program
    package = Package(world: program.world, id: id)
    storage = .allocate(capacity: 1)
    storage.initialize(to: UnitStorage(world: program.world, package: id, contents: contents, at: storage))
    files = storage.pointee.sources
    threads = program.world.pointee.source.threads(forBytes: files.reduce(0) { $0 + $1.bytes.count })
    for source in files {
      program.world.pointee.file(source.fileIndex)?.pointee.unit.store(storage, ordering: .releasing)
    }
    if isPartial { return }
    let storage = SendablePointer(storage)
    let bind = { @Sendable (position: Int) in storage.pointer.pointee.file(at: position).bind() }
    if threads == 1 {
      files.indices.forEach(bind)
    } else {
      _ = Workers.map(count: files.count, jobs: threads, weights: files.map(\.bytes.count), bind)
    }
  }

  /// The indices of the files in rows that threads may work on at the same time, one for each of them.
  package var rowsOfFiles: [Range<Int>] { rows(of: files) }

  /// The same of some of its files.
  package func rows(of files: [SourceFile]) -> [Range<Int>] {
    threads == 1 ? [files.indices] : Workers.rows(of: files.map(\.bytes.count), count: threads * 2)
  }

  deinit {
    for source in files {
      program.world.pointee.file(source.fileIndex)?.pointee.unit.store(nil, ordering: .releasing)
    }
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  private var checker: Checker { Checker(program.world, unit: storage) }

  /// The object that an identifier declares or refers to; nil when it is not known, and for `_`
  /// and the identifier before `:=` in a type switch (see `clauseVariable`).
  package func object(of ident: Node) -> Object? {
    var checker = checker
    return checker.object(of: ident)
  }

  /// The variable that a clause of `switch x := y.(type)` declares.
  package func clauseVariable(of clause: Node) -> Object? { storage.pointee.clauseVariable(of: clause) }

  /// The type of an expression, or the type that a type expression denotes. Untyped constants
  /// have the type that their context gives them. Of a comma-ok form, the type of the value.
  package func type(of expression: Node) -> Type {
    var checker = checker
    return checker.finalType(of: expression)
  }

  /// What a file calls a package of the standard library, by its imports: most do not import it, or by its own name.
  package func names(ofStandardPackage path: String, in file: SourceFile) -> [Name] {
    guard let record = program.world.pointee.file(file.fileIndex) else { return [] }
    return (0..<record.pointee.importCount).lazy.map { record.pointee.imports[$0].syntax }.filter { $0.path == path }
      .map { $0.style == .plain ? $0.guess : $0.name }
  }

  /// Whether the expression denotes a type.
  package func isType(_ expression: Node) -> Bool {
    var checker = checker
    return checker.operand(expression).mode == .typeExpression
  }

  /// Whether a call is a conversion, for certain.
  package func isConversion(_ call: Node) -> Bool {
    guard call.kind == .callExpr, let fun = call.child(.fun) else { return false }
    return isType(fun)
  }

  /// The builtin function that is called.
  package func builtin(_ call: Node) -> Builtin? {
    guard call.kind == .callExpr, let fun = call.child(.fun) else { return nil }
    var checker = checker
    let operand = checker.operand(fun)
    return operand.mode == .builtin ? Builtin(rawValue: operand.type.detail) : nil
  }

  /// The function or method that a call calls statically, through parentheses and instantiation:
  /// nil for conversions, builtins and calls of function values. An interface method counts.
  package func callee(of call: Node) -> Object? {
    guard call.kind == .callExpr, let fun = call.child(.fun) else { return nil }
    var checker = checker
    return checker.callee(fun)
  }

  /// The value of a constant expression; nil when it is not constant or not known.
  package func constant(of expression: Node) -> Constant? {
    var checker = checker
    return checker.constant(expression)
  }

  /// What a selector expression selects.
  package func selection(of selector: Node) -> Selection? {
    guard selector.kind == .selectorExpr else { return nil }
    var checker = checker
    return checker.selection(selector)
  }

  /// All identifiers of the unit that declare or mean the object, in file and offset order.
  package func references(to object: Object) -> [Node] { storage.pointee.references(to: object, storage) }

  /// The function around a node as go/types prints its full name: `(*pkg/path.T).Method`,
  /// `pkg/path.Func`; "" outside functions. Function literals belong to the function around them.
  package func functionName(enclosing node: Node) -> String {
    var current: Node? = node
    while let next = current, next.kind != .funcDecl { current = next.parent }
    guard let decl = current, let name = decl.child(.name) else { return "" }
    let path = package.path
    guard let recv = decl.child(.recv), let base = DeclarationCollector.receiverBase(recv) else {
      return "\(path).\(name.name.string)"
    }
    let type = base.ancestors.first { $0.kind == .field }?.child(.type)
    let pointer = type?.descendants.contains { $0.kind == .starExpr } == true || type?.kind == .starExpr
    let receiver = "\(path).\(base.name.string)"
    return pointer ? "(*\(receiver)).\(name.name.string)" : "(\(receiver)).\(name.name.string)"
  }
}

/// What a selector expression selects.
package struct Selection: Sendable {
  package enum Kind: Sendable {
    case field, method
    /// `T.Method`: a function whose first parameter is the receiver.
    case methodExpression
    /// `package.Name`.
    case qualified
  }
  package let kind: Kind
  /// The field, method or package-level object.
  package let object: Object
  /// The type of the selector expression.
  package let type: Type
  /// The type of the expression before the dot; unknown for a qualified identifier.
  package let receiver: Type
  /// The embedded fields that lead to the object, outermost first.
  package let embedded: [Object]
  /// Whether a pointer is followed on the way, the receiver included.
  package let isIndirect: Bool
}
