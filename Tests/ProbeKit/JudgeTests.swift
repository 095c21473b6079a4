import CheckModel
import ProbeKit
import Testing
import Values

private func judge(
  _ keyword: String, _ matcher: Value, on value: Value, redactor: Redactor? = nil
) throws -> Judgement? {
  let matchers = [try Matcher.make(keyword: keyword, value: matcher)]
  let expectation = Expectation(path: ObservationPath(field: "value"), matchers: matchers)
  return expectation.judge(["value": value], redacting: redactor).first
}

private func text(_ judgement: Judgement?) -> String? {
  switch judgement {
  case .holds: "holds"
  case .fails(let finding): finding.message
  case .undecided(let reason): "undecided: \(reason)"
  case nil: nil
  }
}

@Suite struct JudgeTests {
  private static let holding: [(String, Value, Value)] = [
    ("eq", 5, 5.0), ("eq", .null, .null), ("ne", .null, 5), ("not_in", [.null], 5), ("ne", 5, 6),
    ("eq", [1, ["a": 2]], [1.0, ["a": 2]]), ("lt", 0.05, 0.04), ("le", 5, 5), ("gt", "a", "b"),
    ("ge", 1, .uint(.max)), ("in", [200, 204], 204), ("in", [.null, 1], .null), ("in", ["x", 5], 5),
    ("not_in", ["a"], "b"), ("contains", "ell", "hello"), ("contains", "", "x"), ("contains", 2, [1, 2]),
    ("contains", "k", ["k": 1]), ("not_contains", "z", "hello"), ("not_contains", 3, [1, 2]),
    ("not_contains", "z", ["k": 1]), ("not_contains", 1, []), ("starts_with", "he", "hello"),
    ("ends_with", "lo", "hello"), ("matches", "^h.*o$", "hello"), ("not_matches", "x", "hello"),
    ("exists", true, .null), ("empty", true, ""), ("empty", true, []), ("empty", false, ["a": 1]),
    ("length", 2, "éß"), ("length", ["ge": 1, "lt": 3], [1, 2]),
  ]

  @Test(arguments: holding.indices)
  func holds(index: Int) throws {
    let (keyword, matcher, value) = Self.holding[index]
    #expect(text(try judge(keyword, matcher, on: value)) == "holds")
  }

  private static let failing: [(String, Value, Value, String)] = [
    ("eq", 200, 503, "value: expected 200, observed 503"),
    ("eq", 5, .null, "value: expected 5, observed null"),
    ("ne", .null, .null, "value: expected anything but null, observed null"),
    ("not_in", [1, .null], .null, "value: expected none of 1, null, observed null"),
    ("in", [1, 2], .null, "value: expected one of 1, 2, observed null"),
    ("ne", "a", "a", "value: expected anything but \"a\", observed \"a\""),
    ("lt", 1, 1, "value: expected to be less than 1, observed 1"),
    ("le", 1, 2, "value: expected to be at most 1, observed 2"),
    ("gt", 1, 1, "value: expected to be more than 1, observed 1"),
    ("ge", 1, 0, "value: expected to be at least 1, observed 0"),
    ("in", [1, 2], 3, "value: expected one of 1, 2, observed 3"),
    ("not_in", [1, 2], 2, "value: expected none of 1, 2, observed 2"),
    ("contains", "ok", "bad", "value: expected to contain \"ok\", observed \"bad\""),
    ("contains", 3, [1], "value: expected to contain 3, observed [1]"),
    ("contains", "z", ["a": 1], "value: expected to contain \"z\", observed [\"a\"]"),
    ("not_contains", 2, [1, 2], "value[1]: expected not to contain 2, observed 2"),
    ("matches", "^a$", "b", "value: expected to match /^a$/, observed \"b\""),
    ("not_matches", "b", "b", "value: expected not to match /b/, observed \"b\""),
    ("starts_with", "x", "b", "value: expected to start with \"x\", observed \"b\""),
    ("ends_with", "x", "b", "value: expected to end with \"x\", observed \"b\""),
    ("exists", false, 1, "value: expected to be absent, observed 1"),
    ("empty", true, [1], "value: expected to be empty, observed [1]"),
    ("empty", false, "", "value: expected not to be empty, observed \"\""),
    ("length", 3, "ab", "value: expected length to be 3, observed 2"),
    ("length", ["ge": 3, "lt": 9], "ab", "value: expected length to be at least 3, observed 2"),
    (
      "eq", [["grantee": "a"], ["grantee": "b"]], [["grantee": "a"], ["grantee": "c"]],
      "value[1].grantee: expected \"b\", observed \"c\""
    ),
    ("eq", [1, 2], [1], "value[1]: expected 2, absent"),
    ("eq", [1], [1, 2], "value[1]: expected to be absent, observed 2"),
    ("eq", ["a-b": 1], [:], "value[\"a-b\"]: expected 1, absent"),
    ("eq", [:], ["x": 1], "value.x: expected to be absent, observed 1"),
    ("eq", [1], ["1"], "value[0]: expected 1, observed \"1\""),
  ]

