/// The linter's findings about its own directives. They are no rules of the catalogue: nothing in Go is wrong.
extension RuleMeta {
  package static let directiveRules: [RuleMeta] = [.badSuppression, .expiredSuppression, .unusedSuppression]

  static let badSuppression = RuleMeta(
    id: "bad-suppression",
    summary: "ignore directive that is not understood and suppresses nothing",
    group: .lint, severity: .warning, stage: .stable(since: "0.1.0"),
    why: """
      A directive names the rule it silences and says why, so that the next reader can tell whether the reason still holds. \
      One without a rule, a reason or a readable date suppresses nothing.
      """,
    bad: "//mapvet:ignore nil-map-in-slice",
    good: "//mapvet:ignore nil-map-in-slice every element is made by fill, two lines up"
  )

  static let expiredSuppression = RuleMeta(
    id: "expired-suppression",
    summary: "ignore directive whose date has passed",
    group: .lint, severity: .warning, stage: .stable(since: "0.1.0"),
    why: "`until=` is a promise to come back. After that day the finding is reported again, and so is the directive.",
    bad: "//mapvet:ignore unbounded-cache until=2024-01-31 replaced by the LRU soon",
    good: "//mapvet:ignore unbounded-cache until=2099-01-31 replaced by the LRU soon"
  )

  static let unusedSuppression = RuleMeta(
    id: "unused-suppression",
    summary: "ignore directive with nothing to ignore",
    group: .lint, severity: .warning, stage: .stable(since: "0.1.0"),
    why: """
      The code was mended, or the directive stands on the wrong line: it covers its own line or, on a line of its own, the \
      next one. Left in place it would hide the next mistake. Only rules that ran are judged.
      """,
    bad: "x := 1 //mapvet:ignore unbounded-cache it is bounded by the number of users",
    good: "x := 1"
  )
}
