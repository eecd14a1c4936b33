import Lint

/// A file that `mapvet init` writes.
struct InitFile {
  /// Below `place`.
  var path: String
  var place: Place
  var text: String

  /// Where tools look for the file.
  enum Place { case workingDirectory, repository }
}

/// The repository that mapvet is released in, as `--repository` names it.
struct ReleaseRepository {
  /// `https://github.com/someone/mapvet`
  let address: String
  /// The last two parts of its path: how a workflow names an action.
  let name: String

  /// What stands in files until it is known.
  static let unknown = ReleaseRepository(address: "https://github.com/OWNER/mapvet", name: "OWNER/mapvet")

  private init(address: String, name: String) { (self.address, self.name) = (address, name) }

  /// - Parameter text: an address with `https:`, or `OWNER/NAME` on GitHub.
  init(_ text: String) throws(Failure) {
    let isShort = !text.contains(":")
    let whole = isShort ? "https://github.com/" + text : text
    let parts = whole.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let isName = { (part: String) in
      !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
    guard parts.first == "https:", parts.count >= 4, !isShort || parts.count == 4,
      parts.dropFirst(2).allSatisfy(isName), Self.isHost(parts[1])
    else {
      throw Failure(
        "'\(text)' in --repository is no repository: write https://HOST/OWNER/NAME, or OWNER/NAME on GitHub")
    }
    var path = parts[2...].joined(separator: "/")
    if path.hasSuffix(".git") { path.removeLast(4) }
    address = "https://\(parts[1])/\(path)"
    name = path.split(separator: "/").suffix(2).joined(separator: "/")
  }

  private static func isHost(_ text: String) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-:".contains($0)) }
  }

  /// Where the files of this version's release lie.
  var downloads: String { "\(address)/releases/download/v\(Mapvet.version)" }
}

extension InitFile {
  /// The hook of pre-commit: the released one of a repository, else one that runs the mapvet on PATH.
  static func preCommit(_ repository: ReleaseRepository?) -> InitFile {
    let hook =
      if let repository {
        """
          - repo: \(repository.address)
            rev: v\(Mapvet.version)
            hooks:
              - id: mapvet

        """
      } else {
        """
          - repo: local
            hooks:
              - id: mapvet
                name: mapvet
                language: system
                entry: mapvet check --force-exclude
                types: [go]
                exclude: (^|/)(vendor|testdata|[_.][^/]*)/
                require_serial: true

        """
      }
    return InitFile(path: ".pre-commit-config.yaml", place: .repository, text: "repos:\n" + hook)
  }

  static func gitHub(_ repository: ReleaseRepository) -> InitFile {
    let text = """
      # .github/workflows/mapvet.yml: a pull request fails for what it brings in; all findings go to code scanning.
      name: mapvet

      on:
        pull_request:
        push:
          branches: [main, master]

      permissions:
        contents: read
        security-events: write # for code scanning

      jobs:
        mapvet:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v6
            # Modules that packages import: with them mapvet knows more types, without them it says less.
            - uses: actions/setup-go@v6
              with:
                go-version: stable
            - run: find . -name go.mod -execdir go mod download \\;
            - uses: \(repository.name)@v\(Mapvet.version)
              with:
                new-only: true
                sarif: true

      """
    return InitFile(path: ".github/workflows/mapvet.yml", place: .repository, text: text)
  }

  static func gitLab(_ repository: ReleaseRepository) -> InitFile {
    let text = #"""
      # .gitlab/mapvet.yml: a merge request fails for what it brings in; all findings go to its Code Quality report.
      mapvet:
        stage: test
        image: alpine:3
        rules:
          - if: $CI_PIPELINE_SOURCE == "merge_request_event"
          - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
        variables:
          MAPVET_VERSION: "\#(Mapvet.version)"
          MAPVET_URL: \#(repository.downloads)
          GIT_DEPTH: "0" # where the branches parted lies anywhere in the history
        before_script:
          - apk add --no-cache curl git
          - archive="mapvet-$MAPVET_VERSION-linux-$(uname -m).tar.gz"
          - cd /tmp
          - curl --fail --silent --show-error --location --remote-name-all "$MAPVET_URL/$archive" "$MAPVET_URL/SHA256SUMS"
          - grep " $archive\$" SHA256SUMS | sha256sum -c
          - tar -xzf "$archive" -C /usr/local --strip-components=1
          - cd "$CI_PROJECT_DIR"
        script:
          - mapvet check --quiet --fail-on never --output gitlab:gl-code-quality-report.json ./...
          - mapvet check --output text ${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--new-from-rev=$CI_MERGE_REQUEST_DIFF_BASE_SHA} ./...
        artifacts:
          when: always
          reports:
            codequality: gl-code-quality-report.json

      """#
    return InitFile(path: ".gitlab/mapvet.yml", place: .repository, text: text)
  }

  /// What makes GitLab read the job of `gitLab`, where there is no pipeline yet.
  static let gitLabInclude = InitFile(
    path: ".gitlab-ci.yml", place: .repository, text: "include:\n  - local: .gitlab/mapvet.yml\n")

  static let visualStudioCode = InitFile(
    path: ".vscode/tasks.json", place: .workingDirectory,
    text: #"""
      {
        // A task that fills the Problems view with mapvet's findings: copy it to .vscode/tasks.json of your Go project.
        "version": "2.0.0",
        "tasks": [
          {
            "label": "mapvet",
            "detail": "Find misused maps, and the memory and locks around them",
            "type": "process",
            "command": "mapvet",
            "args": ["check", "--output", "text", "./..."],
            "options": { "cwd": "${workspaceFolder}" },
            "group": "test",
            "presentation": { "reveal": "silent", "clear": true },
            "problemMatcher": {
              "owner": "mapvet",
              "source": "mapvet",
              "fileLocation": ["relative", "${workspaceFolder}"],
              "pattern": {
                "regexp": "^(.+?):(\\d+):(\\d+)(?:-(?:\\d+:)?\\d+)?: (error|warning|info): (.+) \\[([a-z0-9-]+)\\]$",
                "file": 1,
                "line": 2,
                "column": 3,
                "severity": 4,
                "message": 5,
                "code": 6
              }
            }
          }
        ]
      }

      """#)

  /// Settings that change nothing until a line is uncommented: every key with what it means and a value.
  static var settings: InitFile {
    var text = """
      # mapvet's settings for this folder and all below it. Every key is shown with a value that is not the default:
      # remove the # before a key, and before what belongs to it, to set it.

      """
    for key in ConfigurationKey.allCases {
      text += "\n"
      for line in lines(of: key.doc, width: 118) { text += "# \(line)\n" }
      if let value = key.defaultText { text += "# Default: \(value)\n" }
      let setting = "\(key.rawValue):" + (key.example.hasPrefix("\n") ? "" : " ") + key.example
      for line in setting.split(separator: "\n") { text += "#\(line)\n" }
    }
    return InitFile(path: Configurations.fileName, place: .workingDirectory, text: text)
  }

  /// A text broken at spaces into lines of at most so many characters, where it has spaces.
  private static func lines(of text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
