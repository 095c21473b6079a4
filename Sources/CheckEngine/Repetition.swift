internal import CheckModel
internal import Checklists
internal import Values

/// What follows an ask, by the item's `retry` and `stable`.
struct Repetition: Sendable {
  /// What follows.
  enum Next {
    /// Nothing: this is the outcome.
    case end(Judged)
    /// Another ask after a pause, for this reason.
    case again(after: Duration, because: String)
  }

  /// How many asks in a row passed.
  private(set) var passes = 0
  private var failures = 0

  /// Counts the ask numbered `asks`, that ended `elapsed` after the first began, and says what follows. Actions
  /// are asked once.
  mutating func next(_ judged: Judged, of item: PlannedItem, asks: Int, elapsed: Duration) -> Next {
    let repeats = !item.summary.isAction
    if judged.outcome.satisfiesNeeds {
      passes += 1
      if repeats, let stable = item.stable, passes < stable.passes {
        return .again(after: stable.every, because: "passed \(passes) of \(stable.passes) times")
      }
    } else if [.failed, .error, .noData].contains(judged.outcome) {
      defer { passes = 0 }
      failures += 1
      if repeats, judged.isTransient, let retry = item.retry, let pause = pause(retry, elapsed) {
        return .again(after: pause, because: judged.message)
      }
    }
    return .end(Self.counted(judged, asks: asks, elapsed: elapsed))
  }

  /// Says in the message after how many asks it came, if there was more than one.
  static func counted(_ judged: Judged, asks: Int, elapsed: Duration) -> Judged {
    guard asks > 1 else { return judged }
    var counted = judged
    let count = "after \(asks) attempts in \(elapsed.roundedText)"
    counted.message = judged.message.isEmpty ? count : "\(judged.message) (\(count))"
    for place in counted.elements.indices {
      counted.elements[place].judged = Self.counted(
        counted.elements[place].judged, asks: asks, elapsed: elapsed)
    }
    return counted
  }

  /// The pause before the next ask; nil where there is to be none.
  private func pause(_ retry: RetryPolicy, _ elapsed: Duration) -> Duration? {
    if let attempts = retry.attempts, failures >= attempts { return nil }
    let longest = Duration.seconds(86_400)
    var pause = min(max(retry.every, .zero), longest)
    if retry.backoff.isFinite, retry.backoff > 0, retry.backoff != 1 {
      for _ in 0..<min(failures - 1, 1_000) {
        let next = pause.seconds * retry.backoff
        pause = next < longest.seconds ? .seconds(next) : longest
      }
    }
    if let limit = retry.limit, elapsed + pause > limit { return nil }
    return pause
  }
}

extension Duration {
  /// The duration as a person wants to read it: in whole seconds from a minute on, else in milliseconds.
  var roundedText: String {
    let step: Int64 = self < .seconds(60) ? 1_000_000 : 1_000_000_000
    let (whole, atto) = components
    let nanoseconds = Int128(whole) * 1_000_000_000 + Int128(atto / 1_000_000_000)
    guard let known = Int64(exactly: nanoseconds) else { return unitText }
    return Duration.nanoseconds(known / step * step).unitText
  }
}
