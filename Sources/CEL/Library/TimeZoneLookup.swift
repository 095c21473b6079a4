internal import Values

extension TimeZone {
  /// The time zone that a text names: an offset such as `+02:30`, `-08:00` or `02:00`, `UTC`, or a name of the
  /// IANA database such as `Europe/Berlin`, which is read from the system's files.
  static func named(_ name: String) throws(EvaluationError) -> TimeZone {
    if name.isEmpty || name == "UTC" { return .utc }
    if name.utf8.contains(UInt8(ascii: ":")) {
      guard let offset = offset(name) else { throw unknown(name) }
      return TimeZone(offset: offset)
    }
    return try system(name)
  }

  /// `[+-]hh:mm` in seconds.
  private static func offset(_ text: String) -> Int? {
    var rest = Array(text.utf8)[...]
    let isWest = rest.first == UInt8(ascii: "-")
    if isWest || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let digits = rest.filter { (48...57).contains($0) }.map { Int($0) - 48 }
    guard rest.count == 5, digits.count == 4, rest.dropFirst(2).first == UInt8(ascii: ":") else { return nil }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
  }

  private static func system(_ name: String) throws(EvaluationError) -> TimeZone {
    if let known = cache.withLock({ $0[name] }) { return known }
    guard isName(name) else { throw unknown(name) }
    for directory in directories(processEnvironment()) {
      guard let file = try? RegularFile.read("\(directory)/\(name)", atMost: 1 << 20),
        let zone = TimeZone(file: file)
      else { continue }
      cache.withLock { $0[name] = zone }
      return zone
    }
    throw unknown(name)
  }

  /// The files that were read, by name. Only names of files get in, so that it stays small.
  private static let cache = Lock<[String: TimeZone]>([:])

  /// Where the files may be; `TZDIR` says it alone where it is set (tzset(3)).
  static func directories(_ environment: [String: String]) -> [String] {
    if let directory = environment["TZDIR"], !directory.isEmpty { return [directory] }
    return ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"]
  }

  /// Whether a text has the form of the names of the database. None has a point, so none leads out of it.
  private static func isName(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return text.utf8.count <= 100 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte & ~32) || "+-_".utf8.contains(byte)
  }

  private static func unknown(_ name: String) -> EvaluationError {
    EvaluationError(
      "'\(name.shortened(to: 60))' is no time zone: write a name such as Europe/Berlin, or an offset such as +02:00"
    )
  }
}
