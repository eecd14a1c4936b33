import Foundation
import Testing

/// A folder of bare clones, as `mapvet-dev history` and `corpus` read them.
enum Mirrors {
  private static let mistake = """
    package p

    func fill() []map[string]int {
    	rows := make([]map[string]int, 3)
    	for i := range rows {
    		rows[i]["n"] = i
    	}
    	return rows
    }

    """

  /// A bare clone with three commits: the mistake, its mend, and a change beside another mistake that stays.
  static func make() throws -> (folder: Folder, commits: [String]) {
    let folder = try Folder([:])
    let work = folder.path + "/work"
    let mended = mistake.replacing("\t\trows[i][\"n\"]", with: "\t\trows[i] = map[string]int{}\n\t\trows[i][\"n\"]")
    let stays = mistake.replacing("fill()", with: "other()")
    for (version, texts) in [
      ["p/p.go": mistake, "q/q.go": stays, "go.mod": "module m\n\ngo 1.22\n"], ["p/p.go": mended],
      ["q/q.go": "// A comment.\n" + stays],
    ].enumerated() {
      for (name, text) in texts { try folder.write("work/\(name)", text) }
      if version == 0 { try git(["init", "-q", work]) }
      try git(["-C", work, "add", "-A"])
      try git(["-C", work, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "\(version)"])
    }
    try git(["clone", "-q", "--bare", work, folder.path + "/owner+name/repo"])
    let log = try git(["-C", work, "log", "--reverse", "--format=%H"])
    return (folder, log.split(separator: "\n").map(String.init))
  }

  @discardableResult private static func git(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}
