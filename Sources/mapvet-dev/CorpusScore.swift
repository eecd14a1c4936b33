import Lint

/// How a rule does on the labelled repositories.
struct CorpusScore {
  var rule: String
  /// Findings at medium confidence and above, and below it.
  var shown = 0
  var hidden = 0
  /// Of those shown, the ones that a person judged.
  var right = 0
  var wrong = 0
  /// Findings judged true, at whatever confidence, that this build does not report.
  var lost = 0

  static func scores(_ rules: [String], _ found: [CorpusFinding], _ labels: [CorpusLabel]) -> [CorpusScore] {
    struct Key: Hashable {
      var source: CorpusSource
      var place: String
      var rule: String
    }
    let verdicts = Dictionary(labels.map { (Key(source: $0.source, place: $0.place, rule: $0.rule), $0.isTrue) }) { $1 }
    var scores = Dictionary(uniqueKeysWithValues: rules.map { ($0, CorpusScore(rule: $0)) })
    var reported: Set<Key> = []
    for finding in found {
      let key = Key(source: finding.source, place: finding.place, rule: finding.finding.rule)
      guard var score = scores[key.rule] else { continue }
      let isNew = reported.insert(key).inserted
      if finding.finding.confidence == .low {
        score.hidden += 1
      } else {
        score.shown += 1
        if isNew, let isTrue = verdicts[key] {
          if isTrue { score.right += 1 } else { score.wrong += 1 }
        }
      }
      scores[key.rule] = score
    }
    for (key, isTrue) in verdicts where isTrue && !reported.contains(key) { scores[key.rule]?.lost += 1 }
    return rules.compactMap { scores[$0] }
  }

  /// `-` where nothing is judged.
  private var precision: String {
    let judged = right + wrong
    return judged == 0 ? "-" : "\((right * 100 + judged / 2) / judged) %"
  }

  static func table(_ scores: [CorpusScore]) -> [String] {
    ["rule\tfindings\tlow confidence\tjudged\ttrue\tprecision\ttrue ones lost"]
      + scores.map { score in
        [
          score.rule, "\(score.shown)", "\(score.hidden)", "\(score.right + score.wrong)", "\(score.right)",
          score.precision,
          "\(score.lost)",
        ].joined(separator: "\t")
      }
  }

  /// What the documentation shows.
  static func file(_ scores: [CorpusScore]) -> String {
    "rule\tfindings\tjudged\ttrue\n"
      + scores.map { "\($0.rule)\t\($0.shown)\t\($0.right + $0.wrong)\t\($0.right)\n" }.joined()
  }
}
