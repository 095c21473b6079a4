internal import RegularExpressions
internal import Values

/// What a line of a log says of itself: how grave it is, when it was written, and what happened.
struct LogRecord: Sendable {
  private let levelInText: RegularExpression
  private let timeInText: RegularExpression

  init() throws(RegularExpression.SyntaxError) {
    let names = LogLevel.namesInText
    levelInText = try RegularExpression(
      [
        #"(?:^|[\s,{;])(?i:level|severity|lvl|loglevel)=["']?([A-Za-z0-9]+)"#,
        // klog and glog.
        #"^([IWEF])[0-9]{4} [0-9:]{8}"#,
        // nginx and Apache.
        #"\[(?:[a-z0-9_]+:)?(?i:(\#(names)))\]"#,
        #"(?:^|[^A-Za-z0-9_])(\#(names.uppercased()))(?:[^A-Za-z0-9_]|$)"#,
      ].joined(separator: "|"))
    timeInText = try RegularExpression(
      #"^\[?([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}(?:[.,][0-9]+)?)(Z|z|[+-][0-9]{2}:?[0-9]{2})?\]?\s*"#)
  }

  /// The gravest where a record says several.
  func level(of record: ValueMap?, _ text: String) -> LineLevel {
    guard let record else { return level(inText: text) }
    let names = ["level", "severity", "lvl", "loglevel", "levelname", "severitytext"]
    let said = (values(of: record, under: names) + [record["log"]?["level"]].compactMap(\.self)).filter {
      $0 != .null && $0.string?.allSatisfy(\.isWhitespace) != true
    }
    // Docker wraps lines of text.
    guard !said.isEmpty else { return record["log"]?.string.map(level(inText:)) ?? .unsaid }
    var gravest = LogLevel.trace
    for value in said {
      guard let level = LogLevel(value) else { return .unknown(value.string ?? value.json) }
      gravest = max(gravest, level)
    }
    return .known(gravest)
  }

  private func level(inText text: String) -> LineLevel {
    // What happened may speak of errors, too.
    let bytes = Array(text.utf8.prefix(256))
    guard let range = levelInText.firstMatch(in: bytes, groups: 4)?.dropFirst().compactMap(\.self).first
    else {
      return .unsaid
    }
    let name = String(decoding: bytes[range], as: UTF8.self)
    return LogLevel(.string(name)).map { .known($0) } ?? .unknown(name)
  }

  /// What stands under these names in their order, whatever the case of the keys and the signs in them.
  private func values(of record: ValueMap, under names: [String]) -> [Value] {
    var found: [String: [Value]] = [:]
    for (key, value) in record {
      guard case .string(let key) = key, key.utf8.count <= 16 else { continue }
      let name = String(decoding: key.utf8.filter(isAlphanumeric), as: UTF8.self).lowercased()
      if names.contains(name) { found[name, default: []].append(value) }
    }
    return found.isEmpty ? [] : names.flatMap { found[$0] ?? [] }
  }

  /// When the line was written; nil where it does not say, or not in which offset from UTC.
  func time(of record: ValueMap?, _ text: String) -> Timestamp? {
    guard let record else { return time(inText: text) }
    return values(of: record, under: ["timestamp", "time", "ts", "date"]).lazy.compactMap(time(saying:)).first
  }

  private func time(saying value: Value) -> Timestamp? {
    if let text = value.string { return time(inText: text) ?? Double(text).map(Self.time(sinceEpoch:)) }
    return value.isNumber ? Double(value.json).map(Self.time(sinceEpoch:)) : nil
  }

  /// Of seconds, milliseconds, microseconds or nanoseconds.
  private static func time(sinceEpoch number: Double) -> Timestamp {
    var seconds = number
    while seconds > 1e11, seconds.isFinite { seconds /= 1000 }
    return Timestamp(seconds: seconds)
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
    if let record {
      let said = values(of: record, under: ["message", "msg", "error", "err", "event", "log"])
      if let message = said.lazy.compactMap({ $0.string ?? $0["message"]?.string }).first { return message }
    }
    let bytes = Array(text.utf8)
    let time = timeInText.firstMatch(in: bytes, groups: 0)?[0]
    return String(decoding: bytes[(time?.upperBound ?? 0)...], as: UTF8.self)
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  isDigit(byte)
    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
