import Testing
import Values

@testable import CEL

/// Values that may be absent.
struct OptionalsLibraryTests {
  @Test func making() throws {
    #expect(try call(optionalsLibrary, "optional.of", 1) == .optional(1))
    #expect(try call(optionalsLibrary, "optional.of", .null) == .optional(.null))
    #expect(try call(optionalsLibrary, "optional.none") == .optionalNone)
  }

  @Test(
    arguments: [
      .null, false, 0, .uint(0), 0.0, -0.0, .string(""), .bytes([]), [], [:], .duration(.zero),
      .timestamp(Timestamp(seconds: 0)), .decimal(Decimal(0)),
    ] as [Value])
  func zeros(value: Value) throws {
    #expect(try call(optionalsLibrary, "optional.ofNonZeroValue", value) == .optionalNone)
  }

  @Test(
    arguments: [
      true, 1, -1, .uint(1), 0.5, .double(.nan), "0", .bytes([0]), [0], ["": .null],
      .duration(.nanoseconds(1)),
      .timestamp(Timestamp(seconds: 0, nanoseconds: 1)), .optionalNone,
    ] as [Value])
  func nonZeros(value: Value) throws {
    let made = try call(optionalsLibrary, "optional.ofNonZeroValue", value)
    #expect(try call(optionalsLibrary, "hasValue", made) == true)
  }

  @Test func reading() throws {
    #expect(try call(optionalsLibrary, "hasValue", .optional(.null)) == true)
    #expect(try call(optionalsLibrary, "hasValue", .optionalNone) == false)
    #expect(try call(optionalsLibrary, "value", .optional("x")) == "x")
    let error = #expect(throws: EvaluationError.self) { try call(optionalsLibrary, "value", .optionalNone) }
    #expect(error?.kind == .absent)
    #expect(try call(optionalsLibrary, "orValue", .optional("x"), "y") == "x")
    #expect(try call(optionalsLibrary, "orValue", .optionalNone, "y") == "y")
    #expect(try call(optionalsLibrary, "or", .optionalNone, .optional(2)) == .optional(2))
    #expect(try call(optionalsLibrary, "or", .optional(1), .optional(2)) == .optional(1))
    #expect(try call(optionalsLibrary, "or", .optionalNone, .optionalNone) == .optionalNone)
  }

  @Test(arguments: ["optional.unwrap", "unwrapOpt"])
  func unwrapping(name: String) throws {
    let optionals: Value = [.optional(1), .optionalNone, .optional(.null)]
    #expect(try call(optionalsLibrary, name, optionals) == [1, .null])
    #expect(throws: EvaluationError.self) { try call(optionalsLibrary, name, [optionals], budget: 2) }
  }

  @Test func ends() throws {
    #expect(try call(optionalsLibrary, "first", [1, 2]) == .optional(1))
    #expect(try call(optionalsLibrary, "last", [1, 2]) == .optional(2))
    #expect(try call(optionalsLibrary, "first", []) == .optionalNone)
    #expect(try call(optionalsLibrary, "last", []) == .optionalNone)
  }

  @Test func equality() {
    #expect(Value.optional(1).isEqual(to: .optional(1.0)))
    #expect(Set([Value.optional(1), .optional(1.0)]).count == 1)
    #expect(!Value.optional("e\u{301}").isEqual(to: .optional("é")))
    #expect(!Value.optional(.double(.nan)).isEqual(to: .optional(.double(.nan))))
    #expect(!Value.optional(1).isEqual(to: .optionalNone))
    #expect(!Value.optional(1).isEqual(to: 1))
    #expect(Value.optional(.optionalNone).isEqual(to: .optional(.optionalNone)))
    #expect(!Value.optional(.optionalNone).isEqual(to: .optionalNone))
  }

  @Test func wrongArguments() {
    let hasValue = optionalsLibrary.first { $0.name == "hasValue" }?.overloads.first
    for arguments: [Value] in [[1], [.opaque(OpaqueValue(OtherValue()))]] {
      var budget = Budget(100)
      let error = #expect(throws: EvaluationError.self) { try hasValue?.body(arguments, &budget) }
      #expect(error?.kind == .noOverload)
    }
  }
}
