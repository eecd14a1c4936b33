import GoSyntax
import Synchronization

/// A package of the run; its contents are loaded at first use.
struct PackageRecord: ~Copyable {
  let key: PackageKey
  /// True once loading has been tried; holds its own package's loading only, so it never waits in a circle.
  let tried = Mutex(false)
  let contents = Atomic<UnsafeMutablePointer<PackageContents>?>(nil)
  /// The id of the name in its package clauses, once that was asked for and found.
  let name = Atomic<UInt32>(0)
  /// The in-package test files of a package that is linted with them.
  let tests = Atomic<UnsafeMutablePointer<PackageContents>?>(nil)

  init(key: PackageKey) { self.key = key }

  deinit {
    for pointer in [contents.load(ordering: .acquiring), tests.load(ordering: .acquiring)] {
      guard let pointer else { continue }
      pointer.deinitialize(count: 1)
      pointer.deallocate()
    }
  }
}

/// The declarations of a set of files of a package.
struct PackageContents: ~Copyable {
  let name: Name
  let goVersion: Int
  /// The files are numbered in a row.
  let firstFile: UInt32
  let fileCount: UInt32
  /// Package-level objects by name.
  var scope = RawMap(capacity: 64)
  /// Methods by name of the receiver's base type and name of the method.
  var methods = RawMap(capacity: 64)
  /// The methods of each base type in source order.
  var methodLists: [Name: [UInt32]] = [:]
  /// Every package-level object and method, duplicates and blank ones included.
  var objects: [UInt32] = []
  /// Names that damaged declarations seem to declare: what they mean is not known even where another meaning is found.
  var lostNames: Set<Name> = []

  init(name: Name, goVersion: Int, firstFile: UInt32, fileCount: UInt32) {
    self.name = name
    self.goVersion = goVersion
    self.firstFile = firstFile
    self.fileCount = fileCount
  }

  static func methodKey(_ base: Name, _ method: Name) -> UInt64 { UInt64(base.id) << 32 | UInt64(method.id) }
}

/// A file of the run.
struct FileRecord: ~Copyable {
  let source: SourceFile
  let root: Node
  let package: UInt32
  /// The package whose in-package test declarations the file sees, 0 for none.
  let view: UInt32
  let imports: UnsafeMutablePointer<ImportRecord>
  let importCount: Int
  /// The unit that has records of the file, as long as there is one. Only what is declared within
  /// functions may be looked up there: nobody but users of the unit holds such objects.
  let unit = Atomic<UnsafeMutablePointer<UnitStorage>?>(nil)

  init(source: SourceFile, package: UInt32, view: UInt32, imports: [ImportSyntax]) {
    self.source = source
    root = source.root
    self.package = package
    self.view = view
    importCount = imports.count
    self.imports = .allocate(capacity: max(1, imports.count))
    for (index, syntax) in imports.enumerated() { (self.imports + index).initialize(to: ImportRecord(syntax: syntax)) }
  }

  deinit {
    imports.deinitialize(count: importCount)
    imports.deallocate()
  }
}

/// What an import specification says.
struct ImportSyntax {
  enum Style { case plain, named, dot, blank }
  var style = Style.plain
  /// The node that declares the package name: the name, or the path when there is none.
  var node: Node
  /// The name that is written, none for a plain import.
  var name = Name.none
  /// The name that the path suggests.
  var guess = Name.none
  var path: String
}

/// An import of a file and the package it turned out to be.
struct ImportRecord: ~Copyable {
  let syntax: ImportSyntax
  /// The package, 0 when it is not found.
  let package = Atomic<UInt32>(notComputed)
  /// The object of the package name.
  let object = Atomic<UInt32>(0)

  init(syntax: ImportSyntax) { self.syntax = syntax }
}

extension World {
  /// Index of the package record of `unsafe`.
  static var unsafePackage: UInt32 { 1 }

  /// A file by its number: numbers start at 1, so that 0 can mean none.
  @inline(__always)
  func file(_ number: UInt32) -> UnsafeMutablePointer<FileRecord>? {
    number == 0 ? nil : files.pointer(number - 1)
  }

  /// The contents of a package if they are loaded.
  func loaded(_ package: UInt32) -> UnsafeMutablePointer<PackageContents>? {
    packages.pointer(package)?.pointee.contents.load(ordering: .acquiring)
  }

