import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct JudgeTests {
  private func judge(
    _ answer: Answer, redactor: Redactor = Redactor(), judgesAbsence: Bool = false,
    judgesRefusal: Bool = false,
    _ change: (inout PlannedItem) -> Void = { _ in }
  ) -> Judged {
    var judged = item("a")
    judged.question = Question(
      probe: judged.question.probe, identity: judged.question.identity, judgesAbsence: judgesAbsence,
      judgesRefusal: judgesRefusal)
    change(&judged)
    let judge = Judge(redactor: redactor)
    return judge.judge(
      judged, judge.withoutSecrets(answer, of: judged.hasSecrets ? [judged] : [], at: Timestamp(seconds: 0)),
      at: Timestamp(seconds: 0))
  }

  @Test func whatHoldsPasses() {
    #expect(judge(.passes).outcome == .passed)
  }

  @Test func whatDoesNotHoldFailsWithItsFindings() {
    let judged = judge(.fails)
    #expect(judged.outcome == .failed && judged.findings.count == 1)
    #expect(judged.message.contains("value") && judged.message.contains("bad"))
  }

  @Test func anErrorIsAnError() {
    let judged = judge(.wrong)
    #expect(judged.outcome == .error && judged.message == "no such table" && !judged.isTransient)
  }

  @Test func noDataIsNotAFailureUnlessTheItemSaysSo() {
    #expect(judge(.noData).outcome == .noData)
    #expect(judge(.noData).message == "there was nothing")
    #expect(judge(.noData) { $0.failsOnNoData = true }.outcome == .failed)
  }

  @Test func anEmptyAnswerIsJudgedWhereTheItemNamesPresence() {
    let empty = Answer.success(Observation(.field("count", 0), noData: "nothing"))
    let judged = judge(empty, judgesAbsence: true) { $0.expectations = [.field("count", .eq(0))] }
    #expect(judged.outcome == .passed)
  }

  @Test func aRefusalIsJudgedWhereTheItemNamesIt() {
    let refusal = Observation(.field("reason", "refused"))
    let answer = Answer.failure(ProbeError(.refused, "refused", refusal: refusal))
    let expects: (inout PlannedItem) -> Void = { $0.expectations = [.field("reason", .eq("refused"))] }
    #expect(judge(answer, judgesRefusal: true, expects).outcome == .passed)
    #expect(judge(answer, expects).outcome == .error)
  }

  @Test func whatExpectsNothingNeverPasses() {
    #expect(judge(.passes) { $0.expectations = [] }.outcome == .error)
    #expect(judge(.passes) { $0.expectations = [.field("value")] }.outcome == .error)
  }

  @Test func whatCannotBeToldIsAnErrorButAFailureIsCertain() {
    let doubt = Expectation.field("value", .lt(3))
    let alone = judge(.passes) { $0.expectations = [doubt] }
    #expect(alone.outcome == .error)
    let both = judge(.fails) { $0.expectations = [doubt, .field("value", .eq("ok"))] }
    #expect(both.outcome == .failed && both.notes.count == 1)
    #expect(both.notes.first?.hasPrefix("could not be decided: ") == true)
  }

  @Test func secretPlacesAreMaskedBeforeAnythingIsShown() {
    let redactor = Redactor()
    let answer = Answer.success(.value(["deep": ["hunter2-secret"]]))
    let judged = judge(answer, redactor: redactor) { $0.redactedPaths = [ObservationPath(field: "value")] }
    #expect(!redactor.redact(judged.message).contains("hunter2"))
    #expect(redactor.redact("hunter2-secret") == Redactor.mask)
    #expect(judged.excerpt == nil)
  }
}

@Suite struct VerdictTests {
  @Test(arguments: [
    (Answer.passes, Verdict.passed), (.fails, .failed), (.error, .undecided), (.noData, .undecided),
  ])
  func anOutcomeCounts(answer: Answer, verdict: Verdict) {
    let run = Simulation([item("a"), item("b")]) { id, _ in .init(answer: id == "a" ? answer : .passes) }
    #expect(run.summary?.verdict == verdict)
  }

  @Test func aFailureTakesPrecedence() {
    let run = Simulation([item("a"), item("b")]) { id, _ in .init(answer: id == "a" ? .error : .fails) }
    #expect(run.summary?.verdict == .failed)
  }

  @Test func noDataCountsAsAFailureWhereTheItemSaysSo() {
    #expect(
      Simulation([item("a") { $0.failsOnNoData = true }]) { _, _ in .init(answer: .noData) }
        .summary?.verdict == .failed)
  }

  @Test func aBlockedItemCountsAsItsRoot() {
    let items = [item("a") { $0.summary.gates = false }, item("b", needs: ["a"])]
    #expect(Simulation(items) { _, _ in .init(answer: .fails) }.summary?.verdict == .failed)
    #expect(Simulation(items) { _, _ in .init(answer: .error) }.summary?.verdict == .undecided)
  }

  @Test func whatDoesNotGateDoesNotCount() {
    let items = [item("a") { $0.summary.gates = false }, item("b")]
    #expect(
      Simulation(items) { id, _ in .init(answer: id == "a" ? .fails : .passes) }.summary?.verdict == .passed)
  }

  @Test func skippedItemsAloneDecideNothing() {
    #expect(Simulation([item("a") { $0.skipReason = "no" }]).summary?.verdict == .undecided)
    #expect(Simulation([item("a") { $0.skipReason = "no" }, item("b")]).summary?.verdict == .passed)
  }
}
