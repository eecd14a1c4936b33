import GoFlow
import GoSyntax
import GoTypes
import Lint

/// What names say of when a function runs: hints, no proof.
struct LifeCycle {
  private let function: FunctionID
  private let pass: Pass

  init(_ function: FunctionID, _ pass: Pass) {
    self.function = function
    self.pass = pass
  }

  private static let startUpNames = ["start", "init", "setup", "open", "load", "restore", "boot"]
  private static let tearDownNames = ["close", "stop", "shut", "release", "destroy", "teardown", "cleanup", "dump"]
  private static let decoderNames = ["unmarshal", "decode", "gobdecode", "scan", "readfrom"]

  /// Whether all that leads to the function is named like what runs before others come.
  var isStartUp: Bool { isNamed(Self.startUpNames) }

  /// Whether all that leads to the function is named like what runs when others are gone.
  var isTearDown: Bool { isNamed(Self.tearDownNames) }

  /// Whether the function itself is named so, whoever calls it: what it throws away is not used any more.
  var tearsDown: Bool { isNamed(function, Self.tearDownNames) }

  /// Whether all that leads to the function is named like what fills a value that its caller has just made.
  var isDecoder: Bool { isNamed(Self.decoderNames) }

  private func isNamed(_ names: [String]) -> Bool {
    let entries = pass.flow.concurrency.entries(reaching: function)
    if entries.isEmpty { return isNamed(function, names) }
    return entries.allSatisfy { entry in
      switch entry.kind {
      case .lockOwner: isNamed(entry.function, names)
      // `t.Cleanup(func() { … })`: a literal is called what it is handed to.
      case .callback: isNamed(entry.function, names) || isHanded(to: names, entry)
      default: false
      }
    }
  }

  private func isHanded(to names: [String], _ entry: EntryPoint) -> Bool {
    guard pass.flow.callGraph[entry.function].object == nil, let fun = entry.start.child(.fun)?.unparenthesized else {
      return false
    }
    let name = (fun.kind == .selectorExpr ? fun.child(.sel) : fun)?.textString.lowercased() ?? ""
    return names.contains { name.hasPrefix($0) }
  }

  private func isNamed(_ function: FunctionID, _ names: [String]) -> Bool {
    guard let name = pass.flow.callGraph[function].object?.name.string.lowercased() else { return false }
    return names.contains { name.hasPrefix($0) }
  }
}
