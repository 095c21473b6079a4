import CEL
import Diagnostics
import ProbeKit
import Testing
import Values

@testable import Recordings

@Suite struct CannedObservationTests {
  private static let description = ProbeDescription(
    kind: "fake", summary: "Asks nobody.", fields: [],
    observation: [
      .init("status", .int, ""), .init("latency", .duration, ""), .init("share", .double, ""),
      .init("at", .timestamp, ""), .init("json", .dyn, ""),
      .init("rows", .list(.object([.init("took", .duration, ""), .init("n", .double, "")])), ""),
    ], examples: [])

  @Test func fieldsHaveTheTypesOfTheDescription() throws {
    let observation = try Observation(
      written: [
        "status": 200, "latency": "12ms", "share": 1, "at": "2026-01-31T12:00:00Z", "json": ["a": 1],
        "rows": [["took": "1s", "n": 2, "other": 3]],
      ], by: Self.description)
    #expect(observation.fields["latency"] == .duration(.milliseconds(12)))
    #expect(observation.fields["share"] == .double(1))
    #expect(observation.fields["at"] == .timestamp(try #require(Timestamp(rfc3339: "2026-01-31T12:00:00Z"))))
    #expect(
      observation.fields["rows"] == [["took": .duration(.seconds(1)), "n": .double(2), "other": 3]])
  }

  @Test func aWholeObservationMayBeWritten() throws {
    let observation = try Observation(
      written: ["fields": ["latency": ["$duration": "1s"]], "no_data": "nothing"], by: Self.description)
    #expect(observation == Observation(["latency": .duration(.seconds(1))], noData: "nothing"))
  }

  @Test func whatCannotBeIsRefusedWithItsPlace() {
    for (written, message) in [
      (Value.map(["status": "up"]), "status: this is a string, and the field is of the type int"),
      (["rows": [["took": "soon"]]], "rows[0].took: a duration such as 500ms or 90d should stand here"),
      (["stat": 1], "stat: fake has no such field; it has status, latency, share, at, json, rows"),
      (5, "a map of fields should stand here"),
    ] {
      let fault = #expect(throws: RecordingFault.self) {
        try Observation(written: written, by: Self.description)
      }
      #expect(fault?.message == message)
    }
  }
}

@Suite struct QuestionTests {
  private func question(_ fields: ValueMap, target: String? = "api") -> RecordedQuestion {
    RecordedQuestion(kind: "http", target: target, fields: fields)
  }

  @Test func aMaskStandsForAnything() {
    let mask = Redactor.mask
    for (recorded, now): (Value, Value) in [
      (.string("Bearer \(mask)"), "Bearer x"), (.string(mask), 5), (["a": .string(mask)], ["a": [1]]),
      (.string("a\(mask)b\(mask)c"), "a1b2c"), (.map(ValueMap([(.string("k\(mask)"), 1)])), ["key": 1]),
      ([.string("\(mask)x")], ["yx"]),
    ] {
      #expect(recorded.stands(for: now), "\(recorded.json) \(now.json)")
      #expect(
        question(["f": recorded]).difference(of: question(["f": now]), ignoring: [], redacting: Redactor())
          == nil)
    }
    for (recorded, now): (Value, Value) in [
      (.string("Bearer \(mask)"), "Basic x"), ("a", "b"), (1, .uint(1)), (1, .double(1)), ([1], [1, 2]),
      (["a": 1], ["b": 1]), (.string("aa\(mask)aa"), "aaa"),
    ] {
      #expect(!recorded.stands(for: now), "\(recorded.json) \(now.json)")
    }
  }

  @Test func aDifferenceNamesTheFieldAndShowsNoSecret() {
    let redactor = Redactor()
    redactor.add("hunter22")
    let then = question(["path": "/a", "header": "x"])
    #expect(
      then.difference(of: question(["path": "/hunter22", "header": "x"]), ignoring: [], redacting: redactor)
        == #"http.path is "/********", and was "/a""#)
    #expect(
      then.difference(of: question(["path": "/a"]), ignoring: [], redacting: redactor)
        == #"http.header is absent, and was "x""#)
    #expect(
      then.difference(of: question(["path": "/b", "header": "x"]), ignoring: ["path"], redacting: redactor)
        == nil)
    #expect(
      then.difference(of: question(then.fields, target: "web"), ignoring: [], redacting: redactor)
        == "its target is web, and was api")
  }
}
