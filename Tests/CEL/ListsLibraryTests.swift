internal import Testing
internal import Values

@testable internal import CEL

@Suite("Functions of lists")
struct ListsLibraryTests {
  @Test("Lists become other lists")
  func lists() throws {
    let cases: [(String, [Value], Value?)] = [
      ("slice", [[1, 2, 3, 4], 1, 3], [2, 3]), ("slice", [[1, 2], 0, 2], [1, 2]),
      ("slice", [[1, 2], 2, 2], []),
      ("slice", [[1, 2], 1, 3], nil), ("slice", [[1, 2], -1, 1], nil), ("slice", [[1, 2], 2, 1], nil),
      ("slice", [[1], .int(.min), .int(.max)], nil),
      ("flatten", [[1, [2, 3], [4]]], [1, 2, 3, 4]), ("flatten", [[1, [2, [3, 4]]]], [1, 2, [3, 4]]),
      ("flatten", [[1, 2, [], [], [3, 4]]], [1, 2, 3, 4]),
      ("flatten", [[1, [2, [3, [4]]]], 2], [1, 2, 3, [4]]),
      ("flatten", [[[1]], 0], [[1]]), ("flatten", [[1, [2, [3]]], .int(.max)], [1, 2, 3]),
      ("flatten", [[1], -1], nil),
      ("distinct", [[1, 2, 2, 3, 3]], [1, 2, 3]),
      ("distinct", [["b", "b", "c", "a", "c"]], ["b", "c", "a"]),
      ("distinct", [[1, "b", 2, "b", .uint(1), 1.0]], [1, "b", 2]),
      ("distinct", [[[1], [1.0], [1, 2]]], [[1], [1, 2]]),
      ("distinct", [[["a": 1, "b": 2], ["b": 2, "a": 1]]], [["a": 1, "b": 2]]),
      ("distinct", [[.decimal(Decimal(1.5) ?? Decimal(0)), 1.5]], [.decimal(Decimal(1.5) ?? Decimal(0))]),
      ("reverse", [[5, 3, 1]], [1, 3, 5]), ("reverse", [[]], []),
      ("sort", [[3, 2, 1]], [1, 2, 3]), ("sort", [["b", "c", "a"]], ["a", "b", "c"]), ("sort", [[]], []),
      ("sort", [[2.5, -0.5, .double(-.infinity)]], [.double(-.infinity), -0.5, 2.5]),
      ("sort", [[true, false]], [false, true]),
      ("sort", [[.bytes([2]), .bytes([1, 5]), .bytes([1])]], [.bytes([1]), .bytes([1, 5]), .bytes([2])]),
      (
        "sort", [[.duration(.seconds(2)), .duration(.seconds(1))]],
        [.duration(.seconds(1)), .duration(.seconds(2))]
      ),
      ("sort", [["\u{1F600}", "\u{FF41}", "z"]], ["z", "\u{FF41}", "\u{1F600}"]),
      ("sort", [[1, "b"]], nil), ("sort", [[[1, 2]]], nil), ("sort", [[1, 2.5]], nil),
      ("sort", [[.null]], nil),
      ("lists.range", [3], [0, 1, 2]), ("lists.range", [0], []), ("lists.range", [-1], nil),
      ("lists.range", [.int(.max)], nil), ("lists.range", [10_000_000], nil),
    ]
    for (function, arguments, result) in cases {
      #expect(try valueOrNil(listsLibrary, function, arguments) == result, "\(function) \(arguments)")
    }
  }

  @Test("NaN equals nothing, and stands first")
  func notANumber() throws {
    let list: Value = [1.0, .double(.nan), .double(.nan), 0.5]
    #expect(try call(listsLibrary, "distinct", list).list?.count == 4)
    #expect(try call(listsLibrary, "sort", list).list?.suffix(2) == [0.5, 1.0])
  }

  @Test(
    "Lists are compared as sets",
    arguments: [
      ("contains", [], [], true), ("contains", [], [1], false), ("contains", [1, 2, 3, 4], [2, 3], true),
      ("contains", [1, 2, .uint(3)], [3.0, 1], true), ("contains", [1], [2], false),
      ("equivalent", [], [], true), ("equivalent", [1], [1, 1], true),
      ("equivalent", [1], [.uint(1), 1.0], true),
      ("equivalent", [1, 2, 3], [.uint(3), 2.0, 1], true), ("equivalent", [1, 2], [1], false),
      ("equivalent", [1], [1, 2], false), ("intersects", [1], [], false), ("intersects", [1], [1, 2], true),
      ("intersects", [[1], [2, 3]], [[1, 2], [2, 3.0]], true),
      ("intersects", ["e\u{301}"], ["\u{E9}"], false),
    ] as [(String, Value, Value, Bool)])
  func sets(function: String, left: Value, right: Value, holds: Bool) throws {
    #expect(try call(setsLibrary, "sets.\(function)", left, right) == .bool(holds))
  }

  @Test(
    "Long lists are compared in linear time, and values that share their elements are refused",
    .timeLimit(.minutes(5)))
  func costs() throws {
    let numbers = Value.list((0..<100_000).map { .int($0) })
    let opposite = Value.list((0..<100_000).reversed().map { .double(Double($0)) })
    #expect(try call(setsLibrary, "sets.equivalent", numbers, opposite) == true)
    var shared: Value = [1]
    for _ in 0..<60 { shared = [shared, shared] }
    #expect(try fault(listsLibrary, "distinct", [shared, shared]) == .tooExpensive)
    #expect(try fault(listsLibrary, "flatten", shared, 60) == .tooExpensive)
    let maps = Value.list((0..<10_000).map { .map(ValueMap([(.int($0), .null)])) })
    #expect(try fault(listsLibrary, "distinct", maps) == .tooExpensive)
  }

  private func valueOrNil(_ library: [Function], _ function: String, _ arguments: [Value]) throws -> Value? {
    do {
      return try call(library, function, arguments, budget: 10_000)
    } catch is EvaluationError { return nil }
  }
}
