import TestEnvironment
import Testing
import Values

/// The time of day is set back and forth under a run, as NTP and operators do.
@Suite(.timeLimit(.minutes(10))) struct FaultClockTests {
  /// Shows a program the time of day moved by as many seconds as the file CLOCK_STEP holds, and every other clock as
  /// it is. (Debian's libfaketime moves the absolute timers of the other clocks too, which no step of a real clock does.)
  private static let steppedClock = """
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static long step(void) {
      long seconds = 0;
      FILE *file = fopen(getenv("CLOCK_STEP"), "r");
      if (file) {
        if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
        fclose(file);
      }
      return seconds;
    }

    int clock_gettime(clockid_t clock, struct timespec *time) {
      int status = syscall(SYS_clock_gettime, clock, time);
      if (!status && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += step();
      return status;
    }

    int gettimeofday(struct timeval *time, void *zone) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
      return 0;
    }

    time_t time(time_t *result) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (result) *result = now.tv_sec;
      return now.tv_sec;
    }
    """

  private static let items = """
    - {id: quick, title: Q, command: {argv: ["true"]}}
    - {id: late, title: L, timeout: 1s, command: {argv: [sleep, "600"]}}
    - {id: retried, title: R, retry: {every: 100ms, for: 1s}, command: {argv: ["false"]}}
    - {id: delayed, title: D, delay: 500ms, command: {argv: ["true"]}}
    - {id: gate, title: G, timeout: 20m, command: {shell: "touch started; until test -e done; do sleep 0.05; done"}}
    - {id: asking, title: A, retry: {every: 20ms, for: 20m}, command: {shell: "echo >> asked; test -e done"}}
    """

  /// How often the item `asking` was asked.
  private func asked(in workplace: Workplace) throws -> Int {
    workplace.directory.names.contains("asked") ? try workplace.directory.read("asked").utf8.count : 0
  }

  @Test func durationsAndTimeoutsDoNotFollowTheTimeOfDay() async throws {
    let workplace = try Workplace(items: Self.items)
    try workplace.directory.write(Self.steppedClock, to: "clock.c")
    let (hour, day) = (3600, 86_400)
    try workplace.directory.write("\(-20_000 * day)", to: "step")
    let clock = workplace.directory.path(of: "clock.so")
    let compiled = try await runCommand([
      "cc", "-shared", "-fPIC", "-o", clock, workplace.directory.path(of: "clock.c"),
    ])
    try #require(compiled.exitCode == 0, "\(compiled.stderr)")
    let run = RunningCommand(
      [checkctlPath, "run", "main", "--report", "json"], environment: Workplace.variables,
      adding: ["LD_PRELOAD": clock, "CLOCK_STEP": workplace.directory.path(of: "step")],
      in: workplace.directory.path)
    try await waitUntil("the run began") { workplace.directory.names.contains("started") }
    for step in [-2 * day, 2 * day, -10_000 * day, hour, -hour, 0] {
      try workplace.directory.write("\(step)", to: "step")
      // The run has gone on under this time of day once it has asked some more.
      let before = try asked(in: workplace)
      try await waitUntil("the run asked with its clock \(step) s off", within: .seconds(60)) {
        try asked(in: workplace) >= before + 5
      }
    }
    try workplace.directory.write("", to: "done")
    let smallestStep = Double(hour)
    let report = try RunReport(try await run.result())
    #expect(report.exitCode == 1)
    #expect(report.document["started"]?.json.hasPrefix("\"197") == true, "the time of day was moved")
    #expect(try report.message("late") == "sleep did not end within 1s")
    #expect(try report.outcome("retried") == "failed")
    for id in ["quick", "delayed", "gate", "asking"] { #expect(try report.outcome(id) == "passed") }
    for id in ["quick", "late", "retried", "delayed", "gate", "asking"] {
      let seconds = Double(try report.item(id)["duration_seconds"]?.json ?? "") ?? -1
      #expect((0..<smallestStep).contains(seconds), "\(id): \(seconds)")
    }
    let whole = Double(report.document["duration_seconds"]?.json ?? "") ?? -1
    #expect((0..<smallestStep).contains(whole), "\(report.document.json)")
  }
}
