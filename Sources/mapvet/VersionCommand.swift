import ArgumentParser

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print mapvet's version.")

  func run() { Console.write(Mapvet.versionLine + "\n") }
}