  /// The index of a package by its key, new when it is not known yet.
  func package(_ key: PackageKey) -> UInt32 {
    if key.importPath == "unsafe" { return Self.unsafePackage }
    return packageIndex.withLock { index in
      if let known = index[key] { return known }
      let fresh = packages.append(PackageRecord(key: key))
      index[key] = fresh
      return fresh
    }
  }
}

extension WorldPointer {
  /// The contents of a package, loaded now if they are not yet; nil when they cannot be.
  func contents(_ package: UInt32) -> UnsafeMutablePointer<PackageContents>? {
    if package <= World.unsafePackage { return nil }
    guard let record = pointee.packages.pointer(package) else { return nil }
    if let known = record.pointee.contents.load(ordering: .acquiring) { return known }
    record.pointee.tried.withLock { tried in
      if tried { return }
      tried = true
      guard let loaded = pointee.source.load(record.pointee.key) else { return }
      let contents = collect(loaded, package: package, view: 0, isTest: false)
      record.pointee.contents.store(contents, ordering: .releasing)
    }
    return record.pointee.contents.load(ordering: .acquiring)
  }

  /// Numbers the files, declares what they declare and returns it.
  func collect(
    _ loaded: LoadedPackage, package: UInt32, view: UInt32, isTest: Bool
  ) -> UnsafeMutablePointer<PackageContents> {
    var name = loaded.name
    if name.isEmpty, let file = loaded.files.first, let ident = file.root.child(.name) { name = ident.name.string }
    let first = register(loaded.files, package: package, view: view)
    let contents = UnsafeMutablePointer<PackageContents>.allocate(capacity: 1)
    contents.initialize(
      to: PackageContents(
        name: Name.of(name), goVersion: loaded.goVersion, firstFile: first, fileCount: UInt32(loaded.files.count)))
    var collector = DeclarationCollector(world: self, contents: contents, package: package, isTest: isTest)
    for file in loaded.files { collector.collect(file) }
    collector.finish()
    return contents
  }

  /// Gives the files numbers in a row and reads their imports.
  private func register(_ files: [SourceFile], package: UInt32, view: UInt32) -> UInt32 {
    var records: [FileRecordSeed] = []
    for file in files { records.append(FileRecordSeed(source: file, imports: ImportSyntax.read(file.root))) }
    return pointee.fileLock.withLock { _ in
      let first = pointee.files.count + 1
      for seed in records {
        let index = pointee.files.append(
          FileRecord(source: seed.source, package: package, view: view, imports: seed.imports))
        seed.source.fileIndex = index + 1
      }
      return first
    }
  }
}

private struct FileRecordSeed: @unchecked Sendable {
  let source: SourceFile
  let imports: [ImportSyntax]
}

extension ImportSyntax {
  /// The imports of a file.
  static func read(_ root: Node) -> [ImportSyntax] {
    var imports: [ImportSyntax] = []
    for decl in root.children where decl.kind == .genDecl && decl.token == .import {
      for spec in decl.children where spec.kind == .importSpec {
        guard let path = spec.child(.path) else { continue }
        let text = path.text
        guard text.count >= 2 else { continue }
        let string = String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
        var syntax = ImportSyntax(node: path, path: string)
        if let name = spec.child(.name) {
          syntax.node = name
          syntax.name = name.name
          let written = name.textString
          syntax.style = written == "." ? .dot : written == "_" ? .blank : .named
        } else {
          syntax.guess = suggestedName(UnsafeBufferPointer(rebasing: text.dropFirst().dropLast()))
        }
        imports.append(syntax)
      }
    }
    return imports
  }

  /// The name that a package most likely has by its import path: `yaml` for `gopkg.in/yaml.v3`,
  /// `chi` for `github.com/go-chi/chi/v5`.
  static func suggestedName(_ path: UnsafeBufferPointer<UInt8>) -> Name {
    var parts = path.split(separator: UInt8(ascii: "/"))
    if parts.count > 1, let last = parts.last, last.first == UInt8(ascii: "v"),
      last.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    {
      parts.removeLast()
    }
    guard var last = parts.last else { return .none }
    if let dot = last.firstIndex(of: UInt8(ascii: ".")), last[dot...].starts(with: ".v".utf8) { last = last[..<dot] }
    if last.starts(with: "go-".utf8) { last = last.dropFirst(3) }
    if last.suffix(3).elementsEqual("-go".utf8) { last = last.dropLast(3) }
    return Name.of(UnsafeBufferPointer(rebasing: last))
  }
}
