internal import Testing
internal import Values

@testable internal import CEL

@Suite("Functions of numbers")
struct MathLibraryTests {
  @Test("The greatest and the least are the values themselves, the first of equal ones")
  func extremes() throws {
    let cases: [([Value], Value, Value)] = [
      ([5], 5, 5), ([-5.5], -5.5, -5.5), ([.uint(1)], .uint(1), .uint(1)), ([1, 1.0], 1, 1),
      ([1.0, 1], 1.0, 1.0),
      ([1, .int(.max)], .int(.max), 1), ([-3, .uint(3)], .uint(3), -3),
      ([.uint(.max), .int(.max)], .uint(.max), .int(.max)),
      ([10, 1, 3], 10, 1), ([1.5, 0.5, 3.5], 3.5, 0.5),
      ([5.4, 10, .uint(3), -5.0, .int(.max)], .int(.max), -5.0),
      ([[5.4, 10, .uint(3), -5.0, 3.5]], 10, -5.0), ([[7]], 7, 7), ([1.797693e308, 1], 1.797693e308, 1),
      ([.double(.infinity), .int(.max)], .double(.infinity), .int(.max)),
      ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5], 10.5, 1),
    ]
    for (arguments, greatest, least) in cases {
      #expect(try call(mathLibrary, "math.greatest", arguments, budget: 1000) == greatest, "\(arguments)")
      #expect(try call(mathLibrary, "math.least", arguments, budget: 1000) == least, "\(arguments)")
    }
    #expect(try fault(mathLibrary, "math.greatest", []) == .invalid)
    #expect(try fault(mathLibrary, "math.greatest", [1, "a"]) == .noOverload)
    #expect(try fault(mathLibrary, "math.greatest", ["a"]) == .noOverload)
    #expect(try fault(mathLibrary, "math.least", 1, true, 2) == .noOverload)
    #expect(try fault(mathLibrary, "math.least", "a") == .noOverload)
    #expect(try fault(mathLibrary, "math.least", 1, .double(.nan)) == .invalid)
  }

  @Test("The first signature of the extremes that fits is the most precise")
  func signatures() throws {
    let greatest = try #require(mathLibrary.first { $0.name == "math.greatest" })
    let types = { (parameters: [Type]) in
      greatest.overloads.filter { $0.parameters == parameters }.map(\.result)
    }
    #expect(types([.list(.uint)]) == [.uint])
    #expect(types([.int, .int]) == [.int])
    #expect(types([.int, .double]) == [.dyn])
    #expect(types([.double, .double, .double]) == [.double])
    #expect(types(Array(repeating: .dyn, count: 10)) == [.dyn])
    let ternary = greatest.overloads.filter { $0.parameters.count == 3 }.map(\.result)
    #expect(ternary.last == .dyn)
  }

  @Test("Functions of one number")
  func unary() throws {
    let cases: [(String, Value, Value)] = [
      ("ceil", -1.2, -1.0), ("ceil", 1.2, 2.0), ("floor", -1.2, -2.0), ("floor", 1.2, 1.0),
      ("round", -1.4, -1.0),
      ("round", 2.5, 3.0), ("round", -2.5, -3.0), ("trunc", -1.7, -1.0), ("trunc", 1.2, 1.0),
      ("abs", -3, 3), ("abs", .uint(3), .uint(3)), ("abs", -3.5, 3.5), ("abs", .int(-.max), .int(.max)),
      ("sign", -7, -1), ("sign", 0, 0), ("sign", .uint(100), .uint(1)), ("sign", .uint(0), .uint(0)),
      ("sign", 100.5, 1.0),
      ("sign", 0.0, 0.0), ("sign", .double(-.infinity), -1.0), ("sqrt", 16, 4.0),
      ("sqrt", .uint(2), .double(2.squareRoot())),
      ("sqrt", 0.25, 0.5), ("isNaN", .double(.nan), true), ("isNaN", 1.0, false),
      ("isInf", .double(-.infinity), true),
      ("isInf", .double(.nan), false), ("isFinite", 1.0, true), ("isFinite", .double(.nan), false),
      ("isFinite", .double(.infinity), false), ("bitNot", -1, 0), ("bitNot", 0, -1),
      ("bitNot", .uint(1), .uint(.max - 1)),
      ("ceil", Decimal("1.2").map(Value.decimal) ?? .null, 2.0),
    ]
    for (function, argument, result) in cases {
      #expect(try call(mathLibrary, "math.\(function)", argument) == result, "\(function)(\(argument))")
    }
    let mismatches: [(String, Value)] = [
      ("ceil", 1), ("floor", 1), ("round", "1"), ("trunc", .uint(1)), ("sign", true), ("isFinite", true),
      ("isNaN", 1),
      ("abs", "a"), ("bitNot", 1.5), ("sqrt", .null),
    ]
    for (function, argument) in mismatches {
      #expect(try fault(mathLibrary, "math.\(function)", argument) == .noOverload, "\(function)(\(argument))")
    }
    #expect(try fault(mathLibrary, "math.abs", .int(.min)) == .invalid)
    guard case .double(let root) = try call(mathLibrary, "math.sqrt", -1.0),
      case .double(let sign) = try call(mathLibrary, "math.sign", .double(.nan))
    else {
      Issue.record("no doubles")
      return
    }
    #expect(root.isNaN && sign.isNaN)
  }

  @Test("Bits of two integers of one type, and bits moved")
  func bits() throws {
    let cases: [(String, Value, Value, Value)] = [
      ("bitAnd", .uint(1), .uint(2), .uint(0)), ("bitAnd", -1, 5, 5), ("bitOr", 1, 2, 3),
      ("bitOr", 4, -2, -2),
      ("bitOr", .uint(1), .uint(4), .uint(5)), ("bitXor", 4, -2, -6),
      ("bitXor", .uint(3), .uint(1), .uint(2)),
      ("bitShiftLeft", 1, 2, 4), ("bitShiftLeft", -1, 200, 0), ("bitShiftLeft", .uint(1), 2, .uint(4)),
      ("bitShiftLeft", 1, 63, .int(.min)), ("bitShiftLeft", 1, .int(.max), 0),
      ("bitShiftRight", 1024, 2, 256),
      ("bitShiftRight", 1024, 64, 0), ("bitShiftRight", -1024, 3, 2_305_843_009_213_693_824),
      ("bitShiftRight", .uint(1024), 2, .uint(256)), ("bitShiftRight", -1, 0, -1),
    ]
    for (function, left, right, result) in cases {
      #expect(
        try call(mathLibrary, "math.\(function)", left, right) == result, "\(function)(\(left), \(right))")
    }
    #expect(try fault(mathLibrary, "math.bitShiftRight", .uint(1), -1) == .invalid)
    #expect(try fault(mathLibrary, "math.bitShiftLeft", 1, .int(.min)) == .invalid)
    #expect(try fault(mathLibrary, "math.bitAnd", .uint(2), 1) == .noOverload)
    #expect(try fault(mathLibrary, "math.bitShiftLeft", 4.3, 1) == .noOverload)
  }
}
