import GoSyntax

/// All types, objects and packages of one run. Everything that a unit, type or object answers
/// lies here, so the program must outlive them. Usable from any thread.
package final class Program: @unchecked Sendable {
  let world: WorldPointer

  package init(source: any PackageSource, sizes: Sizes = .gcAMD64) {
    world = .allocate(capacity: 1)
    world.initialize(to: World(source: source, sizes: sizes))
    Universe.declare(in: world)
  }

  deinit {
    world.deinitialize(count: 1)
    world.deallocate()
  }

  /// The package with a key, loaded if it is not yet; nil when it cannot be read.
  package func package(_ key: PackageKey) -> Package? {
    let id = world.pointee.package(key)
    return world.contents(id) == nil && id != World.unsafePackage ? nil : Package(world: world, id: id)
  }

  /// Loads what files of a loaded package import, as long as that is wanted: who looks something up there finds it loaded.
  package func loadImports(of key: PackageKey, in isMeant: (SourceFile) -> Bool, while isWanted: () -> Bool) {
    guard let contents = world.pointee.loaded(world.pointee.package(key)) else { return }
    let checker = Checker(world)
    for number in contents.pointee.firstFile..<(contents.pointee.firstFile + contents.pointee.fileCount) {
      guard let file = world.pointee.file(number), isMeant(file.pointee.source) else { continue }
      for index in 0..<file.pointee.importCount where isWanted() {
        let package = checker.importedPackage(file.pointee.imports + index, file)
        guard let record = world.pointee.packages.pointer(package),
          world.pointee.source.isQuicklyLoaded(record.pointee.key)
        else { continue }
        _ = world.contents(package)
      }
    }
  }

  /// A package with its in-package tests. The files without tests come from the package source;
  /// ask once per package, and before its external tests. `isPartial` says that less is asked of most files than of some.
  package func unit(_ key: PackageKey, tests: [SourceFile] = [], isPartial: Bool = false) -> Unit? {
    let id = world.pointee.package(key)
    guard let contents = world.contents(id), let record = world.pointee.packages.pointer(id) else { return nil }
    var testContents = record.pointee.tests.load(ordering: .acquiring)
    if testContents == nil, !tests.isEmpty {
      let loaded = LoadedPackage(
        name: contents.pointee.name.string, files: tests, goVersion: contents.pointee.goVersion)
      testContents = world.collect(loaded, package: id, view: id, isTest: true)
      record.pointee.tests.store(testContents, ordering: .releasing)
    }
    return Unit(
      program: self, package: id, contents: [contents] + (testContents.map { [$0] } ?? []), isPartial: isPartial)
  }

  /// The external test package (`p_test`) of a package.
  package func externalTests(
    of key: PackageKey, files: [SourceFile], goVersion: Int, isPartial: Bool = false
  ) -> Unit? {
    let tested = world.pointee.package(key)
    let testKey = PackageKey(directory: key.directory, importPath: key.importPath + "_test")
    return unit(
      LoadedPackage(name: "", files: files, goVersion: goVersion), key: testKey, view: tested, isPartial: isPartial)
  }

  /// A package given by its files: for standard input and tests. Ask once per key.
  package func unit(_ loaded: LoadedPackage, key: PackageKey) -> Unit? {
    unit(loaded, key: key, view: 0, isPartial: false)
  }

  private func unit(_ loaded: LoadedPackage, key: PackageKey, view: UInt32, isPartial: Bool) -> Unit? {
    let id = world.pointee.package(key)
    guard let record = world.pointee.packages.pointer(id) else { return nil }
    record.pointee.tried.withLock { tried in
      // An import that found no files does not count.
      if tried, record.pointee.contents.load(ordering: .acquiring) != nil { return }
      tried = true
      record.pointee.contents.store(
        world.collect(loaded, package: id, view: view, isTest: false), ordering: .releasing)
    }
    guard let contents = record.pointee.contents.load(ordering: .acquiring) else { return nil }
    return Unit(program: self, package: id, contents: [contents], isPartial: isPartial)
  }
}
