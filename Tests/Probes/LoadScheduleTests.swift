import ProbeKit
import Testing
import Values

@testable import Probes

/// Which requests of a load are due when, and what it means that some are late, without a clock.
@Suite struct LoadScheduleTests {
  private static func plan(
    _ pace: LoadPlan.Pace = .closed, warmUp: LoadPlan.WarmUp = .requests(0), duration: Duration? = nil,
    requests: Int? = nil, max: Int
  ) -> LoadPlan {
    LoadPlan(
      pace: pace, concurrency: 1, warmUp: warmUp, duration: duration, requests: requests, maxRequests: max)
  }

  /// Sends one request after the other to a service that takes so long for each, on a clock of its own.
  private func simulate(_ plan: LoadPlan, service: (Int) -> Duration) -> (LoadRecorder, LoadSchedule) {
    var schedule = LoadSchedule(plan)
    var recorder = LoadRecorder()
    var now = Duration.zero
    var number = 0
    while let ticket = schedule.next(at: now) {
      now = max(now, ticket.due) + service(number)
      number += 1
      recorder.record(.answered(status: 200), ticket, latency: now - ticket.due, at: now)
    }
    return (recorder, schedule)
  }

  /// Takes a millisecond, but two seconds once.
  private func stalling(_ number: Int) -> Duration { number == 500 ? .seconds(2) : .milliseconds(1) }

  @Test func anOpenLoopShowsAStallInAllThatWereDueMeanwhile() throws {
    let (recorder, schedule) = simulate(
      Self.plan(.open(rate: 100), requests: 1000, max: 1000), service: stalling)
    #expect(recorder.requests == 1000 && recorder.errors == 0)
    // 200 requests fell due during the stall, and the hundredth of them waited for more than a second.
    #expect(try #require(recorder.latency(atPercentile: 90)) > .seconds(1))
    #expect(try #require(recorder.latency(atPercentile: 99)) > .milliseconds(1800))
    #expect(try #require(recorder.latency(atPercentile: 50)) <= .milliseconds(1))
    #expect(recorder.longest == .seconds(2))
    #expect(schedule.isCutShort == false)
  }

  @Test func aClosedLoopAsksNobodyDuringAStall() throws {
    let (recorder, _) = simulate(Self.plan(requests: 1000, max: 1000), service: stalling)
    #expect(try #require(recorder.latency(atPercentile: 99)) <= .milliseconds(1))
    #expect(recorder.longest == .seconds(2))
    #expect(recorder.mean == .milliseconds(2999) / 1000)
  }

  @Test func warmUpCountsInNothingButTheBound() {
    let (byCount, _) = simulate(Self.plan(warmUp: .requests(10), requests: 20, max: 100)) { _ in .seconds(1) }
    #expect(byCount.requests == 20 && byCount.statuses == [200: 20])
    let (byTime, schedule) = simulate(
      Self.plan(warmUp: .duration(.seconds(10)), duration: .seconds(5), max: 100)
    ) { _ in .seconds(1) }
    #expect(byTime.requests == 5)
    #expect(schedule.measuredFrom == .seconds(10) && schedule.measuredUntil == .seconds(15))
    let (none, _) = simulate(Self.plan(warmUp: .duration(.seconds(10)), max: 5)) { _ in .seconds(1) }
    #expect(none.requests == 0)
  }

  @Test(arguments: [LoadPlan.Pace.closed, .open(rate: 50)])
  func theBoundHoldsAndIsTold(pace: LoadPlan.Pace) {
    let (bounded, cut) = simulate(Self.plan(pace, duration: .seconds(60), max: 7)) { _ in .milliseconds(20) }
    #expect(bounded.requests == 7 && cut.isCutShort)
    let (whole, kept) = simulate(Self.plan(pace, max: 7)) { _ in .milliseconds(20) }
    #expect(whole.requests == 7 && !kept.isCutShort)
  }

  @Test func anOpenLoopSendsWhatWasDueBeforeTheEndAlsoAfterIt() {
    let (recorder, _) = simulate(Self.plan(.open(rate: 10), duration: .seconds(1), max: 100)) { _ in
      .seconds(3)
    }
    #expect(recorder.requests == 10)
    #expect(recorder.longest == .seconds(30) - .milliseconds(900))
  }

  @Test func figuresTakeWhatWasSlowAndNotWhatWasRefused() {
    var recorder = LoadRecorder()
    let ticket = LoadSchedule.Ticket(due: .zero, isMeasured: true)
    recorder.record(.answered(status: 200), ticket, latency: .milliseconds(10), at: .milliseconds(12))
    recorder.record(.answered(status: 503), ticket, latency: .milliseconds(1), at: .milliseconds(1))
    recorder.record(.answered(status: 302), ticket, latency: .milliseconds(1), at: .milliseconds(1))
    recorder.record(.notSent, ticket, latency: .seconds(11), at: .seconds(11))
    recorder.record(
      .answered(status: 500), .init(due: .zero, isMeasured: false), latency: .seconds(1),
      at: .seconds(1))
    #expect(recorder.requests == 4 && recorder.errors == 3 && recorder.completed == 1)
    #expect(recorder.faults == [.status5xx: 1, .status3xx: 1, .notSent: 1])
    #expect(recorder.statuses == [200: 1, 503: 1, 302: 1])
    #expect(recorder.latency(atPercentile: 50).map { abs($0 / .milliseconds(1) - 10) < 0.02 } == true)
    #expect(recorder.longest == .seconds(11))
    #expect(recorder.lastCompletion == .milliseconds(12))
  }

  @Test(arguments: [(Duration.milliseconds(1), 1), (.milliseconds(9), 0)])
  func aLoadThatThisMachineLimitsIsTold(latency: Duration, notes: Int) {
    var schedule = LoadSchedule(Self.plan(max: 1000))
    var recorder = LoadRecorder()
    var now = Duration.zero
    while let ticket = schedule.next(at: now) {
      now += .milliseconds(10)
      recorder.record(.answered(status: 200), ticket, latency: latency, at: now)
    }
    let answer = LoadAnswer(plan: Self.plan(max: 1000), schedule: schedule, recorder: recorder)
    #expect(answer.observation.notes.count == notes)
    #expect(answer.observation.fields["throughput"] == .double(100))
  }
}
