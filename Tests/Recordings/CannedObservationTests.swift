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

  /// A surrogate stands for one secret alone; a secret that stands in a file is known by nothing else than being one.
  @Test func surrogatesAreTheSameOrAnotherQuestion() {
    let (redactor, surrogates) = (Redactor(), Redactor())
    for text in ["sur-12345", "sur-55555"] {
      redactor.add(text)
      surrogates.add(text)
    }
    redactor.add("lit-99999")
    func isSame(_ then: Value, _ now: Value) -> Bool {
      question(["f": then]).difference(
        of: question(["f": now]), ignoring: [], redacting: redactor, surrogates: surrogates) == nil
    }
    #expect(isSame("Bearer sur-12345", "Bearer sur-12345"))
    #expect(!isSame("Bearer sur-12345", "Bearer sur-55555"))
    #expect(!isSame("Bearer sur-12345", "Bearer else"))
    #expect(isSame("Bearer sur-12345", "Bearer lit-99999"))
    #expect(!isSame("Bearer sur-12345", "Basic lit-99999"))
    #expect(!isSame(1, .uint(1)))
    #expect(!isSame(1, .double(1)))
    #expect(!isSame([1], [1, 2]))
    #expect(!isSame(["a": 1], ["b": 1]))
  }

  @Test func aDifferenceNamesTheFieldAndShowsNoSecret() {
    let redactor = Redactor()
    redactor.add("hunter22")
    let then = question(["path": "/a", "header": "x"])
    #expect(
      then.difference(
        of: question(["path": "/hunter22", "header": "x"]), ignoring: [], redacting: redactor,
        surrogates: Redactor())
        == #"http.path is "/********", and was "/a""#)
    #expect(
      then.difference(of: question(["path": "/a"]), ignoring: [], redacting: redactor, surrogates: Redactor())
        == #"http.header is absent, and was "x""#)
    #expect(
      then.difference(
        of: question(["path": "/b", "header": "x"]), ignoring: ["path"], redacting: redactor,
        surrogates: Redactor())
        == nil)
    #expect(
      then.difference(
        of: question(then.fields, target: "web"), ignoring: [], redacting: redactor, surrogates: Redactor())
        == "its target is web, and was api")
  }
}
