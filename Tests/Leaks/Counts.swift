internal import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a process can leak and the system counts, and what a database counts of its sessions.
struct Counts {
  /// The counts by what is counted, in the order in which they are shown.
  let all: [(name: String, count: Int)]

  /// Counts now.
  static func current(_ database: PostgresServer) async throws -> Counts {
    // Asking the database starts a program, which is over before the rest is counted.
    let sessions = try await database.run(
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'checkctl'")
    return Counts(all: [
      ("threads", entries("/proc/self/task").count), ("descriptors", entries("/proc/self/fd").count),
      ("children", children), ("sessions", Int(sessions) ?? -1),
    ])
  }

  /// Counts until nothing changes for some seconds: threads that have nothing to do end after a while.
  static func resting(_ database: PostgresServer) async throws -> Counts {
    var counts = try await current(database)
    var quietTimes = 0
    for _ in 0..<120 where quietTimes < 6 {
      try await Task.sleep(for: .milliseconds(500))
      let next = try await current(database)
      quietTimes = next.all.map(\.count) == counts.all.map(\.count) ? quietTimes + 1 : 0
      counts = next
    }
    return counts
  }

  /// Counts until nothing is more than it was `before`, or `patience` ends: what has been told to end takes its time.
  static func settled(
    _ database: PostgresServer, before: Counts, patience: Duration
  ) async throws -> Counts {
    let end = ContinuousClock.now + patience
    var counts = try await current(database)
    while counts.hasGrown(since: before), ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(500))
      counts = try await current(database)
    }
    return counts
  }

  /// Whether any count is larger than it was.
  func hasGrown(since before: Counts) -> Bool {
    zip(all, before.all).contains { $0.count > $1.count }
  }

  /// A line for each count.
  func lines(since before: Counts) -> [String] {
    zip(all, before.all).map { after, before in
      "\(after.name): \(before.count) before, \(after.count) after\(after.count > before.count ? ": LEAK" : "")"
    }
  }

  private static var children: Int {
    entries("/proc/self/task").map { thread in
      let list = try? readFile("/proc/self/task/\(thread)/children")
      return list?.split(separator: " ").count ?? 0
    }.reduce(0, +)
  }

  private static func entries(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { !$0.hasPrefix(".") }
  }
}
