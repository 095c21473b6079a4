import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct SharingTests {
  typealias Reply = Simulation.Reply

  @Test func identicalReadsAreAskedOnce() {
    let items = [
      item("a", asks: "q"), item("b", asks: "q"), item("c", needs: ["a"], asks: "q"), item("d", asks: "r"),
    ]
    let run = Simulation(items)
    #expect(run.asked.map(\.id) == ["a", "d"])
    #expect(run.results.values.allSatisfy { $0.outcome == .passed && $0.attempts == 1 })
  }

  @Test func whatIsTakenOfAnAnswerMakesNoOtherQuestion() throws {
    func item(_ id: ItemID, part: String) throws -> PlannedItem {
      var probe = FakeProbe(effect: .read)
      probe.part = part
      var item = CheckEngineTests.item(id, asks: "q")
      item.question = Question(
        probe: .success(probe),
        identity: .init(kind: "fake", target: nil, fields: Fields(["query": "q", "part": .string(part)])))
      return item
    }
    let items = [try item("a", part: "x"), try item("b", part: "y"), try item("c", part: "z")]
    let run = Simulation(items) { _, _ in Reply(answer: .success(Observation(["x": "ok", "y": "bad"]))) }
    #expect(run.asked.map(\.id) == ["a"])
    #expect(run["a"].outcome == .passed && run["b"].outcome == .failed)
    #expect(run["c"].outcome == .error && run["c"].message == "there is no z")
  }

  @Test func noAnswerIsSharedBetweenPolicies() {
    func item(_ id: ItemID, _ policy: String?) -> PlannedItem {
      CheckEngineTests.item(id, asks: "q") {
        $0.question = Question(
          probe: $0.question.probe, identity: $0.question.identity,
          policy: policy.map { NamedPolicy(identity: $0) })
      }
    }
    let run = Simulation([
      item("a", nil), item("b", "x"), item("c", "y"), item("d", nil), item("e", "x"), item("f", ""),
    ])
    #expect(run.asked.map(\.id) == ["a", "b", "c", "f"])
  }

  @Test func anErrorIsAnAnswerToo() {
    let run = Simulation([item("a", asks: "q"), item("b", after: ["a"], asks: "q")]) { _, _ in
      Reply(answer: .error)
    }
    #expect(run.asked.count == 1 && run["b"].message == "nobody is there")
  }

  @Test(arguments: [Effect.unknown, .write])
  func whatIsNotAPureReadIsNeverShared(effect: Effect) {
    #expect(
      Simulation([item("a", asks: "q", effect: effect), item("b", asks: "q", effect: effect)]).asked.count
        == 2)
  }

  @Test func anActionIsNeverShared() {
    let action: (inout PlannedItem) -> Void = { $0.summary.isAction = true }
    #expect(Simulation([item("a", asks: "q", action), item("b", asks: "q", action)]).asked.count == 2)
  }

  @Test func differentTargetsAreDifferentQuestions() {
    let run = Simulation([
      item("a", asks: "q", target: .named("x")), item("b", asks: "q", target: .named("y")),
    ])
    #expect(run.asked.count == 2)
  }

  @Test func whatOnlyLooksAlikeIsAnotherQuestion() throws {
    let run = Simulation([item("a", asks: "caf\u{E9}"), item("b", asks: "cafe\u{301}")])
    #expect(run.asked.count == 2)
    let (short, long) = (try #require(Decimal("1.5")), try #require(Decimal("1.50")))
    let asking = { (value: Value) in
      Question(
        probe: .failure(ProbeError(.invalid, "not asked")),
        identity: .init(kind: "fake", target: nil, fields: Fields(["a": value, "b": 1])))
    }
    #expect(asking(.decimal(short)).exactBytes != asking(.decimal(long)).exactBytes)
    #expect(asking(1).exactBytes != asking(1.0).exactBytes)
    let turned = Question(
      probe: .failure(ProbeError(.invalid, "not asked")),
      identity: .init(kind: "fake", target: nil, fields: Fields(["b": 1, "a": 1])))
    #expect(asking(1).exactBytes == turned.exactBytes)
  }

  @Test(arguments: [true, false])
  func anAnswerFromBeforeAnActionIsTooOldForWhatComesAfterIt(byNeeds: Bool) {
    let action = item("act", needs: ["before"], effect: .write) { $0.summary.isAction = true }
    let items = [
      item("before", asks: "q"), action, item("between", after: byNeeds ? [] : ["act"]),
      item("after", needs: byNeeds ? ["act"] : ["between"], asks: "q"),
      item("again", needs: ["after"], asks: "q"),
      item("aside", needs: ["before"], asks: "q"),
    ]
    #expect(
      Simulation(items).asked.filter { ["before", "after", "again", "aside"].contains($0.id) }.map(\.id)
        == ["before", "after"])
  }

  @Test func anAnswerFromBeforeARetriedOrStableItemIsTooOldToo() {
    let items = [
      item("first", asks: "q"),
      item("wait", needs: ["first"]) { $0.retry = RetryPolicy(every: .seconds(1), attempts: 3) },
      item("second", needs: ["wait"], asks: "q"),
      item("calm", needs: ["second"]) { $0.stable = StablePolicy(passes: 2, every: .seconds(1)) },
      item("third", needs: ["calm"], asks: "q"),
    ]
    #expect(Simulation(items).asked.map(\.id) == ["first", "wait", "second", "calm", "calm", "third"])
  }

  @Test func aReAskIsNeitherTakenFromNorGivenToOthers() {
    let items = [
      item("a", asks: "q"), item("b", asks: "q") { $0.retry = RetryPolicy(every: .seconds(5), attempts: 2) },
      item("other"), item("late", after: ["other"], asks: "q"),
    ]
    let run = Simulation(items) { id, _ in
      Reply(answer: id == "a" ? .fails : .passes, time: .seconds(id == "other" ? 9 : 1))
    }
    #expect(run["b"].outcome == .passed && run["b"].attempts == 2)
    #expect(run["late"].outcome == .failed)
    #expect(run.asked.map(\.id) == ["a", "other", "b"])
  }

  @Test func whatWasAskedBeforeADelayIsTooOldAfterIt() {
    let items = [item("a", asks: "q"), item("b", asks: "q") { $0.delay = .seconds(5) }]
    #expect(Simulation(items).asked.map(\.at) == [.zero, .seconds(5)])
  }

  @Test func eachWaiterHasItsOwnTimeout() {
    let items = [
      item("quick", asks: "q") { $0.timeout = .seconds(2) },
      item("patient", asks: "q") { $0.timeout = .seconds(10) },
    ]
    let run = Simulation(items) { _, _ in Reply(answer: .passes, time: .seconds(5)) }
    #expect(run["quick"].message == "no answer within 2s")
    #expect(run["patient"].outcome == .passed)
    #expect(run.asked.count == 1 && run.cancelled.isEmpty)
    #expect(run.timeouts["quick"] == .some(.seconds(10)))
  }

  @Test func thoseWhoWaitEquallyLongAllHearWhatDidNotCome() {
    let items = ["a", "b", "c"].map { id in
      item(ItemID(rawValue: id), asks: "q") { $0.timeout = .seconds(2) }
    }
    let run = Simulation(items) { _, _ in
      Reply(answer: .passes, time: nil, awaited: "no answer from 192.0.2.1:80")
    }
    for id in ["a", "b", "c"] {
      #expect(run[ItemID(rawValue: id)].message == "no answer from 192.0.2.1:80 within 2s")
    }
    #expect(run.asked.count == 1 && run.cancelled == ["a"] && run.now == .seconds(2))
  }

  @Test func anAskIsCancelledWhenNobodyWaitsAnyMore() {
    let items = [
      item("a", asks: "q") { $0.timeout = .seconds(2) }, item("b", asks: "q") { $0.timeout = .seconds(3) },
    ]
    let run = Simulation(items) { _, _ in Reply(answer: .passes, time: nil) }
    #expect(run["a"].message == "no answer within 2s" && run["b"].message == "no answer within 3s")
    #expect(run.cancelled == ["a"] && run.now == .seconds(3))
  }
}
