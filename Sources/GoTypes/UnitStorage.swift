import Glibc
import GoSyntax
import Synchronization

/// What is recorded per node of a file of a unit.
struct UnitFile {
  let index: UInt32
  let root: Node
  let nodeCount: Int
  /// What an identifier means: 0 not recorded, 1 unknown, else an object. A clause of a type
  /// switch holds its variable.
  let objects: UnsafeMutablePointer<Atomic<UInt32>>
  /// The operand of an expression: `Operand.packed`, 0 until computed.
  let types: UnsafeMutablePointer<Atomic<UInt32>>
  private let unit: UnsafeMutablePointer<UnitStorage>
  private let binding: UnsafeMutablePointer<Binding>

  private struct Binding: ~Copyable {
    let isDone = Atomic(false)
    let lock = Mutex(())
  }

  init(source: SourceFile, unit: UnsafeMutablePointer<UnitStorage>) {
    self.unit = unit
    binding = .allocate(capacity: 1)
    binding.initialize(to: Binding())
    index = source.fileIndex
    root = source.root
    nodeCount = source.nodeCount
    objects = zeroedMemory(of: Atomic<UInt32>.self, count: nodeCount)
    types = zeroedMemory(of: Atomic<UInt32>.self, count: nodeCount)
  }

  /// Records what all identifiers mean. Who binds a file asks for nothing that needs another to be bound.
  func bind() {
    binding.pointee.lock.withLock { _ in
      Binder.bind(unit: unit, root: root, root.id + 1..<root.subtreeEnd)
      binding.pointee.isDone.store(true, ordering: .releasing)
    }
  }

  /// What is recorded for an identifier or clause, its declaration bound before where it is not yet.
  func object(_ node: Node) -> UInt32 {
    let id = objects[Int(node.id)].load(ordering: .acquiring)
    if id != 0 || binding.pointee.isDone.load(ordering: .acquiring) { return id }
    bindDeclaration(of: node)
    return objects[Int(node.id)].load(ordering: .acquiring)
  }

  /// Records what the identifiers of the declaration around a node mean, which nothing in other declarations of the file changes.
  private func bindDeclaration(of node: Node) {
    var declaration = node
    while let parent = declaration.parent, parent.id != root.id { declaration = parent }
    // Nothing else is recorded for a declaration.
    let isBound = objects + Int(declaration.id)
    if isBound.pointee.load(ordering: .acquiring) != 0 { return }
    binding.pointee.lock.withLock { _ in
      if isBound.pointee.load(ordering: .relaxed) != 0 { return }
      Binder.bind(unit: unit, root: root, declaration.id..<declaration.subtreeEnd)
      isBound.pointee.store(UnitStorage.unknownObject, ordering: .releasing)
    }
  }

  func free() {
    binding.deinitialize(count: 1)
    binding.deallocate()
    Glibc.free(objects)
    Glibc.free(types)
  }
}

/// The records of a unit, at a stable address.
struct UnitStorage: ~Copyable, @unchecked Sendable {
  /// The slot value of an identifier that is known to mean nothing known.
  static var unknownObject: UInt32 { 1 }

  let world: WorldPointer
  let package: UInt32
  /// The package whose test declarations the unit's test files see, 0 for none.
  let view: UInt32
  let sources: [SourceFile]
  private let files: UnsafeMutablePointer<UnitFile>
  let fileCount: Int
  /// Files are numbered in two rows: those without tests, and the tests.
  private let firstBase: UInt32
  private let baseCount: UInt32
  private let firstTest: UInt32
  private let testCount: UInt32
  let index = Mutex<ReferenceIndex?>(nil)
  /// How many nodes were looked through for objects of functions before there was an index.
  let walkedNodes = Atomic(0)

  /// - Parameter storage: where the records will lie.
  init(
    world: WorldPointer, package: UInt32, contents: [UnsafeMutablePointer<PackageContents>],
    at storage: UnsafeMutablePointer<UnitStorage>
  ) {
    self.world = world
    self.package = package
    var sources: [SourceFile] = []
    for part in contents {
      for file in part.pointee.firstFile..<(part.pointee.firstFile + part.pointee.fileCount) {
        guard let record = world.pointee.file(file) else { continue }
        sources.append(record.pointee.source)
      }
    }
    self.sources = sources
    view = sources.last.flatMap { world.pointee.file($0.fileIndex)?.pointee.view } ?? 0
    fileCount = sources.count
    files = .allocate(capacity: max(1, sources.count))
    for (position, source) in sources.enumerated() {
      (files + position).initialize(to: UnitFile(source: source, unit: storage))
    }
    firstBase = contents.first?.pointee.firstFile ?? 0
    baseCount = contents.first?.pointee.fileCount ?? 0
    firstTest = contents.count > 1 ? contents[1].pointee.firstFile : 0
    testCount = contents.count > 1 ? contents[1].pointee.fileCount : 0
    for part in contents {
      for id in part.pointee.objects {
        guard let record = world.pointee.objects.pointer(id) else { continue }
        guard let file = file(record.pointee.file) else { continue }
        file.objects[Int(record.pointee.node)].store(id, ordering: .relaxed)
      }
    }
  }

  deinit {
    for position in 0..<fileCount { files[position].free() }
    files.deallocate()
  }

  /// The records of a file by its number; nil when it is not of this unit.
  @inline(__always)
  func file(_ index: UInt32) -> UnitFile? {
    let base = index &- firstBase
    if base < baseCount { return files[Int(base)] }
    let test = index &- firstTest
    return test < testCount ? files[Int(baseCount + test)] : nil
  }

  func file(at position: Int) -> UnitFile { files[position] }

  /// Where a file stands among those of the unit.
  func position(of index: UInt32) -> UInt32 {
    let base = index &- firstBase
    return base < baseCount ? base : baseCount + (index &- firstTest)
  }

  func clauseVariable(of clause: Node) -> Object? {
    guard clause.kind == .caseClause, let file = file(clause.fileIndex) else { return nil }
    let id = file.object(clause)
    return id > Self.unknownObject ? Object(world: world, id: id) : nil
  }
}
