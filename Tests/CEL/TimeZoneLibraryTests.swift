import Testing
import Values

@testable import CEL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system's time zones say, and files that are none.
struct TimeZoneLibraryTests {
  #if os(Linux)
    /// The system's own `date` is the judge: around changes of the clocks, in years before and after the tables.
    @Test(arguments: [
      "UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata",
      "Asia/Kathmandu", "America/St_Johns", "America/Nuuk", "Africa/Casablanca", "Europe/Dublin",
      "America/Santiago", "Pacific/Apia", "Asia/Tehran", "Antarctica/Troll", "Asia/Gaza", "EST5EDT",
      "Etc/GMT+5",
      "Pacific/Kiritimati", "Africa/Monrovia", "Europe/Amsterdam", "America/Sao_Paulo",
    ])
    func zones(name: String) throws {
      let zone = try TimeZone.named(name)
      let seconds = Self.instants
      let expected = try Self.dates(seconds, zone: name)
      try #require(expected.count == seconds.count)
      for (seconds, expected) in zip(seconds, expected) {
        let local = try LocalTime(Timestamp(seconds: seconds), in: zone)
        let text =
          "\(local.year)-\(local.month)-\(local.day) \(local.hour):\(local.minute):\(local.second)"
          + " \(local.dayOfWeek) \(local.dayOfYear + 1)"
        #expect(text == expected, "\(name) at \(seconds)")
      }
    }

    /// Now and then from 1900 to 2100, and every quarter of an hour around the days when clocks change.
    static let instants: [Int64] = {
      let scattered = stride(from: Int64(-2_208_988_800), to: 4_102_444_800, by: 86_400 * 37 + 4567)
      // 1970; in Berlin and New York the ends of March and October 2023 and March and November 2050.
      let changes: [Int64] = [
        0, 1_679_792_400, 1_698_541_200, 1_678_604_400, 1_699_164_000, 2_531_955_600, 2_550_704_400,
        2_530_767_600, 2_551_327_200,
      ]
      return Array(scattered) + changes.flatMap { stride(from: $0 - 7200, through: $0 + 7200, by: 900) }
    }()

    private static func dates(_ seconds: [Int64], zone: String) throws -> [String] {
      let lines = seconds.map { "@\($0)" }.joined(separator: "\\n")
      let command = "printf '\(lines)\\n' | TZ=\(zone) date -f - '+%-Y-%-m-%-d %-H:%-M:%-S %w %-j'"
      let pipe = try #require(popen(command, "r"))
      defer { pclose(pipe) }
      var text: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { text += buffer[..<count] }
      return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  #endif

  @Test(arguments: [
    "../zoneinfo/Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin", "./UTC",
    "Europe",
    "Europe/", "Europe//Berlin", "zone.tab", "tzdata.zi", "Nowhere/At_All", "Europe/Berlin\0", " UTC",
    "\\UTC", "+2",
    "+24:00", "+02:60", "+2:00", "+02:000", ":", "+0a:00", "02:00+", "+-2:00", "１2:00",
    String(repeating: "a", count: 1000),
  ])
  func unknown(name: String) {
    #expect(throws: EvaluationError.self) { try TimeZone.named(name) }
  }

  @Test func directories() {
    #expect(TimeZone.directories(["TZDIR": "/zones"]) == ["/zones"])
    #expect(TimeZone.directories(["TZDIR": ""]).contains("/usr/share/zoneinfo"))
  }

  @Test(
    arguments: [
      ("UTC0", 0, 0), ("<-03>3", 0, -10_800), ("IST-5:30", 0, 19_800), ("ABC-1:02:03", 0, 3723),
      // 2023-03-26T01:00:00Z and 2023-10-29T01:00:00Z
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_679_792_399, 3600),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_679_792_400, 7200),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_698_541_199, 7200),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_698_541_200, 3600),
      // The south: summer at the turn of the year.
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_672_531_200, 39_600),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_688_169_600, 36_000),
      // Always daylight saving time.
      ("EST5EDT,0/0,J365/25", 1_704_085_199, -14_400), ("EST5EDT,0/0,J365/25", 1_704_085_200, -14_400),
      ("EST5EDT,0/0,J365/25", 1_720_000_000, -14_400),
      // A day before, and a day that leap years do not count: 2024-03-01 is J60.
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_711_846_800, -3600),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_711_846_799, -7200),
      ("AAA0BBB,J60/0,J300", 1_709_251_199, 0), ("AAA0BBB,J60/0,J300", 1_709_251_200, 3600),
      ("AAA0BBB,59/0,J300", 1_709_164_800, 3600), ("AAA0BBB3,J60/0,J300", 1_709_251_200, -10_800),
    ] as [(String, Int64, Int)])
  func rules(text: String, seconds: Int64, offset: Int) throws {
    let rule = try #require(TimeZoneRule(Array(text.utf8)[...]))
    #expect(rule.offset(at: seconds) == offset)
  }

  @Test(arguments: [
    "", "A0", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.1.0,M1.1.0",
    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0", "<-033",
    "CET-1CEST,M3.5.0,M10.5.0x", "CET-99999999999999999999", "CET-1:60",
  ])
  func noRules(text: String) { #expect(TimeZoneRule(Array(text.utf8)[...]) == nil) }

  /// A file: an old part with 32-bit times, and a new one with 64-bit times and a rule.
  static func file(version: Character?, footer: String) -> [UInt8] {
    func block(_ bytesPerTime: Int, offset: UInt8) -> [UInt8] {
      var bytes = Array("TZif".utf8) + [version?.asciiValue ?? 0]
      bytes += [UInt8](repeating: 0, count: 15)
      for count: UInt8 in [0, 0, 0, 1, 2, 4] { bytes += [0, 0, 0, count] }
      // At 100 the second type begins, a second behind UTC.
      bytes += [UInt8](repeating: 0, count: bytesPerTime - 1) + [100, 1]
      bytes += [0, 0, 0, offset, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0]
      return bytes + Array("ABC\0".utf8)
    }
    return block(4, offset: 7) + (version == nil ? [] : block(8, offset: 8) + Array("\n\(footer)\n".utf8))
  }

  @Test func files() throws {
    let old = try #require(TimeZone(file: Self.file(version: nil, footer: "")))
    #expect([old.offset(at: 99), old.offset(at: 100), old.offset(at: .max)] == [7, -1, -1])
    let new = try #require(TimeZone(file: Self.file(version: "2", footer: "ABC-1")))
    #expect([new.offset(at: 99), new.offset(at: 100), new.offset(at: .min)] == [8, 3600, 8])
    let last = try #require(TimeZone(file: Self.file(version: "4", footer: "")))
    #expect([last.offset(at: 99), last.offset(at: 100)] == [8, -1])
    #expect(TimeZone(file: Self.file(version: "2", footer: "nonsense")) == nil)
  }

  @Test func damagedFiles() {
    let file = Self.file(version: "2", footer: "CET-1CEST,M3.5.0,M10.5.0/3")
    for length in 0..<file.count - 30 { #expect(TimeZone(file: Array(file.prefix(length))) == nil) }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      var damaged = file
      for _ in 0...Int.random(in: 0...3, using: &random) {
        damaged[.random(in: damaged.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      for seconds in [Int64.min, -1, 1_700_000_000] {
        // Whatever it says, the clocks of a timestamp in range can be told.
        if let zone = TimeZone(file: damaged), seconds != .min || zone.rule == nil {
          #expect(abs(zone.offset(at: seconds)) < 8 * 86_400)
        }
      }
    }
  }
}
