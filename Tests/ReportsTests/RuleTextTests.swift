import Lint
import Testing

@testable import Reports

@Suite struct RuleTextTests {
  @Test func plain() {
    #expect(
      RuleText.plain(nilMapWrite, width: 60) == """
        nil-map-write: a write reaches a map that nothing made

          group     nilness
          severity  error
          stage     stable since 0.1.0
          default   on

        WHY

        A nil map can be read, but a write to it panics.

        The zero value of a map type is nil.

        BAD

            var m map[string]int
            m["a"] = 1

        GOOD

            m := map[string]int{}
            m["a"] = 1

        MEASURED

        a write to a nil map

          Go 1.19  panic
          Go 1.27  panic

        reads do not panic

        LIMITS

        - A map that comes back from another module counts as made.

        IN OTHER TOOLS

        - staticcheck SA5000: only maps in local variables

        TO SUPPRESS IT

        On the line, or the line above; the reason is required:

            //mapvet:ignore nil-map-write why it is right here

        For a whole file:

            //mapvet:ignore-file nil-map-write why it is right here

        """)
  }

  @Test func plainWrapsAtTheWidth() {
    var meta = sliceOfMaps
    meta.limits = ["one two three four five six seven eight nine ten"]
    let lines = RuleText.plain(meta, width: 40).split(separator: "\n").map(String.init)
    let wrapped = lines.filter { !$0.hasPrefix("    ") || $0.hasPrefix("      ") }
    #expect(wrapped.allSatisfy { $0.count <= 40 })
    #expect(lines.contains("- one two three four five six seven"))
    #expect(lines.contains("  eight nine ten"))
    #expect(lines.contains("  default   off: select it by its id or"))
    #expect(lines.contains("            its group"))
  }

  @Test func markdown() {
    #expect(
      RuleText.markdown(nilMapWrite) == """
        # nil-map-write

        A write reaches a map that nothing made.

        | group | severity | stage | default |
        | --- | --- | --- | --- |
        | nilness | error | stable since 0.1.0 | on |

        ## Why

        A nil map can be read, but a write to it panics.

        The zero value of a map type is nil.

        ## Bad

        ```go
        var m map[string]int
        m["a"] = 1
        ```

        ## Good

        ```go
        m := map[string]int{}
        m["a"] = 1
        ```

        ## Measured

        | what | Go 1.19 | Go 1.27 |
        | --- | --- | --- |
        | a write to a nil map | panic | panic |

        - reads do not panic

        ## Limits

        - A map that comes back from another module counts as made.

        ## In other tools

        | tool | id | difference |
        | --- | --- | --- |
        | staticcheck | SA5000 | only maps in local variables |

        ## To suppress it

        On the line, or the line above; the reason is required:

        ```go
        //mapvet:ignore nil-map-write why it is right here
        ```

        For a whole file:

        ```go
        //mapvet:ignore-file nil-map-write why it is right here
        ```

        """)
  }

  @Test func markdownSurvivesBackticksAndBars() {
    var meta = sliceOfMaps
    meta.evidence = [Evidence("a | b", ["1.9": "1", "1.19": "2 | 3"]), Evidence("c", ["1.27": "4"])]
    let text = RuleText.markdown(meta)
    #expect(text.contains("````go\nx := `\n```\n`\n````\n"))
    #expect(
      text.contains(
        """
        | what | Go 1.9 | Go 1.19 | Go 1.27 |
        | --- | --- | --- | --- |
        | a \\| b | 1 | 2 \\| 3 |  |
        | c |  |  | 4 |
        """))
  }
}
