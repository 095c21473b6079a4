internal import CEL
public import Diagnostics
public import ProbeKit
internal import Values

extension PromQLProbe {
  /// What a checklist may say of it, and what it sees.
  public static let description = ProbeDescription(
    kind: "promql", summary: "Asks Prometheus a query and observes its result.", target: .prometheus,
    fields: fields, observation: observation, presenceFields: ["count"], examples: examples)

  private static let fields: [FieldDescription] = [
    .init("query", .string, "The query.", isRequired: true, interpolation: .promQL),
    .init(
      "time", .any, "The time to ask about, such as 2026-01-31T12:30:00Z; the end of a range. Now by default."
    ),
    .init(
      "range",
      .object([
        .init("since", .duration, "How long before its end the range begins."),
        .init("start", .any, "When the range begins, where `since` does not say."),
        .init("step", .duration, "The time between two values.", isRequired: true),
      ]), "Asks about a span of time instead of one point."),
    .init("max_body", .size, "How large the answer may be.", defaultValue: "10Mi"),
  ]

  private static let observation: [Type.Field] = [
    .init(
      "value", .double,
      "The number, where the result is a single one; the latest of a range. A text result stands here as text."
    ),
    .init(
      "samples",
      .list(
        .object([
          .init("labels", .map(key: .string, value: .string), "The labels of the series."),
          .init("value", .double, "Its value; the latest of a range."),
          .init("timestamp", .timestamp, "The time of that value."),
          .init(
            "values",
            .list(
              .object([
                .init("timestamp", .timestamp, "The time of a value."),
                .init("value", .double, "The value."),
              ])), "All values of a range; absent otherwise."),
        ])), "All series of the result."),
    .init("count", .int, "The number of series."),
    .init(
      "warnings", .list(.string), "What Prometheus warns of, such as that a part of the data is missing."),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "The share of failed requests",
      yaml: """
        promql:
          query: sum(rate(requests_failed_total[5m])) / sum(rate(requests_total[5m]))
        expect: {value: {lt: 0.01}}
        """),
    .init(
      "No alert is firing",
      yaml: """
        promql: {target: metrics, query: 'ALERTS{alertstate="firing", severity="critical"}'}
        expect: {count: 0}
        """),
    .init(
      "A value over the last hour",
      yaml: """
        promql:
          query: max(queue_length)
          range: {since: 1h, step: 1m}
        expect: {"samples[0].values": {length: {ge: 60}}, value: {lt: 100}}
        """),
  ]

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if let field = draft["query"], let query = field.value?.string, query.allSatisfy(\.isWhitespace) {
      diagnostics.add(Diagnostic("invalid-query", "the query is empty", at: field.span))
    }
    if let field = draft["time"], let value = field.value, timestamp(value) == nil {
      diagnostics.add(.invalidTime("time", at: field.span))
    }
    guard let field = draft["range"], let range = field.value?.map else { return }
    checkRange(range, at: field.span, into: &diagnostics)
  }

  private static func checkRange(_ range: ValueMap, at span: Span, into diagnostics: inout Diagnostics) {
    switch (range["start"], range["since"]) {
    case (nil, nil):
      diagnostics.add(
        Diagnostic(
          "missing-field", "the range lacks its beginning", at: span, help: "add `since: 1h`, or `start:`"))
    case (_?, _?):
      diagnostics.add(
        Diagnostic(
          "conflicting-fields", "`since` and `start` exclude each other", at: span, help: "leave one out"))
    case (let start?, nil) where timestamp(start) == nil:
      diagnostics.add(.invalidTime("start", at: span))
    default: break
    }
    guard let step = range["step"]?.string.flatMap(Duration.init(units:)), step <= .zero else { return }
    diagnostics.add(Diagnostic("invalid-duration", "the step should be more than 0s", at: span))
  }
}

extension Diagnostic {
  fileprivate static func invalidTime(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      "invalid-time", "`\(name)` is not a time", at: span,
      help: "write it as 2026-01-31T12:30:00Z, or as seconds since 1970")
  }
}
