internal import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a whole process took, its children included.
struct Usage {
  /// From its start to its end, in seconds.
  var wall: Double
  /// Of the processors, in seconds.
  var cpu: Double
  /// The most memory that it had at once, in MiB.
  var memory: Double

  /// Runs a command to its end, with nothing to read and its output thrown away. Throws where its exit code is another.
  static func of(
    _ command: [String], expecting code: Int32 = 0, adding variables: [String: String] = [:]
  ) throws -> Usage {
    let start = ContinuousClock.now
    let child = try spawn(command, adding: variables)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 && errno == EINTR {}
    let wall = (ContinuousClock.now - start).inSeconds
    guard status & 0x7F == 0, (status >> 8) & 0xFF == code else {
      throw TestEnvironmentError("\(command.joined(separator: " ").prefix(200)) ended with status \(status)")
    }
    let cpu = usage.ru_utime.inSeconds + usage.ru_stime.inSeconds
    return Usage(wall: wall, cpu: cpu, memory: Double(usage.ru_maxrss) / 1024)
  }

  /// The medians of several.
  static func median(of all: [Usage]) -> Usage {
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    return Usage(
      wall: middle(all.map(\.wall)), cpu: middle(all.map(\.cpu)), memory: middle(all.map(\.memory)))
  }

  private static func spawn(_ command: [String], adding variables: [String: String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"]
    environment += variables.map { "\($0.key)=\($0.value)" }
    var arguments = command.map { strdup($0) } + [nil]
    var entries = environment.map { strdup($0) } + [nil]
    defer { (arguments + entries).forEach { free($0) } }
    var child: pid_t = 0
    let number = posix_spawnp(&child, command[0], &actions, nil, &arguments, &entries)
    guard number == 0 else {
      throw TestEnvironmentError("\(command[0]): \(String(cString: strerror(number)))")
    }
    return child
  }
}

extension Duration {
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

extension timeval {
  fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
