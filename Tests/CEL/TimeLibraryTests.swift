import Testing
import Values

@testable import CEL

/// Timestamps, durations, what they consist of, and what adds them up.
struct TimeLibraryTests {
  @Test(
    arguments: [
      ("2009-02-13T23:31:30Z", 1_234_567_890, 0), ("1970-01-01T00:00:00.000000001Z", 0, 1),
      ("1970-01-01T02:30:00+02:30", 0, 0), ("1969-12-31T16:00:00.5-08:00", 0, 500_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
      ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
      ("1970-01-01T00:00:00.1234567899Z", 0, 123_456_789),
    ] as [(String, Int64, Int64)])
  func timestamps(text: String, seconds: Int64, nanoseconds: Int64) throws {
    let timestamp = Value.timestamp(Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    #expect(try call(timeLibrary, "timestamp", .string(text)) == timestamp)
    #expect(try call(timeLibrary, "timestamp", timestamp) == timestamp)
  }

  @Test func timestampsOfSeconds() throws {
    #expect(try call(timeLibrary, "timestamp", 253_402_300_799).json == "\"9999-12-31T23:59:59Z\"")
    for beyond: Int64 in [253_402_300_800, -62_135_596_801, .max, .min] {
      #expect(throws: EvaluationError.self) { try call(timeLibrary, "timestamp", .int(beyond)) }
    }
  }

  @Test(arguments: [
    "10000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    "2009-02-13 23:31:30Z", "2009-02-13t23:31:30Z", "2009-02-13T23:31:30z", "2009-02-13T23:31:30",
    "2009-02-30T00:00:00Z", "2016-12-31T23:59:60Z", "2009-02-13T23:31:30.Z", "2009-02-13T24:00:00Z",
    "2009-2-13T23:31:30Z", "", "x", "2009-02-13T23:31:30Z ", "２００９-02-13T23:31:30Z",
  ])
  func noTimestamps(text: String) {
    #expect(throws: EvaluationError.self) { try call(timeLibrary, "timestamp", .string(text)) }
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("0s", 0), ("1h", 3_600_000_000_000), ("1h30m", 5_400_000_000_000),
      ("1.5s", 1_500_000_000),
      ("-1.5h", -5_400_000_000_000), ("+2m", 120_000_000_000), ("1ms", 1_000_000), ("1us", 1000),
      ("1µs", 1000),
      ("1μs", 1000), ("1ns", 1), (".5s", 500_000_000), ("1.s", 1_000_000_000), ("0.9ns", 0),
      ("1s1s", 2_000_000_000),
      ("0.3333333333333333333333h", 1_200_000_000_000 - 1), ("9223372036854775807ns", .max),
      ("-9223372036854775808ns", .min), ("000000000000000000000000000000000000000000001s", 1_000_000_000),
    ] as [(String, Int64)])
  func durations(text: String, nanoseconds: Int64) throws {
    #expect(try call(timeLibrary, "duration", .string(text)) == .duration(.nanoseconds(nanoseconds)))
    #expect(try call(timeLibraryWithDays, "duration", .string(text)) == .duration(.nanoseconds(nanoseconds)))
  }

  @Test(arguments: [
    "", "-", "1", "s", ".s", "1 s", "1x", "1h30", "1.5.5s", "--1s", "1e3s", "９s", "1d", "1w", "00", "1S",
    "320000000000s", "-320000000000s", "9223372036854775808ns", "-9223372036854775809ns", "2562048h",
    "99999999999999999999999999999999999999999999999h",
  ])
  func noDurations(text: String) {
    #expect(throws: EvaluationError.self) { try call(timeLibrary, "duration", .string(text)) }
  }

  @Test func days() throws {
    #expect(try call(timeLibraryWithDays, "duration", "90d") == .duration(.seconds(90 * 86_400)))
    #expect(try call(timeLibraryWithDays, "duration", "1w1d12h") == .duration(.seconds(204 * 3600)))
    #expect(throws: EvaluationError.self) { try call(timeLibraryWithDays, "duration", "106752d") }
  }

  @Test func longTextsCost() {
    let text = Value.string(String(repeating: "1s", count: 100_000))
    let error = #expect(throws: EvaluationError.self) {
      try call(timeLibrary, "duration", [text], budget: 100)
    }
    #expect(error?.kind == .tooExpensive)
  }

  @Test(
    arguments: [
      ("getFullYear", 2009), ("getMonth", 1), ("getDayOfYear", 43), ("getDayOfMonth", 12), ("getDate", 13),
      ("getDayOfWeek", 5), ("getHours", 23), ("getMinutes", 31), ("getSeconds", 30), ("getMilliseconds", 123),
    ] as [(String, Value)])
  func parts(name: String, expected: Value) throws {
    let timestamp = Value.timestamp(Timestamp(seconds: 1_234_567_890, nanoseconds: 123_456_789))
    #expect(try call(timeLibrary, name, timestamp) == expected)
    #expect(try call(timeLibrary, name, timestamp, "UTC") == expected)
  }

