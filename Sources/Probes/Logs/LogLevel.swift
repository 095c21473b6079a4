internal import Values

/// How grave a line is, by the one scale on which all are counted.
enum LogLevel: String, CaseIterable, Comparable, Sendable {
  case trace, debug, info, warn, error, fatal

  /// What libraries call each: names that stand in lines of text, in capitals or brackets, and those that only a key
  /// makes one.
  private static let names: [(level: LogLevel, inText: [String], underKey: [String])] = [
    (.trace, ["trace", "trc"], ["trce", "verbose", "finer", "finest"]),
    (.debug, ["debug", "dbg"], ["dbug", "fine", "d"]),
    (.info, ["info", "notice"], ["inf", "information", "informational", "log", "i"]),
    (.warn, ["warn", "warning", "wrn"], ["w"]),
    (.error, ["error", "err", "severe"], ["fail", "e"]),
    (
      .fatal, ["fatal", "ftl", "critical", "crit", "alert", "emerg", "emergency", "panic", "dpanic"],
      ["c", "f"]
    ),
  ]

  /// Those that stand in lines of text, as a part of a regular expression.
  static let namesInText = names.flatMap(\.inText).joined(separator: "|")

  private static let byName = Dictionary(
    uniqueKeysWithValues: names.flatMap { entry in (entry.inText + entry.underKey).map { ($0, entry.level) } }
  )

  /// What a name or a number says; nil where that is not known.
  init?(_ value: Value) {
    switch value {
    case .string(let text):
      let name = String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }).lowercased()
      let rest = text.drop(while: \.isWhitespace).dropFirst(name.count)
      guard rest.allSatisfy(\.isWhitespace),
        let level = Int64(name).map({ LogLevel(number: $0) }) ?? Self.byName[name]
      else { return nil }
      self = level
    case .int(let number):
      guard let level = LogLevel(number: number) else { return nil }
      self = level
    default: return nil
    }
  }

  /// Those of syslog (RFC 5424, section 6.2.1), and those of pino and bunyan.
  private init?(number: Int64) {
    switch number {
    case 0...2, 60: self = .fatal
    case 3, 50: self = .error
    case 4, 40: self = .warn
    case 5, 6, 30: self = .info
    case 7, 20: self = .debug
    case 10: self = .trace
    default: return nil
    }
  }

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a line says of how grave it is.
enum LineLevel: Hashable, Sendable {
  case unsaid
  case known(LogLevel)
  /// It says something that is no known level.
  case unknown(String)

  /// Whether it tells of something that went wrong.
  var isError: Bool {
    if case .known(let level) = self { level >= .error } else { false }
  }
}
