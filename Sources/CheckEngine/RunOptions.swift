public import ProbeKit

/// How a run is to go.
public struct RunOptions: Sendable {
  /// How many questions are asked at once; less than 1 counts as 1.
  public var jobs: Int
  /// The time the whole run may take, its cleanup not counted; nil for no limit.
  public var deadline: Duration?
  /// How many questions a target is asked at once; less than 1 counts as 1. Targets not named have no limit.
  public var targetLimits: [Target: Int]
  /// The time a probe has to stop when it is told to; then the run goes on without it.
  public var stopGrace: Duration
  /// The time that each cleanup item may take after a deadline or an interrupt where it has no timeout itself.
  public var cleanupTimeout: Duration
  /// Whether identical questions are asked once.
  public var sharesAnswers: Bool

  /// Makes options.
  public init(
    jobs: Int = 32, deadline: Duration? = nil, targetLimits: [Target: Int] = [:],
    stopGrace: Duration = .seconds(2), cleanupTimeout: Duration = .seconds(30),
    sharesAnswers: Bool = true
  ) {
    self.jobs = jobs
    self.deadline = deadline
    self.targetLimits = targetLimits
    self.stopGrace = stopGrace
    self.cleanupTimeout = cleanupTimeout
    self.sharesAnswers = sharesAnswers
  }
}

/// A clock that only goes forward, for pauses, timeouts and durations.
public struct EngineClock: Sendable {
  /// The time since a moment of the clock's own choice.
  public let now: @Sendable () -> Duration
  /// Returns at that time or later, and promptly when the task is cancelled.
  public let sleep: @Sendable (_ until: Duration) async -> Void

  /// Makes a clock.
  public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void) {
    self.now = now
    self.sleep = sleep
  }

  /// The system's clock, which goes on while the machine sleeps.
  public static func continuous() -> EngineClock {
    let start = ContinuousClock.now
    return EngineClock(
      now: { ContinuousClock.now - start },
      // A cancelled sleep just ends early.
      sleep: { try? await ContinuousClock().sleep(until: start + $0) })
  }
}
