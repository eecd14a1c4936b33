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

        a write to a nil map: panics

        filling a map: bytes

                Go 1.19  Go 1.23  Go 1.27
          bad   86.7 kB  86.7 kB   1.2 MB
          good      0 B        –    376 B

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

  @Test func outcomesThatDifferByVersionAreTables() {
    var meta = sliceOfMaps
    meta.figures = """
      a read of the header||=right;right;wrong
      a write and a copy||bad=[1 3];[1 3];[1 3]|good=[1 2];[1 2];[1 2]
      """
    let text = RuleText.plain(meta, width: 60)
    #expect(
      text.contains(
        """
        a read of the header

          Go 1.19  Go 1.23  Go 1.27
            right    right    wrong

        a write and a copy

          bad   [1 3]
          good  [1 2]
        """))
  }

  @Test func figuresThatAreWiderThanThePageAreListed() {
    var meta = sliceOfMaps
    meta.figures = "a race||bad=reported in 3 of 3 runs;;reported in 2 of 3 runs|good=none;;none"
    #expect(
      RuleText.plain(meta, width: 40).contains(
        """
        a race

          bad, Go 1.19   reported in 3 of 3 runs
          bad, Go 1.23   –
          bad, Go 1.27   reported in 2 of 3 runs
          good, Go 1.19  none
        """))
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

        | what | form | Go 1.19 | Go 1.23 | Go 1.27 |
        | --- | --- | --- | --- | --- |
        | a write to a nil map |  | panics | panics | panics |
        | filling a map: bytes | bad | 86.7 kB | 86.7 kB | 1.2 MB |
        | filling a map: bytes | good | 0 B | – | 376 B |

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
    meta.figures = "a b||=1;2;3"
    meta.limits = ["one | two"]
    meta.equivalents = [Equivalent("a | b", "c", "d")]
    let text = RuleText.markdown(meta)
    #expect(text.contains("````go\nx := `\n```\n`\n````\n"))
    #expect(text.contains("| what | Go 1.19 | Go 1.23 | Go 1.27 |\n| --- | --- | --- | --- |\n| a b | 1 | 2 | 3 |\n"))
    #expect(text.contains("- one | two\n"))
    #expect(text.contains("| a \\| b | c | d |\n"))
  }
}
