internal import CEL
internal import CheckModel
public import ProbeKit
public import Values

/// A condition that must hold of an observation, with the inputs that it reads.
public struct Assertion: Sendable {
  /// As it was written.
  public var source: String { expression.source }
  private var expression: ObservedExpression

  /// What an assertion says of an observation.
  public enum Verdict: Hashable, Sendable {
    /// It holds, it does not, or it cannot be told.
    case judged(Judgement)
    /// It only holds because something that was observed is empty.
    case nothingToJudge(String)
  }

  init(_ expression: ObservedExpression) { self.expression = expression }

  mutating func bind(needs: Value) { expression.bind(needs: needs) }

  func holdsSecret(_ redactor: Redactor) -> Bool { expression.holdsSecret(redactor) }

  /// What it says of an observation at a time; what is shown of it is masked before it is shortened.
  ///
  /// - Parameter share: Among how many that are judged together the cost of judging is shared.
  public func judge(
    _ observation: Observation, at now: Timestamp, redacting redactor: Redactor, share: Int = 1
  ) -> Verdict {
    do {
      let result = try expression.evaluate(observation, at: now, budget: Budget(share: share))
      switch result.value {
      case .bool(true):
        guard let empty = result.emptyRanges.first else { return .judged(.holds) }
        return .nothingToJudge("`\(empty)` is empty, so `\(source)` says nothing")
      case .bool(false):
        let values = expression.values(observation, at: now, redacting: redactor)
        return .judged(.fails(Finding(path: "assert", expected: "`\(source)`", observed: values)))
      default: return .judged(.undecided("`\(source)` is \(result.value.kindName), not true or false"))
      }
    } catch {
      return .judged(expression.judgement(of: error, path: "assert", observation, at: now, redactor))
    }
  }
}
