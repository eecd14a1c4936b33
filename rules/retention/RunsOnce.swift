import GoFlow
import GoSyntax
import GoTypes
import Lint

extension GoroutineWithoutExit {
  private static let main = Name.of("main")

  /// What a function of a command-line program is given, by import path: the type's name.
  private static let commands: [String: Name] = [
    "github.com/spf13/cobra": .of("Command"),
    "github.com/urfave/cli": .of("Context"),
    "github.com/urfave/cli/v2": .of("Context"),
    "github.com/urfave/cli/v3": .of("Command"),
    "github.com/alecthomas/kingpin": .of("ParseContext"),
    "github.com/alecthomas/kingpin/v2": .of("ParseContext"),
    "gopkg.in/alecthomas/kingpin.v2": .of("ParseContext"),
  ]

  /// What ends soon after a function that runs once.
  enum Ending {
    case program
    /// As a rule the program does, but what runs a command may go on.
    case command
  }

  /// Whether a function is `main`, a command of the program, or a part of one that runs once: its goroutines end soon after, or
  /// live as long as the program.
  func ending(of function: Node, _ pass: Pass) -> Ending? {
    let graph = pass.flow.callGraph
    let isMain = pass.unit.package.name == Self.main
    let hasCommands = pass.unit.imports { Self.commands[$0] != nil }
    guard isMain || hasCommands, let start = graph.function(function) else { return nil }
    // A short chain of functions with one caller each.
    var current = start
    for _ in 0..<8 {
      let info = graph[current]
      if isMain, let object = info.object, !object.isMethod, object.name == Self.main { return .program }
      if hasCommands, isCommand(info.node, pass) { return .command }
      let calls = graph.calls(of: current)
      guard calls.count == 1, let call = calls.first, !call.isInLoop, call.kind == .direct || call.kind == .deferred,
        let caller = call.caller, graph.areCallersKnown(current) || hasCommands && info.object?.isMethod == false
      else { return nil }
      current = caller
    }
    return nil
  }

  /// Whether a function takes what a library for command lines gives to the function of a command.
  private func isCommand(_ function: Node, _ pass: Pass) -> Bool {
    function.child(.type)?.child(.params)?.children(.field).contains { parameter in
      guard let written = parameter.child(.type) else { return false }
      let type = written.kind == .starExpr ? written.child(.x) ?? written : written
      guard type.kind == .selectorExpr, let name = type.child(.sel)?.name,
        let path = type.child(.x).flatMap(pass.unit.importPath)
      else { return false }
      return Self.commands[path] == name
    } ?? false
  }
}
