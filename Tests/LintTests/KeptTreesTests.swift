import GoSyntax
import Testing

@testable import Lint

/// Trees that stay in memory from run to run.
@Suite("Kept trees") struct KeptTreesTests {
  private static func parsed(_ text: String) throws -> SourceFile { try Parser().parse(text: text, path: "p.go") }

  /// One run after another on the same file: what each was given, as it stands or to be read.
  private static func run(_ trees: KeptTrees, _ text: String, declarationsOnly: Bool = false) throws -> (
    same: SourceFile?, earlier: SourceFile?
  ) {
    let file = try parsed(text)
    let same = trees.take("p.go", file.bytes, declarationsOnly: declarationsOnly)
    let earlier = same == nil ? trees.earlier("p.go", declarationsOnly: declarationsOnly) : nil
    if same == nil { trees.add(file, declarationsOnly: declarationsOnly) }
    trees.endRun()
    return (same, earlier)
  }

  /// Whether a run is given nothing.
  private static func isNew(_ trees: KeptTrees, _ text: String, declarationsOnly: Bool = false) throws -> Bool {
    let given = try run(trees, text, declarationsOnly: declarationsOnly)
    return given.same == nil && given.earlier == nil
  }

  private static func text(_ file: SourceFile?) -> String? { file.map { String(decoding: $0.bytes, as: UTF8.self) } }

  private static let (one, two, broken) = ("package p\n", "package p\n\nvar a int\n", "package p\n\nvar a =\n")

  @Test func aChangedFileIsGivenItsEarlierVersion() throws {
    let trees = KeptTrees()
    #expect(try Self.isNew(trees, Self.one))
    #expect(Self.text(try Self.run(trees, Self.one).same) == Self.one)
    #expect(Self.text(try Self.run(trees, Self.two).earlier) == Self.one)
    #expect(Self.text(try Self.run(trees, Self.one).earlier) == Self.two)
  }

  @Test func whileAFileIsBrokenTheLastWholeVersionIsKept() throws {
    let trees = KeptTrees()
    #expect(try Self.isNew(trees, Self.broken))
    #expect(try Self.isNew(trees, Self.one))
    for _ in 0..<3 {
      #expect(Self.text(try Self.run(trees, Self.broken).earlier) == Self.one)
      #expect(Self.text(try Self.run(trees, Self.broken).same) == Self.broken)
      #expect(Self.text(try Self.run(trees, Self.broken + "\n").earlier) == Self.one)
    }
    #expect(Self.text(try Self.run(trees, Self.two).earlier) == Self.one)
    #expect(Self.text(try Self.run(trees, Self.broken).earlier) == Self.two)
  }

  @Test func whatOthersImportHasNoEarlierVersion() throws {
    let trees = KeptTrees()
    #expect(try Self.isNew(trees, Self.one, declarationsOnly: true))
    #expect(try Self.isNew(trees, Self.two, declarationsOnly: true))
    #expect(try Self.isNew(trees, Self.two))
  }

  /// A tree is numbered by the program that has it.
  @Test func aTreeBelongsToOneRun() throws {
    let trees = KeptTrees()
    let file = try Self.parsed(Self.one)
    trees.add(file, declarationsOnly: false)
    #expect(trees.take("p.go", file.bytes, declarationsOnly: false) == nil)
    trees.endRun()
    #expect(trees.take("p.go", file.bytes, declarationsOnly: false) === file)
    #expect(trees.take("p.go", file.bytes, declarationsOnly: false) == nil)
  }

  @Test func whatNobodyNeedsGoes() throws {
    let trees = KeptTrees()
    _ = try Self.run(trees, Self.one)
    _ = try Self.run(trees, Self.broken)
    for _ in 0..<7 { trees.endRun() }
    #expect(Self.text(try Self.run(trees, Self.two).earlier) == Self.one)
    for _ in 0..<8 { trees.endRun() }
    #expect(try Self.isNew(trees, Self.one))
  }
}
