import Lint

/// Two rules as a registry would hand them over.
let nilMapWrite = RuleMeta(
  id: "nil-map-write", summary: "a write reaches a map that nothing made", group: .nilness, severity: .error,
  stage: .stable(since: "0.1.0"),
  why: """
    A nil map can be read,
    but a write to it panics.

    The zero value of a map type is nil.
    """,
  bad: "var m map[string]int\nm[\"a\"] = 1\n", good: "m := map[string]int{}\nm[\"a\"] = 1\n",
  limits: ["A map that comes back from another module counts as made."],
  figures: """
    a write to a nil map||=panics;panics;panics
    filling a map|bytes|bad=86700;86700;1234567|good=0;;376
    """,
  equivalents: [Equivalent("staticcheck", "SA5000", "only maps in local variables")])

let sliceOfMaps = RuleMeta(
  id: "slice-of-maps", summary: "each element is a map | with the same keys", group: .allocation, severity: .info,
  stage: .preview(since: "0.2.0"), isOnByDefault: false, why: "A struct is smaller.",
  bad: "x := `\n```\n`", good: "type row struct{}")
