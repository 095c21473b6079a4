import HTTPClient
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

  private func observation(
    _ plan: LoadPlan, _ recorder: LoadRecorder, _ schedule: LoadSchedule
  ) -> Observation {
    LoadAnswer(plan: plan, schedule: schedule, recorder: recorder).observation
  }

  private func throughput(_ plan: LoadPlan, service: (Int) -> Duration) -> Value? {
    let (recorder, schedule) = simulate(plan, service: service)
    return observation(plan, recorder, schedule).fields["throughput"]
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
    // What is measured lasts until the last of them ended, well or not.
    #expect(recorder.lastEnding == .seconds(11))
  }

  @Test func throughputIsOfAllTheTimeThatWasMeasured() {
    // Two that are due within 20 seconds, and the same by their number.
    let slowly = Self.plan(.open(rate: 0.1), duration: .seconds(20), max: 10)
    #expect(throughput(slowly) { _ in .milliseconds(1) } == .double(0.1))
    #expect(
      throughput(Self.plan(.open(rate: 0.1), requests: 2, max: 10)) { _ in .milliseconds(1) } == .double(0.1))
    #expect(throughput(Self.plan(.open(rate: 0.1), max: 2)) { _ in .milliseconds(1) } == .double(0.1))
    // One that is due within the time and takes longer.
    #expect(throughput(Self.plan(duration: .seconds(1), max: 10)) { _ in .seconds(4) } == .double(0.25))
    let warmed = Self.plan(warmUp: .duration(.seconds(10)), duration: .seconds(10), max: 100)
    #expect(throughput(warmed) { _ in .seconds(2) } == .double(0.5))
  }

  @Test func throughputCountsTheTimeOfThoseThatFailed() {
    let plan = Self.plan(max: 2)
    var schedule = LoadSchedule(plan)
    var recorder = LoadRecorder()
    let tickets = (0..<2).compactMap { _ in schedule.next(at: .zero) }
    #expect(tickets.count == 2)
    recorder.record(.answered(status: 200), tickets[0], latency: .milliseconds(1), at: .milliseconds(1))
    recorder.record(
      .failed(.timeout, HTTPError(.timeout(.response), "late")), tickets[1], latency: .seconds(10),
      at: .seconds(10))
    _ = schedule.next(at: .milliseconds(1))
    #expect(observation(plan, recorder, schedule).fields["throughput"] == .double(0.1))
  }

  @Test func whoHasAnsweredMayBeAwayForAWhile() {
    var recorder = LoadRecorder()
    let ticket = LoadSchedule.Ticket(due: .zero, isMeasured: true)
    func fail(at seconds: Int, times: Int) {
      for _ in 0..<times {
        recorder.record(
          .failed(.refused, HTTPError(.connectionRefused, "refused")), ticket, latency: .zero,
          at: .seconds(seconds))
      }
    }
    recorder.record(.answered(status: 200), ticket, latency: .zero, at: .seconds(1))
    fail(at: 20, times: 100)
    #expect(!recorder.hasGivenUp)
    recorder.record(.answered(status: 503), ticket, latency: .zero, at: .seconds(21))
    fail(at: 90, times: 19)
    #expect(!recorder.hasGivenUp)
    fail(at: 91, times: 1)
    #expect(recorder.hasGivenUp)
    // An answer that comes when the load has been ended changes nothing.
    recorder.record(.answered(status: 200), ticket, latency: .zero, at: .seconds(92))
    #expect(recorder.hasGivenUp)
  }

  @Test func aLoadThatWasGivenUpIsAnError() throws {
    let plan = Self.plan(requests: 1000, max: 1000)
    var schedule = LoadSchedule(plan)
    var recorder = LoadRecorder()
    for number in 0..<25 {
      let next = schedule.next(at: .seconds(number * 2))
      let ticket = try #require(next)
      let ending: LoadRecorder.Ending =
        number < 5
        ? .answered(status: 200) : .failed(.timeout, HTTPError(.timeout(.response), "no answer within 2s"))
      recorder.record(ending, ticket, latency: .seconds(2), at: .seconds(number * 2 + 2))
    }
    let failure = LoadAnswer(plan: plan, schedule: schedule, recorder: recorder).failure
    #expect(failure?.kind == .timeout)
    #expect(
      failure?.message
        == "the load was given up: the last 20 requests were not answered, for 40s, after 5 that were: no answer within 2s"
    )
    #expect(failure?.excerpt?.hasPrefix("25 requests, 0.1 answered a second") == true)
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
    let seen = observation(Self.plan(max: 1000), recorder, schedule)
    #expect(seen.notes.count == notes)
    #expect(seen.fields["throughput"] == .double(100))
  }
}
