internal import CheckModel
internal import Values

extension Outcome {
  /// The word that reports use for people; what needs attention stands out.
  var label: String {
    switch self {
    case .failed, .error, .noData, .pending, .blocked: rawValue.uppercased()
    case .passed, .skipped, .waived: rawValue
    }
  }

  /// The most urgent first.
  var urgency: Int {
    switch self {
    case .failed: 0
    case .error: 1
    case .noData: 2
    case .pending: 3
    case .blocked: 4
    case .waived: 5
    case .skipped: 6
    case .passed: 7
    }
  }

  /// The colour of its word.
  var ink: Ink {
    switch self {
    case .failed: .red
    case .error, .noData: .magenta
    case .pending, .waived: .yellow
    case .blocked: .cyan
    case .skipped: .dim
    case .passed: .green
    }
  }

  /// Whether its reader has something to do.
  var needsAttention: Bool { urgency < Outcome.waived.urgency }

  /// In the order in which counts are listed.
  static let inOrder: [Outcome] = [.passed, .failed, .error, .noData, .pending, .blocked, .waived, .skipped]
}

/// Terminal colours (ECMA-48 SGR).
enum Ink: String {
  case red = "1;31"
  case green = "32"
  case yellow = "33"
  case magenta = "1;35"
  case cyan = "36"
  case bold = "1"
  case dim = "2"

  /// The text in this colour.
  func paint(_ text: String, if color: Bool) -> String {
    color ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension ItemSummary {
  /// What is said of an item that does not count by itself.
  var countingNote: String? {
    gates ? nil : partOf.map { "counts through \($0)" } ?? "does not count"
  }
}

extension RunSummary {
  /// `5 passed, 1 failed, 2 blocked`; outcomes that no item had are left out.
  var countsText: String {
    let parts = Outcome.inOrder.compactMap { outcome in
      counts[outcome].flatMap { $0 > 0 ? "\($0) \(outcome.rawValue)" : nil }
    }
    return parts.isEmpty ? "no items" : parts.joined(separator: ", ")
  }
}

extension RunRecord {
  /// What the run says, in words.
  var verdictText: String {
    let gating = results.filter(\.item.gates)
    let open = gating.count { [.error, .noData].contains($0.decisiveOutcome) }
    switch summary.verdict {
    case .passed: return "PASSED: every item that counts passed or is waived"
    case .failed:
      let failed = gating.count { $0.outcome == .failed }
      let more = open == 0 ? "" : ", \(open) undecided"
      return failed == 0
        ? "FAILED: an item that counts is blocked by one that failed"
        : "FAILED: \(counted(failed, "item")) failed\(more)"
    case .undecided:
      return open == 0
        ? "UNDECIDED: no item that counts was decided"
        : "UNDECIDED: nothing failed, but \(counted(open, "item")) could not be decided"
    case .pending: return "PENDING: only sign-offs are missing or expired"
    case .interrupted:
      return summary.cutShort == nil
        ? "INTERRUPTED: nothing was cut short by it"
        : "INTERRUPTED: the run ended before everything was decided"
    }
  }
}
