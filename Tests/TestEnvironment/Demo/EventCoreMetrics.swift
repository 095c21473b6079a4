/// The stand-in's metrics at a moment of its life, in Prometheus' text exposition format 0.0.4.
struct EventCoreMetrics {
  let counts: EventCoreCounts
  let faults: EventCoreService.Faults

  /// The text that `/metrics` answers.
  var exposition: String {
    (application + pool + business + infrastructure)
      .filter { !faults.missingMetrics.contains($0.name) }
      .map(\.text).joined()
  }

  private struct Metric {
    let name: String
    let text: String
  }

  private var commands: Double { counts.commands }
  private var elapsed: Double { counts.elapsed }

  private var application: [Metric] {
    [
      counter("eventcore_commands_total", commands, "Commands executed"),
      counter("eventcore_command_errors_total", counts.failed, "Commands that failed"),
      duration,
      counter("eventcore_authentication_failures_total", 0, "Requests whose token was refused"),
      counter("eventcore_events_written_total", commands * 1.7, "Events written"),
      gauge("eventcore_active_streams", 42, "Streams with recent events"),
      gauge("eventcore_projection_lag_seconds", 0.3, "Age of the oldest event not yet projected"),
    ]
  }

  private var pool: [Metric] {
    [
      gauge("eventcore_connection_pool_size", Double(faults.poolSize), "Connections in use"),
      gauge("eventcore_connection_pool_max_size", 20, "Connections that may be in use"),
      counter("eventcore_connection_pool_errors_total", Double(faults.poolErrors), "Failed connections"),
    ]
  }

  private var business: [Metric] {
    [
      counter("eventcore_orders_placed_total", 3 * elapsed, "Orders placed"),
      counter("eventcore_users_registered_total", elapsed, "Users registered"),
    ]
  }

  private var infrastructure: [Metric] {
    [
      counter("process_cpu_seconds_total", 0.05 * elapsed, "Processor time used"),
      gauge("process_resident_memory_bytes", 93_000_000, "Resident memory"),
      gauge("process_open_fds", 37, "Open file descriptors"),
      counter(
        "node_cpu_seconds_total", elapsed, "Processor time of the machine", labels: #"{cpu="0",mode="idle"}"#),
      gauge("node_memory_MemAvailable_bytes", 6_200_000_000, "Memory that can be had without swapping"),
      gauge(
        "node_filesystem_avail_bytes", 88_000_000_000, "Room on the file system", labels: #"{mountpoint="/"}"#
      ),
    ]
  }

  private var duration: Metric {
    let name = "eventcore_command_duration_seconds"
    let quick = commands - counts.slow
    let buckets: [(String, Double)] = [
      ("0.01", quick * 0.2), ("0.05", quick * 0.9), ("0.1", quick * 0.98), ("0.5", quick), ("1", quick),
      ("2.5", commands), ("+Inf", commands),
    ]
    let lines = buckets.map { "\(name)_bucket{le=\"\($0)\"} \($1)\n" }.joined()
    let sum = quick * 0.04 + counts.slow * 2
    return Metric(
      name: name,
      text: header(name, "histogram", "Time to execute a command")
        + "\(lines)\(name)_sum \(sum)\n\(name)_count \(commands)\n")
  }

  private func counter(_ name: String, _ value: Double, _ help: String, labels: String = "") -> Metric {
    Metric(name: name, text: header(name, "counter", help) + "\(name)\(labels) \(value)\n")
  }

  private func gauge(_ name: String, _ value: Double, _ help: String, labels: String = "") -> Metric {
    Metric(name: name, text: header(name, "gauge", help) + "\(name)\(labels) \(value)\n")
  }

  private func header(_ name: String, _ type: String, _ help: String) -> String {
    "# HELP \(name) \(help).\n# TYPE \(name) \(type)\n"
  }
}

/// What the service has done so far, from how long it runs: it executes 200 commands each second.
struct EventCoreCounts: Sendable {
  /// Seconds since the service started.
  private(set) var elapsed = 0.0
  /// Commands executed.
  private(set) var commands = 0.0
  /// Commands that failed.
  private(set) var failed = 0.0
  /// Commands that took two seconds.
  private(set) var slow = 0.0

  /// Goes on until a moment, with these faults since the last one.
  mutating func advance(to moment: Double, with faults: EventCoreService.Faults) {
    let more = 200 * max(moment - elapsed, 0)
    elapsed = max(moment, elapsed)
    commands += more
    failed += more * faults.errorRate
    slow += more * faults.slowRate
  }
}
