/// What a run says, as the exit code of the program.
public enum Verdict: Int32, Hashable, Sendable {
  /// Every gating item passed or is waived, and at least one was decided.
  case passed = 0
  /// A gating item failed.
  case failed = 1
  /// No gating item failed, but something could not be decided, or nothing was.
  case undecided = 2
  /// Only sign-offs are missing or expired.
  case pending = 3
  /// The run was interrupted, whatever was decided until then.
  case interrupted = 130

  /// One word for reports.
  public var name: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .undecided: "undecided"
    case .pending: "pending"
    case .interrupted: "interrupted"
    }
  }

  /// The verdict over the decisive outcomes of all gating items of a run.
  public init(gating seen: Set<Outcome>, interrupted: Bool) {
    if interrupted {
      self = .interrupted
    } else if seen.contains(.failed) {
      self = .failed
    } else if !seen.isDisjoint(with: [.error, .noData, .blocked]) {
      self = .undecided
    } else if seen.contains(.pending) {
      self = .pending
    } else {
      self = seen.isDisjoint(with: [.passed, .waived]) ? .undecided : .passed
    }
  }
}

extension Outcome {
  /// The outcome that counts: a blocked item counts as its root does.
  public func decisive(root: Outcome?) -> Outcome { self == .blocked ? root ?? .blocked : self }
}

extension ItemResult {
  /// The outcome that counts.
  public var decisiveOutcome: Outcome { outcome.decisive(root: root?.outcome) }
}
