import ArgumentParser
import Lint
import Rules

/// `mapvet lsp`: findings in the editor while one types.
struct LspCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Serve an editor over standard input and output (language server protocol).",
    discussion: """
      Diagnostics when a file is opened and changed, unsaved text included; fixes and ignores as code actions; on a finding the rule's text, on a \
      map what the census knows of it. Editors start it by themselves: give them the command `mapvet lsp` for Go files.
      """
  )

  @OptionGroup(title: "Rules") var ruleOptions: RuleOptions
  @OptionGroup(title: "Go") var goOptions: GoOptions
  @OptionGroup(title: "Configuration") var configurationOptions: ConfigurationOptions

  @Flag(help: ArgumentHelp("Accepted, since many editors pass it.", visibility: .hidden))
  var stdio = false

  mutating func run() throws {
    var options = RunOptions()
    options.goroot = goOptions.goroot
    options.cache = CacheFolder.ofUser(Console.environment)
    var settings = Configuration()
    try ruleOptions.apply(to: &settings)
    try goOptions.apply(to: &settings)
    // What is wrong on the command line is said at once.
    _ = try configurationOptions.configurations(settings)
    var server = LanguageServer(
      analysis: LanguageAnalysis(
        options: options, configurationOptions: configurationOptions, settings: settings,
        workingDirectory: Console.workingDirectory))
    try server.run()
  }
}
