import Foundation
import Testing

/// A run that is told to end leaves whole files and nothing else.
@Suite struct InterruptTests {
  private static let before =
    "package p\n\nfunc F() map[string]int {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n\treturn m\n}\n"
  private static let after = before.replacing("var m map[string]int", with: "m := make(map[string]int)")

  @Test(arguments: [SIGINT, SIGTERM])
  func fixesAreWholeOrNotMade(_ signal: Int32) throws {
    let names = (0..<300).map { "p\($0)/a.go" }
    let folder = try Folder(["go.mod": "module example.com/m\n\ngo 1.22\n"])
    for name in names { try folder.write(name, Self.before) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Run.built("mapvet"))
    process.arguments = ["--fix", "--no-cache"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, try text(folder, names[0]) == Self.before { usleep(100) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    // All of it may be done before the signal comes.
    #expect([0, 128 + signal].contains(process.terminationStatus))
    for name in names {
      #expect([Self.before, Self.after].contains(try text(folder, name)))
      let others = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + name.dropLast(5))
      #expect(others == ["a.go"])
    }
  }

  private func text(_ folder: Folder, _ name: String) throws -> String {
    try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
  }
}
