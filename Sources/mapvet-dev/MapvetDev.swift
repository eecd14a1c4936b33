import ArgumentParser

/// The contributor's tool: what users do not need.
@main
struct MapvetDev: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mapvet-dev",
    abstract: "Tools for people who work on mapvet.",
    subcommands: [
      AstCommand.self, BenchCommand.self, CorpusCommand.self, DocsCommand.self, EvidenceCommand.self,
      HistoryCommand.self, OracleCommand.self, StageCommand.self, StdlibCommand.self, TypesCommand.self,
    ]
  )
}
