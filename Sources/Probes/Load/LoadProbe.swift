public import Diagnostics
internal import HTTPClient
public import ProbeKit
internal import Values

/// Sends an HTTP service many requests and sees how quickly, how many and how well they are answered.
///
/// There is no more than `max_requests` of them. Connections are kept, no redirect is followed and nothing is sent twice,
/// so that each request of the load is one that the service gets.
public struct LoadProbe: Probe {
  /// As of the `http` kind. Items that ask for the very same load share it: the service bears it once.
  public let effect: Effect
  private let request: HTTPRequest
  private let target: Target?
  private let timeout: Duration
  private let plan: LoadPlan

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other or name no usable URL.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    var request = try HTTPProbe.request(fields, target)
    effect = HTTPProbe.isRead(request.method) ? .read : .write
    timeout = fields.duration("request_timeout") ?? Self.defaultRequestTimeout
    request.timeout = timeout
    request.isSentAtMostOnce = true
    request.discardsBody = true
    self.request = request
    self.target = target
    plan = try Self.plan(fields)
    if let limit = target?.fields.int("max_connections"), limit < plan.concurrency {
      throw ProbeError(
        .invalid,
        "the target '\(target?.name ?? "")' is to be asked over \(limit) connections at most (max_connections), and the load would open \(plan.concurrency): set `concurrency`"
      )
    }
  }

  /// As of the `http` kind. No redirect is followed.
  public func accesses(targets: [String: Target]) -> [Access] { request.accesses(target: target) }

  /// Sends the load, over connections of its own; throws where nobody answers, or nobody any more. Cancelling the task ends
  /// it and closes them at once.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    if let limit = context.timeout, plan.leastTime >= limit {
      throw ProbeError(
        .invalid,
        "`warmup` and `duration` come to \(plan.leastTime.unitText), and the item may take \(limit.unitText): give it a longer `timeout`"
      )
    }
    let client = HTTPClient(maxKeptConnections: plan.concurrency)
    let load = LoadRun(request, timeout: timeout, plan, over: client)
    let result: Result<Void, HTTPError>
    do throws(HTTPError) {
      result = .success(try await load.run())
    } catch {
      result = .failure(error)
    }
    await client.close()
    let counted = load.counted
    if Task.isCancelled {
      let sent = "\(counted.sent) of at most \(plan.maxRequests) requests were sent"
      throw ProbeError(
        .cancelled, "the load was ended early: \(sent)", awaited: "the load did not end: \(sent)")
    }
    if case .failure(let error) = result { throw ProbeError(error) }
    let answer = LoadAnswer(plan: plan, schedule: counted.schedule, recorder: counted.recorder)
    if let failure = answer.failure { throw failure }
    return answer.observation
  }

  /// How long all of it may take where the item has no `timeout`.
  static let mostTime = Duration.seconds(3600)
  static let defaultRequestTimeout = Duration.seconds(10)
  static let defaultConcurrency = 10
  static let defaultOpenConcurrency = 100

  private static func plan(_ fields: Fields) throws(ProbeError) -> LoadPlan {
    let rate = fields["rate"]?.double
    if let rate, !isRate(rate) {
      throw ProbeError(.invalid, "the rate should be more than 0 and at most \(Int(maxRate)) a second")
    }
    for name in ["duration", "request_timeout"] {
      guard let length = fields.duration(name), length <= .zero else { continue }
      throw ProbeError(.invalid, "\(name) should be more than nothing, and is \(length.unitText)")
    }
    let warmUp: LoadPlan.WarmUp =
      if case .duration(let length)? = fields["warmup"] { .duration(length) } else {
        .requests(fields.int("warmup") ?? 0)
      }
    return LoadPlan(
      pace: rate.map { .open(rate: $0) } ?? .closed,
      concurrency: fields.int("concurrency") ?? (rate == nil ? defaultConcurrency : defaultOpenConcurrency),
      warmUp: warmUp, duration: fields.duration("duration"), requests: fields.int("requests"),
      maxRequests: fields.int("max_requests") ?? 0)
  }

  static let maxRate = 10_000.0

  static func isRate(_ rate: Double) -> Bool { rate > 0 && rate <= maxRate }
}

extension LoadProbe {
  /// Finds fields that contradict each other, methods that need an action, and bounds, the item's time among them, that end
  /// the load before it says anything.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    HTTPProbe.checkRequest(draft, into: &diagnostics)
    let rate = draft["rate"]?.value?.double
    if let rate, let field = draft["rate"], !isRate(rate) {
      diagnostics.add(.wrongRate(at: field.span))
    }
    let warmUp = draft["warmup"]
    if let duration = draft["duration"], draft["requests"] == nil {
      let (least, most) = (length(duration) + length(warmUp), draft.timeout ?? mostTime)
      if least >= most.seconds {
        diagnostics.add(.tooLong(.seconds(least), limit: most, at: duration.span))
      }
    }
    guard let bound = draft["max_requests"], let limit = bound.value?.int else { return }
    let planned = (draft["requests"]?.value?.int ?? 0) + (warmUp?.value?.int ?? 0)
    let lasting = length(draft["duration"]) + length(warmUp)
    if planned > limit {
      diagnostics.add(.tooMany(planned, "`requests` and `warmup`", limit: limit, at: bound.span))
    } else if let rate, isRate(rate), draft["requests"] == nil, rate * lasting > Double(limit) {
      let most = min(rate * lasting, 1e15)
      diagnostics.add(
        .tooMany(Int(most.rounded(.up)), "`rate`, `warmup` and `duration`", limit: limit, at: bound.span))
    } else if warmUp?.value?.int == limit {
      diagnostics.add(.onlyWarmUp(limit: limit, at: bound.span))
    }
  }

  /// A duration in seconds; 0 where it is not known, or none.
  private static func length(_ field: ProbeDraft.Field?) -> Double {
    guard let value = field?.value, case .duration(let length)? = try? conform(value, to: .duration) else {
      return 0
    }
    return length / .seconds(1)
  }
}

extension Diagnostic {
  fileprivate static func wrongRate(at span: Span) -> Diagnostic {
    Diagnostic(
      "invalid-rate", "the rate should be more than 0 and at most \(Int(LoadProbe.maxRate)) a second",
      at: span,
      help: "it is a number of requests a second; for one request in ten seconds write 0.1")
  }

  fileprivate static func tooLong(_ least: Duration, limit: Duration, at span: Span) -> Diagnostic {
    Diagnostic(
      "load-beyond-timeout",
      "`warmup` and `duration` come to \(least.unitText), and the item may take \(limit.unitText)", at: span,
      help: "give the item a `timeout` that is longer than both, and than the last answers take")
  }

  fileprivate static func tooMany(_ count: Int, _ fields: String, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      "load-beyond-limit", "\(fields) come to \(count) requests, and `max_requests` allows \(limit)",
      at: span,
      help: "raise `max_requests`, or ask for less")
  }

  fileprivate static func onlyWarmUp(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      "load-beyond-limit", "all of the \(limit) requests that `max_requests` allows are warm-up", at: span,
      help: "raise `max_requests`, or warm up with less")
  }
}
