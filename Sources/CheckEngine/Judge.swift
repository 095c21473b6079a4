internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// Turns answers into outcomes.
struct Judge: Sendable {
  let redactor: Redactor

  /// Makes a judge, which tells `redactor` the secrets that answers bring.
  init(redactor: Redactor) { self.redactor = redactor }

  /// The outcome of one ask of an item, judged at a time.
  func judge(_ item: PlannedItem, _ answer: Answer, at now: Timestamp) -> Judged {
    switch answer {
    case .success(let observation): return read(observation, for: item, at: now)
    case .failure(let error):
      if let refusal = error.refusal, item.question.judgesRefusal { return judge(item, refusal, at: now) }
      return judge(item, error)
    }
  }

  /// The outcome by what the item takes of an answer.
  private func read(_ observation: Observation, for item: PlannedItem, at now: Timestamp) -> Judged {
    guard case .success(let probe) = item.question.probe else { return judge(item, observation, at: now) }
    do throws(ProbeError) {
      return judge(item, try probe.reading(observation), at: now)
    } catch {
      return judge(item, error)
    }
  }

  private func judge(_ item: PlannedItem, _ error: ProbeError) -> Judged {
    let outcome: Outcome =
      switch error.kind {
      case .unanswered: .pending
      case .notApplicable: .skipped
      default: .error
      }
    let isUnfinished = item.summary.isAction && [.timeout, .cancelled].contains(error.kind)
    return Judged(
      outcome: outcome, message: (isUnfinished ? "state unknown: " : "") + error.message,
      excerpt: error.excerpt,
      isTransient: error.isTransient)
  }

  private func judge(_ item: PlannedItem, _ observation: Observation, at now: Timestamp) -> Judged {
    let noData = item.question.judgesAbsence ? nil : observation.noData
    if let split = item.split {
      return judge(item, observation, by: split, noData: noData, at: now)
    }
    if let noData { return nothing(noData, in: observation, item) }
    var judgements = expected(of: item, observation)
    let asserted = asserted(of: item, observation, at: now)
    judgements += asserted.judgements
    let taken = outputs(of: item, observation, at: now)
    if judgements.allSatisfy({ $0 == .holds }) { judgements += taken.faults }
    if let emptiness = asserted.emptiness, judgements.allSatisfy({ $0 == .holds }) {
      return nothing(emptiness, in: observation, item)
    }
    guard !judgements.isEmpty else {
      return .error("nothing was judged: the item expects nothing of the answer")
    }
    return taken.added(to: judge(judgements, observation))
  }

  /// There was nothing to judge.
  func nothing(_ reason: String, in observation: Observation, _ item: PlannedItem) -> Judged {
    Judged(
      outcome: item.failsOnNoData ? .failed : .noData, message: reason, excerpt: observation.excerpt,
      notes: observation.notes, isTransient: !observation.isFinal)
  }

  /// What `expect` and the kind's own expectation say.
  func expected(of item: PlannedItem, _ observation: Observation) -> [Judgement] {
    item.expectations.flatMap { expectation in
      observation.doubt(about: expectation.path.field).map { [.undecided("\(expectation.path): \($0)")] }
        ?? observation.fitting(expectation).judge(observation.fields, redacting: redactor)
    }
  }

  /// What `assert` says, and what is empty so that it says nothing.
  func asserted(
    of item: PlannedItem, _ observation: Observation, at now: Timestamp, share: Int = 1
  ) -> (judgements: [Judgement], emptiness: String?) {
    var judgements: [Judgement] = []
    var emptiness: String?
    for assertion in item.assertions {
      switch assertion.judge(observation, at: now, redacting: redactor, share: share) {
      case .judged(let judgement): judgements.append(judgement)
      case .nothingToJudge(let reason): emptiness = emptiness ?? reason
      }
    }
    return (judgements, emptiness)
  }

  func judge(_ judgements: [Judgement], _ observation: Observation) -> Judged {
    var findings: [Finding] = []
    var doubts: [String] = []
    for judgement in judgements {
      switch judgement {
      case .holds: break
      case .fails(let finding): findings.append(finding)
      case .undecided(let reason): doubts.append(reason)
      }
    }
    if !findings.isEmpty {
      return Judged(
        outcome: .failed,
        message: summary(findings.map(\.message)) + (observation.cause.map { ": \($0)" } ?? ""),
        findings: findings,
        excerpt: observation.excerpt, notes: observation.notes + doubts.map { "could not be decided: \($0)" },
        isTransient: !observation.isFinal)
    }
    if !doubts.isEmpty {
      return Judged(
        outcome: .error, message: summary(doubts), excerpt: observation.excerpt,
        notes: observation.notes + doubts.dropFirst(), isTransient: !observation.isFinal)
    }
    return Judged(outcome: .passed, notes: observation.notes)
  }

  private func summary(_ messages: [String]) -> String {
    (messages.first ?? "") + (messages.count > 1 ? " (and \(messages.count - 1) more)" : "")
  }
}
