import CEL
import CheckModel
import Checklists
import Diagnostics
import FoundationEssentials
import ProbeKit
import Testing
import Values

@testable import CheckEngine

/// A probe that says what it was asked, and counts how often.
private struct EchoProbe: Probe {
  static let description = ProbeDescription(
    kind: "echo", summary: "Says what it was asked.", fields: [FieldDescription("query", .string, "What.")],
    observation: [.init("value", .string, "What was asked.")], examples: [])
  static let asked = Lock([String]())

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}

  let effect = Effect.read
  private let query: String

  init(_ fields: Fields, target: Target?) throws(ProbeError) { query = fields["query"]?.string ?? "" }

  func accesses(targets: [String: Target]) -> [Access] { [] }

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    Self.asked.withLock { $0.append(query) }
    // The first of two waits until it is told to stop.
    if query.hasPrefix("slow"), Self.asked.withLock({ $0.count { $0 == query } }) == 1 {
      while !Task.isCancelled { await Task.yield() }
      throw ProbeError(.timeout, "no answer within its time")
    }
    return Observation(["value": .string(query)], excerpt: "asked \(query)")
  }
}

/// Questions that only the run knows.
@Suite struct LateQuestionTests {
  private func run(_ items: String) async throws -> (asked: [String], results: [ItemID: ItemResult]) {
    let folder = FileManager.default.temporaryDirectory.path + "/late-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = Data(
      "checkctl: 1\nchecklist: main\ninputs: {empty: {type: string, default: ''}}\nitems:\n\(items)".utf8)
    try file.write(to: URL(filePath: folder + "/main.yaml"))
    let redactor = Redactor()
    let project = Project(directory: folder, registry: ProbeRegistry([EchoProbe.self]), redactor: redactor)
    let loaded = try #require(project.checklist("main"))
    let faults = project.diagnostics.all.map(\.message)
    try #require(faults.isEmpty, "\(faults)")
    let plan = project.plan(loaded, environment: nil)
    let events = Lock([RunEvent]())
    let engine = Engine(
      plan: RunPlan(checklist: "main", title: "", items: plan.items), redactor: redactor,
      resources: RunResources(), now: { Timestamp(seconds: 1_000, nanoseconds: 0) })
    _ = await engine.run { event in events.withLock { $0.append(event) } }
    var results: [ItemID: ItemResult] = [:]
    for case .itemFinished(_, let ended) in events.withLock(\.self) {
      for result in ended { results[result.item.id] = result }
    }
    return (EchoProbe.asked.withLock(\.self), results)
  }

  @Test func oneThatTurnsOutToBeTheSameIsAskedOnce() async throws {
    let name = UUID().uuidString
    let (asked, results) = try await run(
      """
        - {id: a, title: A, echo: {query: '\(name)'}, expect: {value: '\(name)'}, outputs: {v: value}}
        - {id: b, title: B, needs: [a], echo: {query: '${needs.a.outputs.v}'}, expect: {value: '\(name)'}}
        - {id: c, title: C, needs: [a], echo: {query: '${needs.a.outputs.v}!'}, expect: {value: '\(name)!'}}
        - {id: d, title: D, needs: [a], echo: {query: '${needs.a.outputs.v}!'}, expect: {value: '\(name)!'}}
        - {id: e, title: E, needs: [b], when: needs.b.outcome == 'waived', echo: {query: '\(name)?'}, expect: {value: x}}
      """)
    #expect(results.count == 5 && results["e"]?.outcome == .skipped)
    #expect(["a", "b", "c", "d"].allSatisfy { results[$0]?.outcome == .passed })
    #expect(asked.filter { $0.hasPrefix(name) }.sorted() == [name, name + "!"].sorted())
  }

  @Test func oneThatCallsMoreOfTheAnswerSecretIsAskedForItself() async throws {
    let name = UUID().uuidString
    let (asked, results) = try await run(
      """
        - {id: a, title: A, echo: {query: '\(name)'}, expect: {value: '\(name)'}, outputs: {v: value}}
        - {id: b, title: B, needs: [a], redact: [value], echo: {query: '${needs.a.outputs.v}'}, expect: {value: x}}
      """)
    #expect(asked.count { $0 == name } == 2)
    #expect(results["b"]?.outcome == .failed && results["b"]?.excerpt == nil)
    #expect(results["b"]?.message.contains(name) == false)
  }

  @Test func theLatestAnswerPassesItsOutputsOn() async throws {
    let name = UUID().uuidString
    let (_, results) = try await run(
      """
        - id: a
          title: A
          echo: {query: '\(name)'}
          expect: {value: '\(name)'}
          stable: {passes: 3, every: 1ms}
          outputs: {v: "value + '/' + string(now)"}
        - {id: b, title: B, needs: [a], echo: {query: '${needs.a.outputs.v} ${now}'}, assert: "value.startsWith('\(name)/1970-01-01T00:')"}
      """)
    #expect(results["a"]?.attempts == 3)
    #expect(results["b"]?.outcome == .passed, "\(results["b"]?.message ?? "")")
  }

  @Test func oneThatHasMoreTimeDoesNotShareTheLessOfAnother() async throws {
    let name = "slow" + UUID().uuidString
    let (asked, results) = try await run(
      """
        - {id: n, title: N, echo: {query: '\(name)-n'}, expect: {value: '\(name)-n'}, outputs: {v: "'\(name)'"}, timeout: 1ms}
        - {id: a, title: A, timeout: 300ms, echo: {query: '\(name)'}, expect: {value: x}}
        - {id: b, title: B, after: [n], timeout: 20s, echo: {query: '${inputs.empty}\(name)${needs.n.outcome.substring(0, 0)}'}, expect: {value: '\(name)'}}
      """)
    #expect(results["a"]?.outcome == .error)
    #expect(results["b"]?.outcome == .passed, "\(results["b"]?.message ?? "")")
    #expect(asked.count { $0 == name } == 2)
  }
}
