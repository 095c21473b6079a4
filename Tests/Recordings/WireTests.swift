import CEL
import CheckEngine
import CheckModel
import ProbeKit
import Testing
import Values

@testable import Recordings

@Suite struct WireTests {
  static let values: [Value] = [
    .null, true, 7, .int(.min), .uint(5), .uint(.max), 2.5, .double(2), .double(-0.0), .double(1e300),
    .double(.infinity), .double(-.infinity), .double(5e-324), "text", "$x", "é\u{0}\n", .bytes([0, 255, 1]),
    .duration(.seconds(90)), .duration(.zero - .milliseconds(3)),
    .duration(Duration(secondsComponent: 1, attosecondsComponent: 7)),
    .timestamp(Timestamp(seconds: 1_700_000_000, nanoseconds: 5)), .timestamp(Timestamp(seconds: .max)),
    .list([1, [], [:]]), ["$uint": 5], ["$a": 1, "b": 2],
    .map(ValueMap([(.int(1), "a"), (.bool(true), .uint(2)), (.string("k"), .null)])), [:],
  ]

  @Test(arguments: values) func aValueIsReadAsItWasWritten(_ value: Value) throws {
    let read = try Wire.decoded(try parseJSON(Wire.encoded(value).prettyJSON))
    #expect(Wire.isSame(read, value), "\(Wire.encoded(value).json)")
  }

  @Test func decimalsAndNaNAreKept() throws {
    let decimal = Value.decimal(try #require(Decimal("1.50")))
    let long = Value.decimal(try #require(Decimal("0.1234567890123456789012345678901234567890")))
    for value in [decimal, long] {
      #expect(Wire.isSame(try Wire.decoded(try parseJSON(Wire.encoded(value).json)), value))
    }
    let nan = try Wire.decoded(try parseJSON(Wire.encoded(.double(.nan)).json))
    #expect(nan.double?.isNaN == true)
  }

  @Test func plainThingsReadPlainly() {
    #expect(Wire.encoded(["a": [1, "x", 0.5, 2.0, true, .null]]).json == #"{"a":[1,"x",0.5,2.0,true,null]}"#)
    #expect(Wire.encoded(.duration(.seconds(90))).json == #"{"$duration":"1m30s"}"#)
  }

  @Test(arguments: [
    #"{"$bytes": 5}"#, #"{"$what": 5}"#, #"{"$uint": -1}"#, #"{"$a": 1, "b": 2}"#, #"{"$map": [[1]]}"#,
    #"{"$duration": "soon"}"#, #"{"$map": [[[], 1]]}"#,
  ]) func whatIsNoValueIsRefused(_ json: String) throws {
    let json = try parseJSON(json)
    #expect(throws: WireFault.self) { try Wire.decoded(json) }
  }

  @Test func answersAreReadAsTheyWereWritten() throws {
    let observation = Observation(
      ["a": .duration(.seconds(1))], noData: "nothing", excerpt: "e\nf", cause: "c", notes: ["n"],
      undecidable: ["b": "twice"],
      declared: [
        "a": .duration, "l": .list(.map(key: .string, value: .double)), "o": .object([.init("x", .int, "")]),
      ],
      isFinal: true)
    #expect(try Wire.observation(try parseJSON(Wire.encoded(observation).json)) == observation)
    let error = ProbeError(
      .refused, "m", isTransient: true, refusal: observation, excerpt: "e", awaited: "w")
    #expect(try Wire.error(try parseJSON(Wire.encoded(error).json)) == error)
  }

  @Test func decisionsAreReadAsTheyWereWritten() throws {
    var judged = Judged(
      outcome: .noData, message: "m", findings: [Finding(path: "p", expected: "e", observed: nil)],
      excerpt: "x", notes: ["n"], isTransient: false)
    judged.elements = [.init(key: "k", judged: Judged(outcome: .passed)), .init(key: nil, judged: judged)]
    let read = try Wire.judged(try parseJSON(Wire.encoded(judged).json))
    #expect(Wire.encoded(read).json == Wire.encoded(judged).json)
    #expect(read.elements.count == 2)
  }

  @Test func aFaultNamesItsPlace() throws {
    let json = try parseJSON(
      #"{"item": "a", "wording": "", "outcome": "passed", "attempts": 1, "asks": [{"question": {"kind": "x", "fields": {}}, "asked": "1ms", "answered": "2ms", "answer": {"fields": {"a": [1, {"$bytes": 3}]}}}]}"#
    )
    let fault = try #require(throws: WireFault.self) { try WireItem.decoded(json) }
    #expect(fault.place == "asks[0].answer.fields.a[1].$bytes")
  }
}
