internal import CheckEngine
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Recordings
internal import Values

/// Answers the questions of a run by what a case gives, and by what was recorded where it gives nothing. It asks nobody.
final class CannedAnswers: Memory, Arbiter {
  private let plan: TestPlan
  /// Knows what was answered, and what was decided where secrets had a part in it.
  private let replay: Replay?
  private let state = Lock(State())

  private struct State {
    var asked: [ItemID: Int] = [:]
    var faults = Diagnostics()
  }

  /// More asks than anybody means: what retries without an end is ended.
  private static let mostAsks = 10_000

  /// What stands for secrets in `recording` is made known to `redactor`.
  init(_ plan: TestPlan, _ recording: Recording?, redactor: Redactor) {
    self.plan = plan
    replay = recording.map { Replay($0, in: plan.directory, redactor: redactor) }
  }

  /// What is wrong with the answers, as the probes found that were given them.
  var faults: Diagnostics { state.withLock { $0.faults } }

  /// The items that were not asked as often as they are given answers one by one, with both numbers.
  var unused: [(id: ItemID, asked: Int, given: Int)] {
    let asked = state.withLock { $0.asked }
    return asked.keys.sorted().compactMap { id in
      guard let given = plan.answers(for: id)?.count, given > 1, let asked = asked[id], asked < given else {
        return nil
      }
      return (id, asked, given)
    }
  }

  func recall(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
  ) async -> Recollection {
    Recollection(await answer(id, item, attempt: attempt, in: context))
  }

  /// What was decided when it was recorded, where surrogates of secrets may be judged otherwise.
  func decide(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, answer: Result<Observation, ProbeError>?,
    _ judged: Judged
  ) -> Judged {
    guard let replay, plan.answers(for: id) == nil, !item.asksNobody else { return judged }
    return replay.decide(id, item, attempt: attempt, answer: answer, judged)
  }

  /// Nothing is to be done.
  func ended(
    _ id: ItemID, _ item: PlannedItem, _ judged: Judged, attempts: Int, firstAsked: Duration?
  ) {}

  private func answer(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
  ) async -> Result<Observation, ProbeError> {
    guard !item.asksNobody else { return await SystemAsker().answer(item, in: context) }
    guard let answers = plan.answers(for: id) else {
      return recorded(id, item, attempt: attempt, in: context)
    }
    let asks = state.withLock { state in
      state.asked[id, default: 0] += 1
      return state.asked[id] ?? 1
    }
    guard asks <= (answers.count == 1 ? Self.mostAsks : answers.count) else {
      let given = answers.count == 1 ? "asks without an end" : "is given \(answers.count) answers"
      return .failure(ProbeError(.invalid, "the test gives no more observations: `\(id)` \(given)"))
    }
    return await answer(answers[answers.count == 1 ? 0 : asks - 1], for: item, in: context)
  }

  private func recorded(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
  ) -> Result<Observation, ProbeError> {
    guard let replay else {
      return .failure(ProbeError(.invalid, "the test gives no observation for `\(id)`"))
    }
    return replay.recall(id, item, attempt: attempt, in: context).answer
  }

  private func answer(
    _ statement: CannedStatement, for item: PlannedItem, in context: ProbeContext
  ) async -> Result<Observation, ProbeError> {
    do throws(FieldFault) {
      switch statement.content {
      case .outcome: throw FieldFault("is an outcome, and no answer")
      case .error(let error): return .failure(error)
      case .observation(let observation):
        if observation.noData != nil, observation.fields.isEmpty, item.question.judgesAbsence {
          throw FieldFault(
            "is no data, and the item judges that there is nothing, by its count or existence",
            help:
              "state the empty answer itself, such as `rows: []`, `samples: []`, `items: []` or `exists: false`"
          )
        }
        return .success(observation)
      case .fields(let fields): return try await rehearsed(fields, item, context)
      }
    } catch {
      state.withLock { $0.faults.add(statement.diagnostic(error, of: item.summary.id)) }
      return .failure(ProbeError(.invalid, "what the test gives cannot be the answer: \(error.message)"))
    }
  }

  private func rehearsed(
    _ fields: Fields, _ item: PlannedItem, _ context: ProbeContext
  ) async throws(FieldFault) -> Result<Observation, ProbeError> {
    guard case .success(let probe as any RehearsedProbe) = item.question.probe else {
      if case .failure(let error) = item.question.probe { return .failure(error) }
      throw FieldFault("is of a kind that cannot be answered so", help: "write `observe: {...}`")
    }
    let answer = try await probe.rehearse(fields, in: context)
    guard case .success = answer.result, let name = answer.unstated.sorted().first(where: item.reads) else {
      return answer.result
    }
    throw FieldFault("does not say `\(name)`, which the item reads", help: "state it too")
  }
}
