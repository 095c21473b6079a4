import Testing
import Values

@testable import CEL

/// Kubernetes' resource quantities.
struct QuantityLibraryTests {
  static func quantity(_ text: String) throws -> Value {
    try call(quantityLibrary, "quantity", .string(text))
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1_000_000_000), ("+1", 1_000_000_000), ("-1.5", -1_500_000_000),
      (".5", 500_000_000),
      ("5.", 5_000_000_000), ("500m", 500_000_000), ("1n", 1), ("1u", 1000), ("1k", 1_000_000_000_000),
      ("1Ki", 1_024_000_000_000), ("1.5Gi", 1_610_612_736_000_000_000), ("2e3", 2_000_000_000_000),
      ("2E-3", 2_000_000), ("1e+2", 100_000_000_000), ("0.1n", 1), ("-0.1n", -1),
      ("1.0000000001", 1_000_000_001),
      ("1E", 1_000_000_000_000_000_000_000_000_000), ("1Ei", 1_152_921_504_606_846_976_000_000_000),
      ("1e-99999", 1), ("0e99999", 0), ("1.50000000000000000000000000000000000000000000", 1_500_000_000),
      ("000000000000000000000000000000000000000000000001", 1_000_000_000),
      ("100Ei", 115_292_150_460_684_697_600_000_000_000),
      ("9223372036854775807", 9_223_372_036_854_775_807_000_000_000), ("1e-9", 1), ("1e-10", 1),
      ("0.00000000000000000000000000000000000000001Ki", 1),
    ] as [(String, Int128)])
  func quantities(text: String, nanos: Int128) throws {
    #expect(try Quantity(text).nanos == nanos)
    #expect(try call(quantityLibrary, "isQuantity", .string(text)) == true)
  }

  @Test(arguments: [
    "", "-", ".", "+-1", "1 ", " 1", "1x", "1KiB", "1ki", "1MI", "1e", "1eK", "1e1.5", "1e1m", "1.2.3", "1,5",
    "Ki", "m",
    "١", "1K", "0x10", "1e99999", "999999999999Ei", "123456789012345678901", "NaN", "Infinity", "1µ",
    "1e99999999999999999999",
    String(repeating: "9", count: 1000),
  ])
  func noQuantities(text: String) throws {
    #expect(throws: EvaluationError.self) { try Self.quantity(text) }
    #expect(try call(quantityLibrary, "isQuantity", .string(text)) == false)
  }

  @Test(
    arguments: [
      ("sign", "-1", -1), ("sign", "0", 0), ("sign", "1n", 1), ("isInteger", "1000m", true),
      ("isInteger", "1500m", false), ("isInteger", "9223372036854775807", true),
      ("isInteger", "9223372036854775808", false),
      ("asInteger", "50k", 50_000), ("asInteger", "1.5Ki", 1536),
      ("asInteger", "-9223372036854775808", .int(.min)),
      ("asApproximateFloat", "1500m", 1.5), ("asApproximateFloat", "-0.1", -0.1),
      ("asApproximateFloat", "1n", 1e-9),
      ("asApproximateFloat", "9007199254740991", 9_007_199_254_740_991.0),
    ] as [(String, String, Value)])
  func questions(name: String, text: String, expected: Value) throws {
    #expect(try call(quantityLibrary, name, Self.quantity(text)) == expected)
  }

  @Test(arguments: ["1500m", "9223372036854775808"])
  func noIntegers(text: String) throws {
    #expect(throws: EvaluationError.self) { try call(quantityLibrary, "asInteger", Self.quantity(text)) }
  }

  @Test func sums() throws {
    let sum = try call(quantityLibrary, "add", Self.quantity("1.5"), Self.quantity("500m"))
    #expect(try sum == Self.quantity("2"))
    #expect(try call(quantityLibrary, "add", Self.quantity("1Ki"), 1) == Self.quantity("1025"))
    #expect(
      try call(quantityLibrary, "sub", Self.quantity("1"), Self.quantity("1n")) == Self.quantity("999999999n")
    )
    #expect(
      try call(quantityLibrary, "sub", Self.quantity("0"), .int(.min)) == Self.quantity("9223372036854775808")
    )
    let huge = try Self.quantity("100000000000E")
    #expect(throws: EvaluationError.self) { try call(quantityLibrary, "add", huge, huge) }
  }

  @Test(
    arguments: [
      ("1Gi", "1500Mi", -1), ("1000m", "1", 0), ("1Ki", "1k", 1), ("-1", "0", -1), ("1e3", "1k", 0),
    ] as [(String, String, Int64)])
  func comparisons(left: String, right: String, order: Int64) throws {
    let (left, right) = (try Self.quantity(left), try Self.quantity(right))
    #expect(try call(quantityLibrary, "compareTo", left, right) == .int(order))
    #expect(try call(quantityLibrary, "isLessThan", left, right) == .bool(order < 0))
    #expect(try call(quantityLibrary, "isGreaterThan", left, right) == .bool(order > 0))
    #expect(left.isEqual(to: right) == (order == 0))
    #expect(order != 0 || left.hashValue == right.hashValue)
  }

  @Test func noOrderToOtherTypes() {
    #expect(Quantity(1).ordering(relativeTo: OptionalValue(wrapped: 1)) == nil)
  }

  @Test func texts() throws {
    #expect(try Self.quantity("1.5Gi").json == "\"1.5Gi\"")
    #expect(Quantity(nanos: -1_500_000_000).description == "-1.5")
    #expect(Quantity(nanos: .min).description == "-170141183460469231731687303715.884105728")
    #expect(Quantity(2).description == "2")
  }
}
