internal import CEL
public import ProbeKit
internal import Values

extension LoadProbe {
  /// What a checklist may say of it, and what it sees.
  public static let description = ProbeDescription(
    kind: "load",
    summary:
      "Sends an HTTP service many requests, within a bound, and sees how quickly and how well they are answered.",
    target: .http, targetAlternatives: ["url"],
    fields: loadFields + HTTPProbe.requestFields + HTTPOptions.fields, observation: observation,
    naturalExpectation: .init(field: "error_rate", matchers: [.eq(.int(0))], summary: "no errors"),
    defaultTimeout: mostTime, secrets: { HTTPCredentials.secrets(in: $0) }, examples: examples,
    details: endText)

  private static let endText = """
    WHEN A LOAD ENDS

    All that was due is sent and awaited, each for `request_timeout` at most. A load that has not ended after the item's
    `timeout`, or after 1h where it has none, is an error. So is one that nobody answers: it is given up when the first 20
    requests are not answered, or later on when 20 in a row and none for 30s are. Where `max_requests` ends it before
    `requests` or `duration` are measured, there is no data.
    """

  private static let loadFields: [FieldDescription] = [
    .init(
      "max_requests", .int(1...1_000_000),
      "How many requests are sent at most, warm-up included: nothing sends a load without such a bound. Where neither `requests` nor `duration` is named, so many are sent; where they end sooner by it, there is no data.",
      isRequired: true),
    .init(
      "requests", .int(1...1_000_000),
      "How many requests are measured; beside `duration`, what is reached first ends it."),
    .init("duration", .duration, "How long is measured; what is due within it is still sent and awaited."),
    .init(
      "warmup", .either([.duration, .int(1...1_000_000)]),
      "How long, or how many requests, come first and count in no figure."),
    .init(
      "rate", .number,
      "Requests a second, at most 10,000: they are sent when they are due, however slow the answers are, and latencies begin then. Without it the next one is sent when one is answered."
    ),
    .init(
      "concurrency", .int(1...1_000),
      "How many requests are in flight at once, at most; 10 where it is left out, and 100 beside `rate`."),
    .init(
      "request_timeout", .duration,
      "How long one request may take, and wait beyond its time until it is sent; more is an error.",
      defaultValue: "10s"),
  ]

  private static let observation: [Type.Field] = [
    .init(
      "p50", .duration,
      "The latency of the median request, from the time it was due to the end of its answer. Those answered with an error do not count; those that timed out do."
    ),
    .init("p90", .duration, "The latency within which 90 % of the requests stayed."),
    .init("p95", .duration, "The latency within which 95 % of the requests stayed."),
    .init("p99", .duration, "The latency within which 99 % of the requests stayed."),
    .init("max", .duration, "The longest latency."),
    .init("mean", .duration, "The mean latency."),
    .init(
      "throughput", .double,
      "Requests answered without an error, in a second of the measured time, which lasts until all of them were answered or given up."
    ),
    .init("error_rate", .double, "The share of the requests that came to an error, from 0 to 1."),
    .init("requests", .int, "How many requests were measured."),
    .init(
      "errors", .object(LoadFault.allCases.map { .init($0.rawValue, .int, $0.summary) }),
      "How many requests came to an error, by its kind. Anything but a status of 2xx is one."),
    .init("statuses", .map(key: .string, value: .int), "How many answers there were of each status."),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "A service keeps its latency and throughput",
      yaml: """
        load: {target: api, path: /health, concurrency: 8, warmup: 2s, duration: 10s, max_requests: 100000}
        expect:
          p95: {le: 100ms}
          throughput: {ge: 500}
          error_rate: {le: 0.01}
        """),
    .init(
      "A steady rate, whatever the answers take",
      yaml: """
        load: {target: api, path: /health, rate: 50, duration: 20s, max_requests: 1000}
        expect: {p99: {lt: 250ms}}
        """),
    .init(
      "Commands, which change something",
      yaml: """
        action: true
        load:
          target: api
          path: /commands
          method: POST
          json: {type: ping}
          requests: 500
          warmup: 50
          max_requests: 550
        expect: {p95: {le: 50ms}, errors.status_5xx: 0}
        """),
  ]
}
