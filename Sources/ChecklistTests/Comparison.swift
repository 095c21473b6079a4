internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// Holds what came of items against what a case expects.
struct Comparison {
  let plan: TestPlan
  /// What came of each item, element by element perhaps.
  let results: [ItemID: [ItemResult]]
  /// Masks what the case expects, too.
  let redactor: Redactor

  /// What an expectation speaks of: one result, or those of all elements.
  private func results(of expected: ExpectedItem) -> [ItemResult] {
    let all = plan.items(expected: expected.id).flatMap { results[$0] ?? [] }
    let own = all.filter { $0.item.id.rawValue == expected.id }
    return own.isEmpty && !expected.id.hasSuffix("]") ? all : own
  }

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

  /// What came otherwise than expected.
  var differences: [Difference] {
    plan.test.expected.compactMap { expected in
      guard let result = decisive(results(of: expected)) else { return missing(expected) }
      let parts = parts(expected, result)
      guard !parts.isEmpty else { return nil }
      return Difference(
        expected: expected, parts: parts,
        seen: .init(
          outcome: result.outcome, message: result.reason, findings: result.findings.map(\.message),
          outputs: result.outputs, attempts: result.attempts))
    }
  }

  private func parts(_ expected: ExpectedItem, _ result: ItemResult) -> [TestDifference] {
    // Of several elements it is named which one is meant.
    let item = result.item.id.rawValue.hasPrefix(expected.id) ? result.item.id.rawValue : expected.id
    var parts: [TestDifference] = []
    func note(_ part: String, _ expected: String?, _ got: String) {
      parts.append(
        TestDifference(
          item: item, part: part, expected: expected.map(redactor.redact), got: redactor.redact(got)))
    }
    if result.outcome != expected.outcome { note("outcome", expected.outcome.word, result.outcome.word) }
    if let wanted = wantedMessage(expected, result) { note("message", wanted, result.reason) }
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
    // Why it came so is what its reader wants to know next.
    if !parts.isEmpty, !parts.contains(where: { $0.part == "message" }), !result.reason.isEmpty {
      note("message", nil, result.reason)
    }
    return parts
  }

  private func wantedMessage(_ expected: ExpectedItem, _ result: ItemResult) -> String? {
    if let exact = expected.exactMessage { return exact == result.reason ? nil : exact }
    guard !expected.message.isEmpty else { return nil }
    let expectation = Expectation(path: ObservationPath(field: "message"), matchers: expected.message)
    let holds = expectation.judge(["message": .string(result.reason)]).allSatisfy { $0 == .holds }
    return holds ? nil : expectation.phrases().joined(separator: ", ")
  }

  private func missing(_ expected: ExpectedItem) -> Difference {
    let known = plan.items(expected: expected.id).flatMap { results[$0] ?? [] }.map(\.item.id.rawValue)
    let got = known.isEmpty ? "no such item" : "no such element; there are \(known.joined(separator: ", "))"
    return Difference(
      expected: expected,
      parts: [
        TestDifference(item: expected.id, part: "outcome", expected: expected.outcome.word, got: got)
      ],
      seen: nil)
  }
}