  @Test(
    arguments: [
      ("Australia/Sydney", "getDate", 14), ("US/Central", "getDayOfMonth", 12),
      ("Asia/Kathmandu", "getMinutes", 16),
      ("+02:30", "getHours", 2), ("02:00", "getHours", 1), ("-08:00", "getHours", 15),
      ("-00:00", "getSeconds", 30),
      ("+11:00", "getDayOfYear", 44), ("-23:59", "getDayOfWeek", 4), ("", "getHours", 23),
    ] as [(String, String, Value)])
  func partsInZones(zone: String, name: String, expected: Value) throws {
    let timestamp = Value.timestamp(Timestamp(seconds: 1_234_567_890))
    #expect(try call(timeLibrary, name, timestamp, .string(zone)) == expected)
  }

  @Test func partsAtTheEndsOfTime() throws {
    let first = Value.timestamp(Timestamp(seconds: -62_135_596_800))
    let last = Value.timestamp(Timestamp(seconds: 253_402_300_799))
    #expect(try call(timeLibrary, "getFullYear", first) == 1)
    #expect(try call(timeLibrary, "getFullYear", first, "-01:00") == 0)
    #expect(try call(timeLibrary, "getDayOfYear", first, "-01:00") == 365)
    #expect(try call(timeLibrary, "getFullYear", last, "Pacific/Auckland") == 10_000)
    for beyond: Int64 in [.min, .max] {
      #expect(throws: EvaluationError.self) {
        try call(timeLibrary, "getFullYear", .timestamp(Timestamp(seconds: beyond)))
      }
    }
  }

  @Test(
    arguments: [
      ("getHours", "10000s", 2), ("getMinutes", "3730s", 62), ("getSeconds", "3730s", 3730),
      ("getMilliseconds", "123.321456789s", 321), ("getSeconds", "-1.9s", -1),
      ("getHours", "-9223372036854775808ns", -2_562_047),
    ] as [(String, Value, Value)])
  func partsOfDurations(name: String, duration: Value, expected: Value) throws {
    #expect(try call(timeLibrary, name, call(timeLibrary, "duration", duration)) == expected)
  }
}

/// Sums and differences of timestamps and durations.
struct TimeArithmeticTests {
  static let first = Timestamp(seconds: -62_135_596_800)
  static let last = Timestamp(seconds: 253_402_300_799, nanoseconds: 999_999_999)

  @Test func sums() throws {
    let start = Timestamp(seconds: 10, nanoseconds: 999_999_999)
    #expect(try TimeArithmetic.add(start, .nanoseconds(2)) == Timestamp(seconds: 11, nanoseconds: 1))
    #expect(
      try TimeArithmetic.subtract(start, .seconds(11)) == Timestamp(seconds: -1, nanoseconds: 999_999_999))
    #expect(try TimeArithmetic.subtract(start, Timestamp(seconds: 11)) == .nanoseconds(-1))
    #expect(try TimeArithmetic.add(.seconds(600), .seconds(50)) == .seconds(650))
    #expect(try TimeArithmetic.subtract(.seconds(1), .seconds(3)) == .seconds(-2))
    #expect(try TimeArithmetic.negate(.seconds(3)) == .seconds(-3))
  }

  @Test func timestampsStayInRange() throws {
    #expect(try TimeArithmetic.add(Self.last, .zero) == Self.last)
    #expect(try TimeArithmetic.subtract(Self.first, .zero) == Self.first)
    #expect(throws: EvaluationError.self) { try TimeArithmetic.add(Self.last, .nanoseconds(1)) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.subtract(Self.first, .nanoseconds(1)) }
    #expect(throws: EvaluationError.self) {
      try TimeArithmetic.add(Timestamp(seconds: .max), .seconds(Int64.max))
    }
  }

  @Test func durationsStayInRange() throws {
    let (least, most) = (Duration.nanoseconds(Int64.min), Duration.nanoseconds(Int64.max))
    #expect(try TimeArithmetic.add(least, most) == .nanoseconds(-1))
    #expect(throws: EvaluationError.self) { try TimeArithmetic.add(most, .nanoseconds(1)) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.subtract(least, .nanoseconds(1)) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.negate(least) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.subtract(Self.last, Self.first) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.subtract(Self.first, Self.last) }
    #expect(throws: EvaluationError.self) { try TimeArithmetic.negate(.seconds(Int64.min)) }
  }
}
