internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// Holds what came of items against what a case expects.
struct Comparison {
  let plan: TestPlan
  /// What came of each item, element by element perhaps.
  let results: [ItemID: [ItemResult]]

  /// What an expectation speaks of: one result, or those of all elements.
  private func results(of expected: ExpectedItem) -> [ItemResult] {
    let all = plan.items(expected: expected.id).flatMap { results[$0] ?? [] }
    let own = all.filter { $0.item.id.rawValue == expected.id }
    return own.isEmpty && !isElement(expected.id) ? all : own
  }

  private func isElement(_ id: String) -> Bool { id.hasSuffix("]") }

  /// The result that decides of several: the worst.
  private func decisive(_ results: [ItemResult]) -> ItemResult? {
    let worst = Outcome.worst(of: results.map(\.outcome))
    return results.first { $0.outcome == worst }
  }

  /// What came of each item that the case speaks of, by its name in the checklist.
  var outcomes: [(item: String, outcome: Outcome)] {
    plan.test.expected.flatMap { expected in
      let items = plan.items(expected: expected.id)
      return results(of: expected).compactMap { result in
        let id = items.first { results[$0]?.contains { $0.item.id == result.item.id } ?? false }
        return id.flatMap(plan.itemName).map { ($0, result.outcome) }
      }
    }
  }

  var differences: [Difference] { plan.test.expected.compactMap(difference) }

  private func difference(_ expected: ExpectedItem) -> Difference? {
    let results = results(of: expected)
    guard let result = decisive(results) else { return missing(expected) }
    var parts: [Difference.Part] = []
    func note(_ name: String, _ expected: String, _ got: String) {
      parts.append(.init(name: name, expected: expected, got: got))
    }
    let whose = results.count > 1 && result.outcome != expected.outcome ? " (\(result.item.id))" : ""
    if result.outcome != expected.outcome {
      note("outcome", expected.outcome.word, result.outcome.word + whose)
    }
    if let wanted = wantedMessage(expected, result) { note("message", wanted, result.message) }
    let findings = result.findings.map(\.message)
    if let wanted = expected.findings, wanted != findings {
      note("findings", wanted.joined(separator: "\n"), findings.joined(separator: "\n"))
    }
    for output in expected.outputs where result.outputs[output.key] != output.value {
      note("output \(output.key)", output.value.json, result.outputs[output.key]?.json ?? "none")
    }
    if let attempts = expected.attempts, attempts != result.attempts {
      note("attempts", String(attempts), String(result.attempts))
    }
    guard !parts.isEmpty else { return nil }
    // Why it came so is what its reader wants to know next.
    if !parts.contains(where: { $0.name == "message" }), !result.message.isEmpty {
      note("message", "", result.message)
    }
    return Difference(
      item: expected.id, span: expected.span, valueSpan: expected.valueSpan, parts: parts,
      seen: .init(
        outcome: result.outcome, message: result.message, findings: findings, outputs: result.outputs,
        attempts: result.attempts))
  }

  private func wantedMessage(_ expected: ExpectedItem, _ result: ItemResult) -> String? {
    if let exact = expected.exactMessage { return exact == result.message ? nil : exact }
    guard !expected.message.isEmpty else { return nil }
    let expectation = Expectation(path: ObservationPath(field: "message"), matchers: expected.message)
    let holds = expectation.judge(["message": .string(result.message)]).allSatisfy { $0 == .holds }
    return holds ? nil : expectation.phrases().joined(separator: ", ")
  }

  private func missing(_ expected: ExpectedItem) -> Difference {
    let known = plan.items(expected: expected.id).flatMap { results[$0] ?? [] }.map(\.item.id.rawValue)
    let got = known.isEmpty ? "no such item" : "no such element; there are \(known.joined(separator: ", "))"
    return Difference(
      item: expected.id, span: expected.span, valueSpan: expected.valueSpan,
      parts: [.init(name: "outcome", expected: expected.outcome.word, got: got)],
      seen: nil)
  }
}