  @Test(arguments: failing.indices)
  func fails(index: Int) throws {
    let (keyword, matcher, value, message) = Self.failing[index]
    #expect(text(try judge(keyword, matcher, on: value)) == message)
  }

  private static let nan = "NaN is neither equal to a number nor different from it"
  private static let quoted = "write it in quotes, or judge a number instead (in SQL, cast it)"
  private static let nothing =
    "null (NULL in SQL) was observed, which does not differ from a value; expect `eq: null` or `ne: null`,"
    + " or make a value of it, as with coalesce(...)"
  private static let undecided: [(String, Value, Value, String)] = [
    ("eq", 5, "5", "is a string (\"5\"), compared with a number (5); \(quoted)"),
    (
      "ne", "true", true, "is a boolean (true), compared with a string (\"true\"); write it without quotes"
    ),
    ("eq", 5, .double(.nan), nan), ("ne", 5, .double(.nan), nan), ("not_in", [5], .double(.nan), nan),
    ("ge", 5, .double(.nan), nan), ("ne", "off", .null, nothing), ("not_in", [1, 2], .null, nothing),
    ("not_matches", "a", .null, "is null, not a string that could be judged by its text"),
    (
      "lt", 5, "4",
      "is a string (\"4\"), compared with a number (5); judge a number instead (in SQL, cast it: `::int`)"
    ),
    ("lt", 5, .null, "is null, which is neither less nor more than a number (5)"),
    ("not_in", [1, 2], "1", "is a string (\"1\"), compared with a number (1); \(quoted)"),
    ("not_contains", "a", 5, "is a number (5), which contains nothing"),
    ("not_contains", "a", .null, "is null, which contains nothing"),
    (
      "not_contains", "1", [1, 2], "has elements such as a number (1), and is asked for a string (\"1\")"
    ),
    (
      "not_in", ["500", 501], 500,
      "is a number (500), compared with a string (\"500\"); write it without quotes"
    ),
    (
      "not_contains", "1", ["a", 1], "has elements such as a number (1), and is asked for a string (\"1\")"
    ),
    ("not_contains", 1, "1", "is a string (\"1\"), compared with a number (1); \(quoted)"),
    ("not_matches", "a", 5, "is a number (5), not a string that could be judged by its text"),
    ("empty", true, .null, "is null, which has no length"),
    ("length", 1, 5, "is a number (5), which has no length"),
  ]

  @Test(arguments: undecided.indices)
  func cannotBeTold(index: Int) throws {
    let (keyword, matcher, value, reason) = Self.undecided[index]
    #expect(text(try judge(keyword, matcher, on: value)) == "undecided: value: \(reason)")
  }

