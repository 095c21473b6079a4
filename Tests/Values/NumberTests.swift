import Testing
import Values

@Suite struct NumberTests {
  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e5.0", "1.2.3", "0x1", " 1", "1e1000001", "1e-9223372036854775808", "٣",
  ])
  func notADecimal(text: String) {
    #expect(Decimal(text) == nil)
  }

  @Test(arguments: [
    ("1.50", "1.5"), ("-0", "0.00"), ("1e3", "1000"), ("0.001e3", "1"), ("1e1000000", "10e999999"),
  ])
  func equalDecimals(left: String, right: String) throws {
    let (one, other) = (try #require(Decimal(left)), try #require(Decimal(right)))
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
  }

  @Test func extremeTimesDoNotOverflow() {
    let (first, last) = (Timestamp(seconds: .min), Timestamp(seconds: .max, nanoseconds: 5_000_000_000))
    #expect(last.seconds == .max)
    #expect(first.description.hasPrefix("-292277022657-01-27T08:29:52"))
    #expect(last.since(first) == .seconds(Int64.max))
    #expect(first.since(last) == .seconds(Int64.min))
    #expect(last.advanced(by: .seconds(Int64.max)).seconds == .max)
    #expect(first.advanced(by: .seconds(Int64.min)).seconds == .min)
    let (a, b) = (Timestamp(seconds: 1, nanoseconds: 5), Timestamp(seconds: 3, nanoseconds: 1))
    #expect(a.since(b) == .nanoseconds(-1_999_999_996))
    #expect(a.advanced(by: b.since(a)) == b)
    #expect(Timestamp(seconds: -1).description == "1969-12-31T23:59:59Z")
  }

  @Test func theOrderOfAMapDoesNotCountForItsExactBytes() {
    let entries: [(ValueKey, Value)] = [("\u{E9}", 1), ("e\u{301}", 2), ("a", 3), ("b", 4)]
    let (map, turned) = (ValueMap(entries), ValueMap(entries.reversed()))
    func bytes(_ map: ValueMap, without keys: [String] = []) -> ExactBytes {
      var bytes = ExactBytes()
      bytes.append(unordered: map, without: keys)
      return bytes
    }
    #expect(bytes(map) == bytes(turned))
    #expect(bytes(map, without: ["a"]) == bytes(turned, without: ["a"]))
    #expect(bytes(map, without: ["a"]) != bytes(map, without: ["b"]))
  }

  @Test func exactBytesTellEqualValuesApart() throws {
    let (short, long) = (try #require(Decimal("1.5")), try #require(Decimal("1.50")))
    let values: [Value] = [
      .null, true, false, 1, .uint(1), 1.0, .decimal(short), .decimal(long), "1", .bytes([49]), "caf\u{E9}",
      "cafe\u{301}", .duration(.seconds(1)), .timestamp(Timestamp(seconds: 1)), [], [[]], [1, 2], [[1], 2],
      ["a": 1, "b": 2], ["b": 2, "a": 1], .double(0), .double(-0.0), ["ab", "c"], ["a", "bc"],
    ]
    #expect(Set(values.map(ExactBytes.init)).count == values.count)
  }

  @Test func decimalsAreOrdered() throws {
    let ascending = try [
      "-1e1000000", "-2", "-1.5", "-1e-9", "0", "1e-1000000", "0.05", "0.5", "9", "10", "1e999999",
    ]
    .map { try #require(Decimal($0)) }
    #expect(ascending.shuffled().sorted() == ascending)
  }

  private static let comparisons: [(Value, Value, Value.Ordering?)] = [
    (1, 2, .less), (.int(.max), .uint(.max), .less), (.uint(3), 3, .equal), (1, 1.0, .equal),
    (.int(9_007_199_254_740_993), .double(9_007_199_254_740_992), .greater),
    (.double(0.05), .decimal(Decimal("0.05") ?? Decimal(0)), .equal),
    (.decimal(Decimal("1e400") ?? Decimal(0)), .double(.infinity), .less),
    (.double(-.infinity), .int(.min), .less), (.double(.infinity), .double(.infinity), .equal),
    (.double(.nan), .double(.nan), nil), (.double(.nan), .double(.infinity), nil), (1, .double(.nan), nil),
    (1, "1", nil), (.bool(true), .bool(false), nil), (.null, 1, nil), ("a", "b", .less),
    (.duration(.seconds(1)), .duration(.milliseconds(1000)), .equal),
    (.timestamp(Timestamp(seconds: Int64(1))), .timestamp(Timestamp(seconds: Int64(2))), .less),
  ]

  @Test(arguments: comparisons.indices)
  func comparison(index: Int) {
    let (left, right, expected) = Self.comparisons[index]
    #expect(left.ordering(relativeTo: right) == expected)
    let mirrored: Value.Ordering? = expected == .less ? .greater : expected == .greater ? .less : expected
    #expect(right.ordering(relativeTo: left) == mirrored)
    #expect(left.isEqual(to: right) == (expected == .equal))
  }

  @Test func equalityGoesDeep() {
    #expect(Value.list([1, ["a": 2]]).isEqual(to: [1.0, ["a": .uint(2)]]))
    #expect(!Value.list([1]).isEqual(to: ["1"]))
    #expect(!Value.string("e\u{301}").isEqual(to: "\u{e9}"))
  }
}

@Suite struct UnitTests {
  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("1.5s", .milliseconds(1500)), ("1h30m", .seconds(5400)),
    ("90d", .seconds(7_776_000)), ("2w", .seconds(1_209_600)), ("0s", .zero), ("0.3h", .seconds(1080)),
  ])
  func durations(text: String, expected: Duration) {
    #expect(Duration(units: text) == expected)
  }

  @Test(arguments: ["", "5", "s", "-5s", "5 s", "1.s", ".5s", "5x", "1e3s", "300000d", "1́s"])
  func notADuration(text: String) {
    #expect(Duration(units: text) == nil)
  }

  @Test(arguments: [
    "0s", "7ns", "12.5us", "12.345678ms", "999.999999ms", "1s", "1.0005s", "1m30s", "1m0.5s", "1h", "2d1h",
  ])
  func durationsReadBack(text: String) {
    #expect(Duration(units: text)?.unitText == text)
  }

  @Test func negativeDuration() { #expect((Duration.zero - .milliseconds(1500)).unitText == "-1.5s") }

  @Test(arguments: [
    ("512Mi", 536_870_912 as Int64?), ("10MB", 10_000_000), ("1Gi", 1_073_741_824), ("100B", 100),
    ("1.5Ki", 1536),
    ("2KiB", 2048), ("1k", 1000), ("5", nil), ("1BB", nil), ("1Mi1Ki", nil), ("9999999999T", nil),
    ("-1k", nil),
  ])
  func sizes(text: String, expected: Int64?) {
    #expect(byteCount(units: text) == expected)
  }
}

@Suite struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (4_107_542_400, "2100-03-01T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
      (-2_203_891_200, "1900-03-01T00:00:00Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func knownDates(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
    #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
  }

  @Test(arguments: [
    ("2026-01-31T12:30:45.5+02:00", "2026-01-31T10:30:45.5Z"),
    ("2026-01-31 12:30:45-00:30", "2026-01-31T13:00:45Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("2026-01-31t12:30:45.1234567891z", "2026-01-31T12:30:45.123456789Z"),
  ])
  func reading(text: String, utc: String) {
    #expect(Timestamp(rfc3339: text)?.description == utc)
  }

  @Test(arguments: [
    "", "2026-01-31", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T12:30:45", "2026-01-31T12:30:45.Z", "2026-01-31T12:30:45Z ", "2026-01-00T00:00:00Z",
  ])
  func notATimestamp(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func fractions() {
    #expect(Timestamp(seconds: 1_700_000_000.123).description == "2023-11-14T22:13:20.123Z")
    #expect(Timestamp(seconds: -0.5).description == "1969-12-31T23:59:59.5Z")
    #expect(Timestamp(seconds: Double.nan) == Timestamp(seconds: Int64(0)))
    #expect(Timestamp(seconds: Double.infinity).description == "9999-12-31T23:59:59Z")
    #expect(Timestamp(seconds: Int64(5), nanoseconds: -1).description == "1970-01-01T00:00:04.999999999Z")
  }

  @Test func arithmetic() {
    let start = Timestamp(seconds: Int64(10), nanoseconds: 900_000_000)
    let later = start.advanced(by: .milliseconds(200))
    #expect(later == Timestamp(seconds: Int64(11), nanoseconds: 100_000_000))
    #expect(later.since(start) == .milliseconds(200))
    #expect(start < later)
  }
}
