import Lint

/// docs/configuration.md: every key of the configuration, and how settings meet.
package struct ConfigurationPage {
  private let metas: [RuleMeta]

  package init(_ rules: [any Rule.Type]) { metas = rules.map { $0.meta } }

  package var text: String {
    ([Self.head] + ConfigurationKey.allCases.map(section) + [options, Self.tail]).joined(separator: "\n\n") + "\n"
  }

  private static let head = """
    # Configuration

    <!-- Written by `mapvet-dev docs` from the keys that the program reads; do not edit. -->

    mapvet needs no configuration. With one, the nearest `\(Configurations.fileName)` from a file's folder upwards holds for the file, \
    and no other: settings of folders further up are not added to it. Folders of one run may have different files; those \
    that agree on `go`, `toolchain`, `tags`, `goos`, `goarch` and `tests` are linted together, the others apart from each \
    other, so that findings which need packages of both are not made. `mapvet audit` chooses files as the configuration of its first \
    pattern says.

    What is said later holds over what is said before: defaults, the file, its sections in `paths`, `--config KEY=VALUE`, the other \
    options. `--select` and `select` begin anew: what was selected, ignored, or turned on and off before no longer counts. \
    `--ignore` and `ignore` take away from that. `--isolated` reads no file.

    Unknown keys, rules and values are errors with their place (exit status 2). `mapvet config path` prints which file holds for a file or \
    folder, `mapvet config show` what it comes to, `mapvet config verify` everything that is wrong. \
    [mapvet.schema.json](mapvet.schema.json) is a JSON schema for editors.

    ```yaml
    # yaml-language-server: $schema=mapvet.schema.json
    preview: true
    rules:
      unbounded-cache: info
    exclude: [third_party/, "*.pb.go"]
    ```

    Patterns are relative to the folder of their file and read as `.gitignore` reads its lines: a name without a slash means a file or \
    folder anywhere below, one with a slash the path from that folder; `*`, `?` and `[a-z]` stay within one name, `**` stands \
    for any number of folders. What matches a folder matches everything in it. Files are YAML without aliases and tags.
    """

  private func section(_ key: ConfigurationKey) -> String {
    var facts: [String] = []
    switch key.form {
    case .flag: facts.append("`true` or `false`")
    case .choice(let words) where words.count < 8: facts.append(words.map { "`\($0)`" }.joined(separator: ", "))
    case .choice: facts.append("what `go tool dist list` knows")
    case .words(let what): facts.append("a \(what) or a list of them")
    case .version: facts.append("a Go version")
    case .rules: facts.append("rules with what holds for them")
    case .sections: facts.append("a list of sections")
    case .baseline: facts.append("a path or `false`")
    }
    if let value = key.defaultText { facts.append("default `\(value)`") }
    if let option = key.option { facts.append("option `\(option)`") }
    let example = "```yaml\n\(key.rawValue):\(key.example.hasPrefix("\n") ? "" : " ")\(key.example)\n```"
    return "## \(key.rawValue)\n\n\(key.doc)\n\n\(Self.sentence(facts.joined(separator: "; ")))\n\n\(example)"
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  private var options: String {
    let rows = metas.flatMap { meta in
      meta.options.map {
        "| `\(meta.id)` | `\($0.name)` | \($0.default) | \($0.range.lowerBound) to \($0.range.upperBound) | \($0.doc) |"
      }
    }
    return """
      ## Options of rules

      | rule | option | default | range | what |
      | --- | --- | --- | --- | --- |
      \(rows.joined(separator: "\n"))
      """
  }

  private static let tail = """
    ## The baseline

    `mapvet baseline write ./...` keeps what there is to find now in `\(Baseline.fileName)`, and `mapvet check` reports only the rest. The file \
    stands beside the configuration file, else at the root of the git repository, else in the working directory; `baseline`, `--baseline FILE` \
    and `--no-baseline` say otherwise. An entry is a rule, a file, a function and the text of the place, one entry a line and \
    sorted. A finding is known if all four agree; else if it moved to another function of its file; else if it moved to a function of \
    the same name in another file. `mapvet baseline` lists the entries. Where entries match nothing any more `check` \
    says so (and fails with `--fail-on-stale`), and `mapvet baseline prune` removes them; only entries of files and rules that were linted are judged.

    ## Only what is new

    `--new-from-rev REV`, `--new-from-merge-base BRANCH` and `--new-from-patch FILE` lint the earlier state too, put together from \
    git's objects or by taking the patch back, and report findings that are not in it, matched as those of a baseline: \
    a change in one file that makes another one wrong is seen. Both states are linted under the configuration as it is now. \
    Submodules that are checked out are compared with their commit of then, symbolic links are followed within the repository, and files \
    that git ignores are taken as they are; packages outside the repository that go.mod names by a relative path are not \
    found for the earlier state. A shallow clone lacks the commits that this needs: fetch them first (`git fetch --unshallow`; in \
    actions/checkout: `fetch-depth: 0`).
    """
}
