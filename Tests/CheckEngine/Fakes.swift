import CheckModel
import Checklists
import Diagnostics
import ProbeKit
import Values

@testable import CheckEngine

/// A probe that does what a test says.
struct FakeProbe: Probe {
  static let description = ProbeDescription(
    kind: "fake", summary: "Asks nobody.", fields: [], observation: [], presenceFields: ["count"],
    refusalFields: ["reason"], readingFields: ["part"], examples: [])

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}

  let effect: Effect
  var part: String?
  var uses: [Access] = []
  let body: @Sendable (ProbeContext) async throws(ProbeError) -> Observation

  init(_ fields: Fields, target: Target?) throws(ProbeError) {
    throw ProbeError(.internal, "made by tests only")
  }

  init(
    effect: Effect = .unknown,
    body: @escaping @Sendable (ProbeContext) async throws(ProbeError) -> Observation = { _ in .value("ok") }
  ) {
    self.effect = effect
    self.body = body
  }

  func accesses(targets: [String: Target]) -> [Access] { uses }

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation { try await body(context) }

  func reading(_ observation: Observation) throws(ProbeError) -> Observation {
    guard let part else { return observation }
    guard let value = observation.fields[.string(part)] else {
      throw ProbeError(.invalid, "there is no \(part)")
    }
    return .value(value)
  }
}

/// A policy that refuses some commands.
struct NamedPolicy: AccessPolicy {
  let identity: String
  var refused: Set<String> = []

  func refusal(of access: Access) -> String? {
    if case .command(let name) = access, refused.contains(name) {
      "\(identity) was not granted \(access)"
    } else {
      nil
    }
  }
}

extension Observation {
  static func value(_ value: Value) -> Observation {
    Observation(ValueMap([(ValueKey.string("value"), value)]))
  }
}

extension Expectation {
  static func field(_ name: String, _ matchers: Matcher...) -> Expectation {
    Expectation(path: ObservationPath(field: name), matchers: matchers)
  }
}

extension ValueMap {
  static func field(_ name: String, _ value: Value) -> ValueMap { ValueMap([(.string(name), value)]) }
}

extension Target {
  static func named(_ name: String) -> Target {
    Target(name: name, type: "fake", address: "there", fields: Fields(ValueMap()))
  }
}

extension Answer {
  static let passes = Answer.success(.value("ok"))
  static let fails = Answer.success(.value("bad"))
  static let noData = Answer.success(Observation(ValueMap(), noData: "there was nothing"))
  static let error = Answer.failure(ProbeError(.unreachable, "nobody is there"))
  static let wrong = Answer.failure(ProbeError(.invalid, "no such table"))
}

/// An item that expects the value `ok`, asks a question of its own, and is changed by `change`.
func item(
  _ id: ItemID, needs: [ItemID] = [], after: [ItemID] = [], asks question: String? = nil,
  effect: Effect = .read, target: Target? = nil, body: FakeProbe? = nil,
  _ change: (inout PlannedItem) -> Void = { _ in }
) -> PlannedItem {
  var item = PlannedItem(
    summary: ItemSummary(id: id, title: "Title of \(id)", kind: "fake"),
    question: Question(
      probe: .success(body ?? FakeProbe(effect: effect)),
      identity: Question.Identity(
        kind: "fake", target: target,
        fields: Fields(ValueMap([(ValueKey.string("query"), .string(question ?? id.rawValue))])))))
  item.needs = needs
  item.after = after
  item.expectations = [.field("value", .eq("ok"))]
  change(&item)
  return item
}

func plan(_ items: [PlannedItem]) -> RunPlan {
  RunPlan(checklist: "test", title: "Test", environment: "here", items: items)
}
