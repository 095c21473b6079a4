internal import Values

/// Timestamps and durations (cel-spec, "Timestamps and Durations"); what adds and compares them are operators.
let timeLibrary: [Function] = conversions(durations: .standard) + accessors

/// The same, but durations may also be written in days and weeks: `duration('90d')`.
let timeLibraryWithDays: [Function] = conversions(durations: .withDays) + accessors

private func conversions(durations: DurationText) -> [Function] {
  [
    Function(
      "timestamp", "A point in time, from RFC 3339 or from seconds since 1970.",
      [
        .function([.string], .timestamp) { arguments, budget throws(EvaluationError) in
          let text = try arguments.string(at: 0)
          try budget.spend(bytes: text.utf8.count)
          return .timestamp(try timestamp(text))
        },
        .function([.int], .timestamp) { arguments, _ throws(EvaluationError) in
          .timestamp(try TimeArithmetic.checked(Timestamp(seconds: arguments.int(at: 0))))
        },
        .function([.timestamp], .timestamp) { arguments, _ throws(EvaluationError) in
          .timestamp(try arguments.timestamp(at: 0))
        },
      ]),
    Function(
      "duration", "A span of time, from a text such as 1h30m.",
      [
        .function([.string], .duration) { arguments, budget throws(EvaluationError) in
          let text = try arguments.string(at: 0)
          try budget.spend(bytes: text.utf8.count)
          return .duration(try durations.parse(text))
        },
        .function([.duration], .duration) { arguments, _ throws(EvaluationError) in
          .duration(try arguments.duration(at: 0))
        },
      ]),
  ]
}

/// As strict as Go: no space or small letter for the `T` and `Z`, and no leap second.
private func timestamp(_ text: String) throws(EvaluationError) -> Timestamp {
  let bytes = Array(text.utf8.prefix(20))
  guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[17] != UInt8(ascii: "6"),
    text.utf8.last != UInt8(ascii: "z"), let timestamp = Timestamp(rfc3339: text)
  else {
    throw EvaluationError(
      "'\(text.shortened(to: 60))' is no timestamp: write it as 2026-01-31T12:30:45Z or with an offset")
  }
  return try TimeArithmetic.checked(timestamp)
}

private let accessors: [Function] = [
  accessor("getFullYear", "The year.") { $0.year },
  accessor("getMonth", "The month of the year, from 0.") { $0.month - 1 },
  accessor("getDayOfYear", "The day of the year, from 0.") { $0.dayOfYear },
  accessor("getDayOfMonth", "The day of the month, from 0.") { $0.day - 1 },
  accessor("getDate", "The day of the month, from 1.") { $0.day },
  accessor("getDayOfWeek", "The day of the week, from 0 for Sunday.") { $0.dayOfWeek },
  accessor("getHours", "The hour of the day; all the hours of a duration.", ofDuration: { $0 / 3_600_000 }) {
    $0.hour
  },
  accessor(
    "getMinutes", "The minute of the hour; all the minutes of a duration.", ofDuration: { $0 / 60_000 }
  ) { $0.minute },
  accessor(
    "getSeconds", "The second of the minute; all the seconds of a duration.", ofDuration: { $0 / 1000 }
  ) { $0.second },
  accessor("getMilliseconds", "The milliseconds of the second.", ofDuration: { $0 % 1000 }) {
    $0.millisecond
  },
]

/// A function that reads a part of a timestamp in UTC or in a time zone, and perhaps of the milliseconds of a
/// duration.
private func accessor(
  _ name: String, _ summary: String, ofDuration: (@Sendable (Int128) -> Int128)? = nil,
  _ part: @escaping @Sendable (LocalTime) -> Int
) -> Function {
  var overloads: [Overload] = [
    .method(.timestamp, [], .int) { arguments, _ throws(EvaluationError) in
      .int(Int64(part(try LocalTime(arguments.timestamp(at: 0), in: .utc))))
    },
    .method(.timestamp, [.string], .int) { arguments, budget throws(EvaluationError) in
      try budget.spend(10)
      let zone = try TimeZone.named(arguments.string(at: 1))
      return .int(Int64(part(try LocalTime(arguments.timestamp(at: 0), in: zone))))
    },
  ]
  if let ofDuration {
    overloads.append(
      .method(.duration, [], .int) { arguments, _ throws(EvaluationError) in
        let milliseconds = try arguments.duration(at: 0).inNanoseconds / 1_000_000
        return .int(Int64(clamping: ofDuration(milliseconds)))
      })
  }
  return Function(name, summary, overloads)
}
