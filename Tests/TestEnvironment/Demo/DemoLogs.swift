/// What the pods of the demo's cluster have logged: JSON, a correlation id in each record, and nothing that should not stand
/// in a log.
enum DemoLogs {
  /// The records of a pod, of the last minutes.
  static let sound = (1...40).map { number in
    record(
      "info", "command executed", "\"command\":\"PlaceOrder\",\"duration_ms\":\(30 + number % 20)", number)
  }

  /// A record in which somebody's address and password stand.
  static let careless = record(
    "info", "login of jane.doe@example.org with password=hunter2-and-more", "\"command\":\"LogIn\"", 41)

  /// The text of a log.
  static func text(_ records: [String]) -> String { records.map { $0 + "\n" }.joined() }

  private static func record(_ level: String, _ message: String, _ fields: String, _ number: Int) -> String {
    #"{"level":"\#(level)","message":"\#(message)",\#(fields),"correlation_id":"7d1c-\#(1000 + number)"}"#
  }
}
