internal import RegularExpressions
internal import Values

/// What a line of a log says of itself: how grave it is, when it was written, and what happened.
struct LogRecord: Sendable {
  private let levelInText: RegularExpression
  private let timeInText: RegularExpression

  /// The levels that every log is taken to have.
  static let usualLevels = ["trace", "debug", "info", "warn", "error", "fatal"]
  /// Those of a line about something that went wrong.
  static let errorLevels: Set<String> = ["error", "fatal", "critical", "panic", "alert", "emerg"]

  init() throws(RegularExpression.SyntaxError) {
    levelInText = try RegularExpression(
      #"(?i:(?:^|[\s,{])(?:level|severity|lvl)=["']?([a-z]+))"#
        + #"|(?:^|[^A-Za-z0-9_])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|ALERT|EMERG)(?:[^A-Za-z0-9_]|$)"#
    )
    timeInText = try RegularExpression(
      #"^\[?([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}(?:[.,][0-9]+)?)(Z|z|[+-][0-9]{2}:?[0-9]{2})?\]?\s*"#)
  }

  /// In lower case, by the usual name; nil where the line does not say.
  func level(of record: ValueMap?, _ text: String) -> String? {
    guard let record else { return level(inText: text) }
    let names: [ValueKey] = ["level", "severity", "lvl", "log.level", "levelname", "loglevel"]
    let value = names.lazy.compactMap { record[$0] }.first ?? record["log"]?["level"]
    if let number = value?.int { return Self.numbers[number] ?? String(number) }
    return value?.string.flatMap { $0.isEmpty ? nil : Self.usual($0) }
  }

  private func level(inText text: String) -> String? {
    // What happened may speak of errors, too.
    let bytes = Array(text.utf8.prefix(256))
    guard let groups = levelInText.firstMatch(in: bytes, groups: 2), let range = groups[1] ?? groups[2] else {
      return nil
    }
    return Self.usual(String(decoding: bytes[range], as: UTF8.self))
  }

  private static func usual(_ name: String) -> String {
    let name = name.lowercased()
    return [
      "warning": "warn", "err": "error", "crit": "critical", "information": "info", "emergency": "emerg",
    ][name]
      ?? name
  }

  /// Those of pino and bunyan.
  private static let numbers = [10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal"]

  /// When the line was written; nil where it does not say, or not in which offset from UTC.
  func time(of record: ValueMap?, _ text: String) -> Timestamp? {
    guard let record else { return time(inText: text) }
    let names: [ValueKey] = ["timestamp", "time", "ts", "@timestamp", "date"]
    switch names.lazy.compactMap({ record[$0] }).first {
    case .string(let text)?: return time(inText: text)
    case .int(let number)?: return Timestamp(seconds: number > 100_000_000_000 ? number / 1000 : number)
    case .double(let number)?: return Timestamp(seconds: number > 1e11 ? number / 1000 : number)
    default: return nil
    }
  }

  private func time(inText text: String) -> Timestamp? {
    let bytes = Array(text.utf8.prefix(64))
    guard let groups = timeInText.firstMatch(in: bytes, groups: 2), let moment = groups[1],
      let zone = groups[2]
    else { return nil }
    var offset = String(decoding: bytes[zone], as: UTF8.self)
    if offset.utf8.count == 5 { offset.insert(":", at: offset.index(offset.startIndex, offsetBy: 3)) }
    let written = String(decoding: bytes[moment], as: UTF8.self).replacing(exactly: ",", with: ".")
    return Timestamp(rfc3339: written + offset)
  }

  /// What happened: the record's message, or the line without its time.
  func message(of record: ValueMap?, _ text: String) -> String {
    let names: [ValueKey] = ["message", "msg", "error", "err", "event"]
    for name in names {
      if let message = record?[name]?.string ?? record?[name]?["message"]?.string { return message }
    }
    let bytes = Array(text.utf8)
    let time = timeInText.firstMatch(in: bytes, groups: 0)?[0]
    return String(decoding: bytes[(time?.upperBound ?? 0)...], as: UTF8.self)
  }
}
