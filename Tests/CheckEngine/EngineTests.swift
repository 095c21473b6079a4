import CheckEngine
import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

/// Opens once; everybody waits until then, or until cancelled.
private struct Gate: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func open() { continuation.finish() }
  func wait() async { for await _ in stream {} }
}

@Suite struct EngineTests {
  private let events = Lock([RunEvent]())

  private func engine(
    _ items: [PlannedItem], _ options: RunOptions = RunOptions(), redactor: Redactor = Redactor(),
    resources: RunResources = RunResources()
  ) -> Engine {
    Engine(
      plan: plan(items), options: options, redactor: redactor, resources: resources,
      now: { Timestamp(seconds: 1_000, nanoseconds: 0) })
  }

  private func results() -> [ItemID: ItemResult] {
    events.withLock { events in
      events.reduce(into: [:]) {
        guard case .itemFinished(_, let results) = $1 else { return }
        for result in results { $0[result.item.id] = result }
      }
    }
  }

  private func record(_ event: RunEvent) { events.withLock { $0.append(event) } }

  @Test func whatAPolicyRefusesIsNotAsked() async {
    func limited(_ id: ItemID, uses: [String], demands: String? = nil, refused: Set<String>?) -> PlannedItem {
      var probe = FakeProbe { context throws(ProbeError) in
        if let demands { try context.demand(.command(demands)) }
        return .value("ok")
      }
      probe.uses = uses.map(Access.command)
      return item(id) {
        $0.question = Question(
          probe: .success(probe), identity: $0.question.identity,
          policy: refused.map { NamedPolicy(identity: "the pack p", refused: $0) })
        $0.retry = RetryPolicy(every: .seconds(1), attempts: 3)
      }
    }
    let items = [
      limited("granted", uses: ["psql"], demands: "psql", refused: ["sh"]),
      limited("before", uses: ["psql", "sh"], refused: ["sh"]),
      limited("meanwhile", uses: [], demands: "sh", refused: ["sh"]),
      limited("unlimited", uses: ["sh"], demands: "sh", refused: nil),
    ]
    _ = await engine(items).run { record($0) }
    let results = results()
    #expect(results["granted"]?.outcome == .passed && results["unlimited"]?.outcome == .passed)
    for id in ["before", "meanwhile"] as [ItemID] {
      #expect(results[id]?.outcome == .error && results[id]?.attempts == 1, "\(id)")
      #expect(results[id]?.message == "the pack p was not granted the command `sh`")
    }
  }

  @Test func aPlanRunsToItsEnd() async {
    let summary = await engine([item("a"), item("b", needs: ["a"])]).run(onEvent: record)
    #expect(summary.verdict == .passed && results().count == 2)
  }

  @Test func anInterruptCancelsProbes() async {
    let (control, gate) = (RunControl(), Gate())
    let hangs = item(
      "a",
      body: FakeProbe { _ throws(ProbeError) in
        control.interrupt()
        await gate.wait()
        throw ProbeError(.cancelled, "cancelled")
      })
    let summary = await engine([hangs, item("b", needs: ["a"])]).run(control: control, onEvent: record)
    #expect(summary.verdict == .interrupted)
    #expect(results()["a"]?.message == "not decided: interrupted")
    #expect(results()["b"]?.message == "not asked: interrupted")
  }

  @Test func anInterruptBeforeTheRunAsksNothing() async {
    let control = RunControl()
    control.interrupt()
    let summary = await engine([item("a")]).run(control: control, onEvent: record)
    #expect(summary.verdict == .interrupted && results()["a"]?.message == "not asked: interrupted")
  }

  @Test func cancellingTheCallerIsAnInterrupt() async {
    let (started, gate) = (Gate(), Gate())
    let hangs = item(
      "a",
      body: FakeProbe { _ throws(ProbeError) in
        started.open()
        await gate.wait()
        throw ProbeError(.cancelled, "cancelled")
      })
    let engine = engine([hangs])
    let run = Task { await engine.run(onEvent: record) }
    await started.wait()
    run.cancel()
    #expect(await run.value.verdict == .interrupted)
  }

  @Test func whatHadNotComeInTimeIsSaid() async {
    let gate = Gate()
    let slow = item(
      "a",
      body: FakeProbe { _ throws(ProbeError) in
        await gate.wait()
        throw ProbeError(.cancelled, "cancelled", excerpt: "so far", awaited: "no answer from db:5432")
      }
    ) { $0.timeout = .milliseconds(10) }
    _ = await engine([slow]).run(onEvent: record)
    #expect(results()["a"]?.message == "no answer from db:5432 within 10ms")
    #expect(results()["a"]?.excerpt == "so far")
  }

  @Test func aProbeThatIgnoresCancellationDoesNotHangTheRun() async {
    let gate = Gate()
    let deaf = item(
      "a",
      body: FakeProbe { _ in
        await Task { await gate.wait() }.value
        return .value("ok")
      }
    ) { $0.timeout = .milliseconds(10) }
    _ = await engine([deaf], RunOptions(stopGrace: .milliseconds(10))).run(onEvent: record)
    #expect(results()["a"]?.message == "no answer within 10ms; the probe did not stop when told to")
    gate.open()
  }

  @Test func whatIsToBeRedactedIsMaskedEverywhere() async {
    let redactor = Redactor()
    redactor.add("inputsecret")
    let leaky = item(
      "a-inputsecret",
      body: FakeProbe { _ in
        Observation(
          .field("value", "answersecret"), excerpt: "an answersecret here",
          notes: ["note answersecret"])
      }
    ) {
      $0.redactedPaths = [ObservationPath(field: "value")]
      $0.summary.title = "Title inputsecret"
      $0.summary.remedy = "Remedy inputsecret"
    }
    let summary = await engine([leaky, item("b", needs: ["a-inputsecret"])], redactor: redactor)
      .run(onEvent: record)
    let text = events.withLock { "\($0)" }
    #expect(summary.verdict == .failed)
    #expect(!text.contains("inputsecret") && !text.contains("answersecret"))
    #expect(text.contains(Redactor.mask))
  }

  @Test func theRunsClientsAreClosedAtItsEnd() async {
    final class Client: RunResource {
      let closed = Lock(false)
      func close() async { closed.withLock { $0 = true } }
    }
    let (client, resources) = (Client(), RunResources())
    _ = resources.resource { client }
    _ = await engine([item("a")], resources: resources).run(onEvent: record)
    #expect(client.closed.withLock { $0 })
  }
}
