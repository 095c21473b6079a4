import Diagnostics
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

@Suite(.serialized) struct PromQLProbeTests {
  /// A Prometheus that scrapes itself, behind a password.
  private func withPrometheus(_ body: (Target) async throws -> Void) async throws {
    let credentials = PrometheusServer.Credentials(user: "checker", password: "pr0m-pass")
    let server = try await PrometheusServer.start(credentials: credentials)
    let result: Result<Void, any Error>
    do {
      let basic: ValueMap = ["basic": ["username": "checker", "password": "pr0m-pass"]]
      try await body(try makeTarget(.prometheus, server.url, basic))
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await server.stop()
    try result.get()
  }

  @Test func `A real Prometheus gives each type of result`() async throws {
    try await withPrometheus { target in
      let at = Value.string("2027-01-15T08:00:00.125Z")
      let scalar = try await ask(PromQLProbe.self, ["query": "1.5e3", "time": at], target: target)
      #expect(scalar.fields["value"] == 1500.0)
      #expect(scalar.fields["count"] == 1)
      #expect(scalar.fields["warnings"] == [])
      let time = Value.timestamp(Timestamp(seconds: 1_800_000_000, nanoseconds: 125_000_000))
      #expect(scalar.fields["samples"] == [["labels": [:], "value": 1500.0, "timestamp": time]])
      let one = try await ask(
        PromQLProbe.self, ["query": "vector(2)", "time": 1_800_000_000], target: target)
      #expect(one.fields["value"] == 2.0)
      #expect(one.fields["samples"]?.list?.first?["timestamp"] == .timestamp(testNow))
      let text = try await ask(PromQLProbe.self, ["query": #""some text""#], target: target)
      #expect(text.fields["value"] == "some text")
      let infinite = try await ask(PromQLProbe.self, ["query": "vector(1) / 0"], target: target)
      #expect(infinite.fields["value"] == .double(.infinity))
      #expect(infinite.noData == nil)
      let negative = try await ask(PromQLProbe.self, ["query": "-1 / 0"], target: target)
      #expect(negative.fields["value"] == .double(-.infinity))
      let several =
        #"label_replace(vector(1),"s","a","","") or label_replace(vector(2) / 0 * 0,"s","b","","")"#
      let ambiguous = try await ask(PromQLProbe.self, ["query": .string(several)], target: target)
      #expect(ambiguous.fields["value"] == nil)
      #expect(
        ambiguous.undecidable == [
          "value": "the query returned 2 series; aggregate them, e.g. with sum(...), or use `samples`"
        ])
      #expect(ambiguous.fields["samples"]?.list?.map { $0["labels"] } == [["s": "a"], ["s": "b"]])
      #expect(ambiguous.notes == ["the value of 1 of the 2 series is NaN"])
      #expect(ambiguous.noData == nil)
      #expect(ambiguous.excerpt?.split(separator: "\n").count == 2)
    }
  }

  @Test func `A real Prometheus has no data, ranges and refusals`() async throws {
    try await withPrometheus { target in
      let empty = try await ask(PromQLProbe.self, ["query": "absent_metric"], target: target)
      #expect(empty.noData == "the query returned no series")
      #expect(empty.fields["count"] == 0)
      let unknown = try await ask(PromQLProbe.self, ["query": "vector(0) / 0"], target: target)
      #expect(unknown.noData == "the value is NaN")
      #expect(PromQLProbe.description.presenceFields == ["count"])
      let range = try await ask(
        PromQLProbe.self, ["query": "vector(time())", "range": ["since": "2m", "step": "1m"]], target: target)
      let end = Value.timestamp(testNow)
      let sample = try #require(range.fields["samples"]?.list?.first)
      #expect(sample["values"]?.list?.count == 3)
      #expect(sample["values"]?.list?.last == ["timestamp": end, "value": 1_800_000_000.0])
      #expect(sample["timestamp"] == end)
      #expect(range.fields["value"] == 1_800_000_000.0)
      let fixed = try await ask(
        PromQLProbe.self,
        [
          "query": "vector(1)", "time": "2027-01-15T08:00:00Z",
          "range": ["start": "2027-01-15T07:59:59Z", "step": "500ms"],
        ], target: target)
      #expect(fixed.fields["samples"]?.list?.first?["values"]?.list?.count == 3)
      let nothing = try await ask(
        PromQLProbe.self, ["query": "absent_metric", "range": ["since": "1m", "step": "1m"]], target: target)
      #expect(nothing.noData == "the query returned no series")
      let wrong = await refusal(PromQLProbe.self, ["query": "sum("], target: target)
      #expect(wrong?.kind == .invalid)
      #expect(wrong?.isTransient == false)
      #expect(wrong?.message.contains("refuses the query: ") == true)
      #expect(wrong?.message.contains("parse error") == true)
      let doubled = #"vector(1) + on(a) (label_replace(vector(1),"s","a","","") or vector(2))"#
      let impossible = await refusal(PromQLProbe.self, ["query": .string(doubled)], target: target)
      #expect(impossible?.kind == .answer)
      #expect(impossible?.message.contains("could not answer the query: ") == true)
      let stranger = try makeTarget(.prometheus, try #require(target.address.string))
      let unknownUser = await refusal(PromQLProbe.self, ["query": "1"], target: stranger)
      #expect(unknownUser?.kind == .authentication)
      #expect(unknownUser?.message.hasSuffix("does not know us (status 401)") == true)
    }
  }

  @Test(
    arguments: [
      (
        "200 OK", "text/html", "<html>log in</html>", .answer, false,
        "answered with an HTML page (status 200), is this a Prometheus?"
      ),
      (
        "502 Bad Gateway", "text/html", "<html></html>", .answer, true,
        "answered with an HTML page (status 502), is this a Prometheus?"
      ),
      ("200 OK", "text/plain", "fine", .answer, false, "answered with something other than JSON: "),
      (
        "200 OK", "application/json", "{}", .answer, false,
        "answered with JSON that is not of Prometheus, is this a Prometheus?"
      ),
      (
        "200 OK", "application/json", #"{"status":"success","data":{"resultType":"other","result":[]}}"#,
        .answer,
        false, "answered with something other than the result of a query"
      ),
      (
        "404 Not Found", "text/plain", "no", .answer, false, "answered with status 404, is this a Prometheus?"
      ),
      ("500 Oops", "text/plain", "no", .answer, true, "answered with status 500"),
      ("429 Slow Down", "text/plain", "no", .answer, true, "answered with status 429"),
      ("403 Forbidden", "text/plain", "no", .authentication, false, "does not let us in (status 403)"),
      (
        "302 Found\r\nLocation: http://login.example/x?token=t", "text/plain", "", .answer, false,
        "answered with a redirect to login.example:80 (status 302), is this a Prometheus?"
      ),
      (
        "503 X", "application/json", #"{"status":"error","errorType":"timeout","error":"query timed out"}"#,
        .timeout, true, "ran out of time: query timed out"
      ),
      (
        "503 X", "application/json", #"{"status":"error","errorType":"unavailable","error":"starting"}"#,
        .unreachable, true, "is not available: starting"
      ),
      (
        "500 X", "application/json", #"{"status":"error","errorType":"internal","error":"broken"}"#, .answer,
        true, "could not answer the query: broken"
      ),
    ] as [(String, String, String, ProbeError.Kind, Bool, String)])
  func `What is no result is an error`(
    status: String, type: String, body: String, kind: ProbeError.Kind, isTransient: Bool, message: String
  ) async throws {
    let server = try ScriptedServer(http: httpAnswer(status, ["Content-Type: \(type)"], body))
    let error = await refusal(
      PromQLProbe.self, ["query": "1"], target: try makeTarget(.prometheus, server.url))
    #expect(error?.kind == kind)
    #expect(error?.isTransient == isTransient)
    let name = "\(server.endpoint.host):\(server.endpoint.port) "
    #expect(error?.message.hasPrefix(name + message) == true, "\(error?.message ?? "no error")")
  }

  /// An empty answer that may lack something is not positively empty.
  @Test func `No series with a warning leave their count open`() async throws {
    let body = #"{"status":"success","warnings":["partial"],"data":{"resultType":"vector","result":[]}}"#
    let server = try ScriptedServer(http: httpAnswer("200 OK", [], body))
    let seen = try await ask(
      PromQLProbe.self, ["query": "ALERTS"], target: try makeTarget(.prometheus, server.url))
    #expect(seen.noData == "the query returned no series")
    #expect(
      seen.undecidable == ["count": "the query returned no series, and Prometheus warns: partial"])
  }

  @Test func `Warnings, infos and native histograms are seen`() async throws {
    let body = #"""
      {"status":"success","warnings":["partial data"],"infos":["not a counter"],
       "data":{"resultType":"vector","result":[{"metric":{"a":"b"},"histogram":[1.5,{"count":"1"}]}]}}
      """#
    let server = try ScriptedServer(http: httpAnswer("200 OK", [], body))
    let seen = try await ask(
      PromQLProbe.self, ["query": "h"], target: try makeTarget(.prometheus, server.url))
    #expect(seen.fields["warnings"] == ["partial data"])
    #expect(seen.notes == ["partial data", "not a counter"])
    #expect(seen.fields["value"] == nil)
    #expect(
      seen.undecidable == [
        "value":
          "the query returned a native histogram; make a number of it, e.g. with histogram_quantile(...)"
      ])
  }

  @Test func `The query goes behind the target's path, with its credentials and the time it may take`()
    async throws
  {
    let server = try await NginxServer.start(
      .directives(
        """
        location = /prom/api/v1/query {
          if ($http_authorization != 'Bearer tok') { return 401; }
          default_type application/json;
          return 200 '{"status":"success","data":{"resultType":"scalar","result":[1,"$content_length"]}}';
        }
        """))
    let target = try makeTarget(.prometheus, server.url + "/prom/", ["bearer": "tok"])
    let answer = try await ask(PromQLProbe.self, ["query": "a b"], target: target, timeout: .seconds(5))
    await server.stop()
    #expect(answer.fields["value"] == .double(Double("query=a%20b&timeout=5000ms".count)))
  }

  @Test func `Each contradiction is told at its field`() {
    let time = "(write it as 2026-01-31T12:30:00Z, or as seconds since 1970)"
    let cases: [HTTPCheckTests.Case] = [
      ([("query", "1"), ("range", ["since": "1h", "step": "1m"]), ("time", 5)], []),
      ([("query", nil), ("time", nil), ("range", nil)], []),
      ([("query", " ")], ["query: invalid-query: the query is empty"]),
      ([("time", "noon")], ["time: invalid-time: `time` is not a time \(time)"]),
      (
        [("range", ["step": "1m"])],
        ["range: missing-field: the range lacks its beginning (add `since: 1h`, or `start:`)"]
      ),
      (
        [("range", ["step": "1m", "since": "1h", "start": 1])],
        ["range: conflicting-fields: `since` and `start` exclude each other (leave one out)"]
      ),
      (
        [("range", ["step": "1m", "start": "x"])],
        ["range: invalid-time: `start` is not a time \(time)"]
      ),
      (
        [("range", ["step": "0s", "since": "1h"])],
        ["range: invalid-duration: the step should be more than 0s"]
      ),
    ]
    for (fields, said) in cases { #expect(check(PromQLProbe.self, fields) == said) }
  }

  @Test(
    arguments: [
      (
        ["query": "1", "time": .string(String(repeating: "secret", count: 20))],
        "a string of 120 characters is not a time such as 2026-01-31T12:30:00Z"
      ),
      (["query": "1", "time": "x"], #""x" is not a time such as 2026-01-31T12:30:00Z"#),
      (["query": "1", "range": ["step": "1m"]], "range needs `since` or `start`"),
      (
        ["query": "1", "range": ["step": "1m", "since": "1h", "start": 1]],
        "`since` and `start` exclude each other"
      ),
      (
        ["query": "1", "range": ["step": "0s", "since": "1h"]], "the step of the range should be more than 0s"
      ),
    ] as [(ValueMap, String)])
  func `Values that contradict each other make no probe`(fields: ValueMap, message: String) throws {
    let target = try makeTarget(.prometheus, "http://h")
    #expect(throws: ProbeError(.invalid, message)) {
      try makeProbe(PromQLProbe.self, fields, target: target)
    }
  }
}
