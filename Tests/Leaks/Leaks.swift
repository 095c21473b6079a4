private import CheckModel
private import Dispatch
private import TestEnvironment
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Runs the table of faults again and again and compares what the process holds before and after, or with `--times`
/// once, and tells how long each item took beyond its timeout. With `--plant` and what is counted, a round leaks one
/// of it instead.
@main
struct Leaks {
  /// Longer than any round takes: what is not over then waits for something that never comes.
  private static let longestRound = 180
  private static let rounds = 5
  /// How late an item may be.
  private static let grace = Duration.milliseconds(500)

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      let arguments = CommandLine.arguments.dropFirst()
      let isGood =
        arguments.first == "--plant"
        ? try await keepsNothing(planting: arguments.last ?? "")
        : try await meetsFaults(inTime: arguments.contains("--times"))
      exit(isGood ? 0 : 1)
    } catch {
      say("\(error)")
      exit(70)
    }
  }

  /// Whether the table of faults leaves nothing behind, or whether its items end in time.
  private static func meetsFaults(inTime: Bool) async throws -> Bool {
    let servers = try await FaultServers.start()
    let isGood: Bool
    do {
      let run = try FaultRun(servers)
      isGood =
        inTime
        ? try await areInTime(run)
        : try await keepsNothing("\(servers.faults.count) faults", of: servers.database) {
          try await round(run).surprises
        }
    } catch {
      await servers.stop()
      throw error
    }
    await servers.stop()
    return isGood
  }

  /// Whether nothing is left behind by rounds that leak what `name` says.
  private static func keepsNothing(planting name: String) async throws -> Bool {
    guard let plant = Plant(rawValue: name) else {
      throw TestEnvironmentError("--plant takes \(Plant.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let database = try await PostgresServer.start()
    // What is planted stays: there is nothing to wait for.
    let isGood = try await keepsNothing("a leak", of: database, patience: .zero) {
      try await plant.grow(in: database)
      return []
    }
    await database.stop()
    return isGood
  }

  /// Whether after some rounds of something the process and its sessions at a database are no more than after the first.
  ///
  /// - Parameters:
  ///   - patience: how long what has been told to end may take.
  ///   - round: returns what went otherwise than it should.
  private static func keepsNothing(
    _ name: String, of database: PostgresServer, patience: Duration = .seconds(60),
    round: () async throws -> [String]
  ) async throws -> Bool {
    var surprises = try await round()
    let before = try await Counts.resting(database)
    for _ in 0..<rounds { surprises += try await round() }
    let after = try await Counts.settled(database, before: before, patience: patience)
    after.lines(since: before).forEach(say)
    surprises.forEach { say("not as the table says: \($0)") }
    let hasGrown = after.hasGrown(since: before)
    say("leaks: \(rounds) rounds of \(name), \(hasGrown ? "some" : "none")")
    return !hasGrown && surprises.isEmpty
  }

  /// Whether every item ended in time.
  private static func areInTime(_ run: FaultRun) async throws -> Bool {
    _ = try await round(run)
    let (results, surprises) = try await round(run)
    surprises.forEach { say("not as the table says: \($0)") }
    let limits = Dictionary(run.servers.faults.map { ($0.id, $0.limit) }) { first, _ in first }
    let times = results.map { result in
      let id = result.item.id.rawValue
      return (id: id, late: result.duration - (limits[id] ?? .zero))
    }.sorted { $0.late > $1.late }
    for (id, late) in times { say("\(id): \(milliseconds(late)) ms over its timeout") }
    let inTime = times.count { $0.late <= grace }
    guard let worst = times.first else { return false }
    say(
      "faults: \(inTime) of \(times.count) within 0.5 s of their timeout; the worst \(milliseconds(worst.late)) ms (\(worst.id))"
    )
    return inTime == run.servers.faults.count && surprises.isEmpty
  }

  /// One round, under a watch on a thread that no task can keep busy.
  private static func round(_ run: FaultRun) async throws -> (results: [ItemResult], surprises: [String]) {
    let isOver = Lock(false)
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(longestRound)) {
      guard !isOver.withLock({ $0 }) else { return }
      say("a round did not end within \(longestRound) s: something waits for ever")
      exit(1)
    }
    defer { isOver.withLock { $0 = true } }
    return try await run.once()
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
  }

  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
