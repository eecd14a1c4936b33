import GoPackages
import Lint

/// Lints; with `--fix`, `--diff` or `--add-ignore` what changes is worked out in memory, and written or shown in the end.
struct FixCommand {
  /// Nil where nothing is to be changed.
  let request: FixRequest?
  let showsDiff: Bool
  let isStandardInput: Bool
  let quiet: Bool

  /// What is to be reported, and whether a diff was printed.
  struct Outcome {
    var outcome: RunOutcome
    var hasDiff = false
    /// The source as it is reported, where standard input is what is linted.
    var standardInput: [UInt8]?
    /// A file could not be changed.
    var hasFailed = false
  }

  /// - Parameters:
  ///   - standardInput: the source that was read, where that is what is linted.
  ///   - lint: runs with other sources in the place of those on disk, by absolute path.
  func run(standardInput: [UInt8], _ lint: ([String: [UInt8]]) throws -> RunOutcome) throws -> Outcome {
    guard let request else { return Outcome(outcome: try lint([:]), standardInput: standardInput) }
    let result = try withoutActuallyEscaping(lint) { lint in
      var fixes = FixRun(request, lint: lint)
      return try fixes.run()
    }
    for note in result.notes { Console.error(note) }
    if showsDiff {
      for file in result.files { Console.write(bytes: FixDiff.unified(file.path, file.source.bytes, file.changed)) }
      tell(request, result, "would fix", "would ignore", result.files.count)
      // Nothing is changed, so the findings are those of the sources as they are.
      return Outcome(
        outcome: result.files.isEmpty ? result.outcome : try lint([:]), hasDiff: !result.files.isEmpty,
        standardInput: standardInput)
    }
    if isStandardInput {
      let changed = result.files.first?.changed ?? standardInput
      Console.write(bytes: changed)
      tell(request, result, "fixed", "ignored", result.files.count)
      return Outcome(outcome: result.outcome, standardInput: changed)
    }
    var failed = 0
    for file in result.files {
      do {
        try Self.write(file)
      } catch {
        Console.error(error.message)
        failed += 1
      }
    }
    // With a file that stayed as it was, findings that seemed mended are not.
    guard failed == 0 else { return Outcome(outcome: try lint([:]), hasFailed: true) }
    tell(request, result, "fixed", "ignored", result.files.count)
    return Outcome(outcome: result.outcome)
  }

  private func tell(_ request: FixRequest, _ result: FixResult, _ fixed: String, _ ignored: String, _ files: Int) {
    if quiet { return }
    var parts: [String] = []
    if !request.safeties.isEmpty || result.fixed > 0 { parts.append("\(fixed) \(Self.count(result.fixed, "finding"))") }
    if request.ignoreReason != nil { parts.append("\(ignored) \(Self.count(result.ignored, "finding"))") }
    var line = parts.joined(separator: ", ") + (files > 0 ? " in \(Self.count(files, "file"))" : "")
    if result.unsafeLeft > 0, !request.safeties.isEmpty {
      line += "; --unsafe-fixes has \(Self.count(result.unsafeLeft, "fix", "fixes")) more, to be looked at"
    }
    Console.error(line)
  }

  private static func count(_ number: Int, _ noun: String, _ several: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : several ?? noun + "s")"
  }

  /// Puts the changed file into the place of the one that was linted, if that is still as it was.
  private static func write(_ file: FixResult.File) throws(Failure) {
    let new = try NewFile(file.source.absolutePath)
    let now = (try? FileSystem.read(file.source.absolutePath))?.withBytes { $0.elementsEqual(file.source.bytes) }
    guard now == true else {
      throw Failure("\(file.path): left as it is: it has changed since it was read; run again")
    }
    guard file.changed.withUnsafeBytes({ new.write($0) }) else {
      throw Failure("\(file.path): left as it is: \(Console.lastError)")
    }
    try new.commit()
    // Writing to the file that all names lead to would leave half of it where the disk is full, and change what a store of shared files
    // lends out.
    if new.namesBefore > 1 {
      let others = new.namesBefore - 1
      Console.error(
        "\(file.path): was also known by \(count(others, "other name")) (hard links), which \(others == 1 ? "keeps" : "keep") "
          + "the old text")
    }
  }
}