  @Test func aNestedNaNLeavesOpenWhetherListsDiffer() throws {
    let (nan, said): (Value, String) = (.double(.nan), "undecided: value[1].a: \(Self.nan)")
    let (observed, wanted): (Value, Value) = ([1, ["a": nan]], [1, ["a": 5]])
    for (keyword, matcher) in [("eq", wanted), ("ne", wanted), ("not_in", [wanted]), ("in", [wanted])] {
      #expect(text(try judge(keyword, matcher, on: observed)) == said)
    }
    #expect(text(try judge("ne", [2, ["a": 5]], on: observed)) == "holds")
  }

  @Test func aLongTextIsSearched() throws {
    let long = String(repeating: "abcdefgh", count: 4 << 20)
    #expect(text(try judge("not_contains", "efgha?", on: .string(long))) == "holds")
    #expect(text(try judge("contains", "hX\u{e9}", on: .string(long + "hX\u{e9}"))) == "holds")
  }

  private static func absent(in fields: ValueMap) throws -> [String?] {
    let matchers: [(String, Value)] = [
      ("eq", "up"), ("exists", false), ("exists", true), ("not_contains", "x"), ("ge", 1), ("length", 2),
    ]
    let expectation = Expectation(
      path: try ObservationPath(parsing: "json.data.status"),
      matchers: try matchers.map { try Matcher.make(keyword: $0.0, value: $0.1) })
    return expectation.judge(fields).map { text($0) }
  }

  @Test(arguments: [.null, [], "x", 5] as [Value])
  func nothingIsAbsentFromWhatHasNoKeys(owner: Value) throws {
    let expectation = Expectation(
      path: try ObservationPath(parsing: "json.error"), matchers: [try .make(keyword: "exists", value: false)]
    )
    #expect(
      expectation.judge(["json": owner]).map(text)
        == ["undecided: json.error: would be a part of \(owner.kindName), which has none"])
  }

  @Test func absence() throws {
    let lastStep = [
      "json.data.status: expected \"up\", absent", "holds", "json.data.status: expected to exist, absent",
      "json.data.status: expected not to contain \"x\", absent",
      "json.data.status: expected to be at least 1, absent",
      "json.data.status: expected length to be 2, absent",
    ]
    #expect(try Self.absent(in: ["json": ["data": [:]]]) == lastStep)
    let earlierStep = [
      "json.data: expected json.data.status to be \"up\", absent",
      "json.data: expected to exist, without json.data.status, absent",
      "json.data: expected json.data.status to exist, absent",
      "json.data: expected json.data.status not to contain \"x\", absent",
      "json.data: expected json.data.status to be at least 1, absent",
      "json.data: expected json.data.status to have a length that is 2, absent",
    ]
    #expect(try Self.absent(in: ["json": [:]]) == earlierStep)
  }

  @Test func secretsAreMaskedBeforeTextIsCut() throws {
    let redactor = Redactor()
    let secret = String(repeating: "x", count: 175) + "SECRETSECRET"
    redactor.add(secret)
    let long = "aaaaaaaa" + secret + String(repeating: "b", count: 300)
    guard case .fails(let finding)? = try judge("eq", "ok", on: .string(long), redactor: redactor) else {
      Issue.record("does not fail")
      return
    }
    #expect(finding.observed?.contains("xxxx") == false)
    #expect(finding.observed?.hasPrefix("\"aaaaaaaa********bbb") == true)
  }

  @Test func excerpts() {
    let kept = String(repeating: "a", count: 20)
    let long = Value.string(String(repeating: "a", count: 500))
    #expect(long.excerpt(limit: 40) == "\"\(kept)\"… (500 characters)")
    let list = Value.list((0..<500).map { .int($0) }).excerpt(limit: 40)
    #expect(list.hasPrefix("[0,1,2,"))
    #expect(list.hasSuffix(" more]"))
    #expect(list.count <= 50)
    #expect(Value.list([1, 2]).excerpt() == "[1,2]")
  }
}
