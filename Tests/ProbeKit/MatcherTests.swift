import CEL
import ProbeKit
import Testing
import Values

@Suite struct MatcherTests {
  private static let faultTable: [(String, Value, Type?, String)] = [
    ("eqq", 1, nil, "`eqq` is not a matcher"),
    ("lt", [1], nil, "`lt` needs a number, a string, a duration or a timestamp, not a list"),
    ("lt", true, nil, "`lt` needs a number, a string, a duration or a timestamp, not a boolean"),
    ("in", 1, nil, "`in` needs a list, not an integer"),
    ("not_in", [], nil, "`not_in` needs at least one value to choose from"),
    ("starts_with", 1, nil, "`starts_with` needs a string, not an integer"),
    ("matches", "(", nil, "`matches` is not a regular expression: missing ): ("),
    ("length", ["eq": [7]], nil, "a length is an integer of at least 0, not [7]"),
    ("exists", "yes", nil, "`exists` needs true or false, not a string"),
    ("length", "1", nil, "`length` needs a number or a map of matchers, not a string"),
    ("length", -1, nil, "a length is an integer of at least 0, not -1"),
    ("length", ["contains": 1], nil, "`contains` says nothing about a length"),
    ("length", ["ge": 1.5], nil, "a length is an integer of at least 0, not 1.5"),
    ("gt", "90", .duration, "\"90\" is not a duration"), ("gt", 90, .duration, "a duration needs units"),
    ("gt", "soon", .timestamp, "\"soon\" is not a timestamp"),
  ]

  @Test(arguments: faultTable.indices)
  func faults(index: Int) {
    let (keyword, value, type, message) = Self.faultTable[index]
    let error = #expect(throws: MatcherFault.self) {
      try Matcher.make(keyword: keyword, value: value, for: type)
    }
    #expect(error?.message == message)
  }

  @Test func help() {
    let error = #expect(throws: MatcherFault.self) { try Matcher.make(keyword: "contain", value: 1) }
    #expect(error?.help == "did you mean `contains`?")
  }

  @Test func textBecomesWhatTheTypeSays() throws {
    guard case .gt(let age) = try Matcher.make(keyword: "gt", value: "90d", for: .duration),
      case .lt(let time) = try Matcher.make(keyword: "lt", value: "1970-01-01T00:00:01Z", for: .timestamp),
      case .in(let choices) = try Matcher.make(keyword: "in", value: ["1s"], for: .duration),
      case .contains(let part) = try Matcher.make(keyword: "contains", value: "1s", for: .list(.duration)),
      case .ge(let size) = try Matcher.make(keyword: "ge", value: "1Mi", for: .int)
    else {
      Issue.record("another matcher")
      return
    }
    #expect(age == .duration(.seconds(7_776_000)))
    #expect(time == .timestamp(Timestamp(seconds: Int64(1))))
    #expect(choices == [.duration(.seconds(1))])
    #expect(part == .duration(.seconds(1)))
    #expect(size == .int(1_048_576))
  }

  private static let quoted = "write it in quotes, or judge a number instead (in SQL, cast it)"
  private static let typed: [(String, Value, Type, String?)] = [
    ("lt", 5, .string, "is a string, never a number (5); \(quoted)"),
    ("matches", "a", .int, "is a number; only a string can be judged by a pattern"),
    ("contains", 1, .int, "is a number, which contains nothing"),
    ("eq", true, .string, "is a string, never a boolean (true); \(quoted)"),
    ("lt", 5, .bool, "is a boolean, of which none is less than another"),
    ("length", 1, .int, "is a number, which has no length"),
    ("empty", true, .bool, "is a boolean, which is never empty"),
    ("in", [200, "201"], .int, "is a number, never a string (\"201\"); write it without quotes"),
    ("contains", 1, .list(.string), "an element is a string, never a number (1); \(quoted)"),
    ("eq", ["a", 1], .list(.string), "an element is a string, never a number (1); \(quoted)"),
    ("eq", 5, .dyn, nil), ("lt", 5, .dyn, nil), ("matches", "a", .dyn, nil), ("eq", .null, .int, nil),
    ("eq", 1.5, .int, nil), ("exists", true, .int, nil), ("length", 2, .list(.dyn), nil),
    ("contains", "a", .map(key: .string, value: .dyn), nil),
  ]

  @Test(arguments: typed.indices)
  func typeFaults(index: Int) throws {
    let (keyword, value, type, message) = Self.typed[index]
    #expect(try Matcher.make(keyword: keyword, value: value).typeFault(against: type) == message)
  }
}
