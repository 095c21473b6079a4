import ProbeKit
import Probes
import Testing
import Values

/// What each kind makes of answers that are stated.
@Suite struct KindTests {
  /// An item named `x`, what it is answered, and what it comes to.
  private struct Sample {
    let item: String
    let given: String
    let comes: String
  }

  private func expect(_ samples: [Sample]) async throws {
    for sample in samples {
      try await expectCase(
        targets + "items:\n  - {id: x, title: X, \(sample.item)}\n", given: "{x: \(sample.given)}",
        expect: "{x: \(sample.comes)}")
    }
  }

  @Test func sqlMakesRowsOfWhateverFormIsShortest() async throws {
    let query = "sql: {query: SELECT 1}"
    try await expect([
      Sample(item: "\(query), expect: {value: 1}", given: "{value: 1}", comes: "passed"),
      Sample(
        item: "\(query), expect: {row.a: 1, value: 1, columns: [a, b], row_count: 1}",
        given: "{row: {a: 1, b: null}}", comes: "passed"),
      Sample(
        item: "\(query), expect: {'rows[1].a': 2}", given: "{rows: [{a: 1}, {a: 2}]}", comes: "passed"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{rows: [{a: 1}, {a: 2}]}",
        comes: "{error: {contains: the query returned 2 rows}}"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{rows: []}",
        comes: "{no_data: the query returned no rows}"),
      Sample(item: "\(query), expect: {row_count: 0}", given: "{rows: []}", comes: "passed"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{value: .nan}", comes: "{no_data: the value is NaN}"),
      Sample(
        item: "\(query), assert: \"row.at < now && row.lag < duration('1h')\"",
        given: "{row: {at: 2026-01-15T11:00:00Z, lag: 90s}, types: {at: timestamptz, lag: interval}}",
        comes: "passed"),
      Sample(
        item: "\(query), expect: {sqlstate: '42501'}", given: "{sqlstate: '42501'}", comes: "passed"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{sqlstate: '42501', message: permission denied}",
        comes: "{error: {contains: permission denied}}"),
      Sample(
        item: "sql: {query: DELETE FROM t, may_write: true}, action: true, expect: {row_count: 3}",
        given: "{affected: 3}", comes: "passed"),
    ])
  }

  @Test func promqlMakesSeriesOfValues() async throws {
    let query = "promql: {query: up}"
    try await expect([
      Sample(item: "\(query), expect: {value: 1, count: 1}", given: "{value: 1}", comes: "passed"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{value: NaN}", comes: "{no_data: the value is NaN}"),
      Sample(item: "\(query), expect: {value: {gt: 1}}", given: "{value: +Inf}", comes: "passed"),
      Sample(
        item: "\(query), expect: {value: 1}", given: "{samples: []}",
        comes: "{no_data: the query returned no series}"),
      Sample(item: "\(query), expect: {count: 0}", given: "{samples: []}", comes: "passed"),
      Sample(
        item: "\(query), expect: {count: 0}", given: "{samples: [], warnings: [no store]}",
        comes: "{error: {contains: no store}}"),
      Sample(
        item: "\(query), assert: \"samples.all(s, s.value < 2.0 && s.labels.a == 'x')\"",
        given: "{samples: [{labels: {a: x}, value: 1}]}", comes: "passed"),
      Sample(
        item:
          "promql: {query: up, range: {since: 5m, step: 1m}}, expect: {value: 3, 'samples[0].values': {length: 3}}",
        given: "{samples: [{values: [1, 2, 3]}]}", comes: "passed"),
    ])
  }

  @Test func kubectlTakesWhatTheItemAsksForOutOfObjects() async throws {
    let deployment = "kubectl: {resource: deployment/app, namespace: shop}"
    let status = "status: {observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2}"
    try await expect([
      Sample(
        item: "\(deployment), expect: {rollout: complete, object.metadata.name: app, count: 1}",
        given: "{object: {metadata: {generation: 2}, spec: {replicas: 2}, \(status)}}", comes: "passed"),
      Sample(
        item:
          "kubectl: {resource: deployment/app, jsonpath: '{.spec.replicas}/{.spec.x}'}, expect: {value: 3/}",
        given: "{object: {spec: {replicas: 3}}}", comes: "passed"),
      Sample(
        item: "kubectl: {resource: deployment/app, jsonpath: '{.spec.y}'}, expect: {value: '3'}",
        given: "{object: {}}", comes: "{no_data: 'the JSONPath matches nothing: {.spec.y}'}"),
      Sample(
        item: "kubectl: {resource: pods}, assert: \"items.all(p, p.ready)\"",
        given: "{items: [{ready: true}, {ready: false}]}", comes: "failed"),
      Sample(
        item: "kubectl: {resource: pods, selector: a=b}, assert: \"items.all(p, p.ready)\"",
        given: "{items: []}",
        comes: "{no_data: there are no pods with the labels a=b}"),
      Sample(item: "kubectl: {resource: pods}, expect: {count: 0}", given: "{items: []}", comes: "passed"),
      Sample(item: "\(deployment), expect: {exists: false}", given: "{exists: false}", comes: "passed"),
      Sample(
        item: "\(deployment), expect: {rollout: complete}", given: "{exists: false}",
        comes: "{error: 'deployment \"app\" not found'}"),
      Sample(item: "kubectl: {raw: /readyz}, expect: {value: ok}", given: "{text: ok}", comes: "passed"),
      Sample(
        item: "kubectl: {raw: /version}, expect: {object.major: '1'}", given: "{json: {major: '1'}}",
        comes: "passed"),
    ])
  }

  @Test func httpReadsBodiesAsTheirTypeSays() async throws {
    try await expect([
      Sample(item: "http: {path: /}", given: "{}", comes: "passed"),
      Sample(
        item: "http: {path: /}", given: "{status: 503}",
        comes: "{failed: {contains: observed 503}}"),
      Sample(
        item:
          "http: {path: /}, expect: {json.a: 1, 'headers[\"content-type\"]': application/json, latency: {lt: 1s}}",
        given: "{json: {a: 1}, latency: 20ms}", comes: "passed"),
      Sample(
        item: "http: {path: /}, expect: {json.a: 1}",
        given: "{body: '{\"a\": 1}', headers: {Content-Type: text/html}}",
        comes: "failed"),
      Sample(
        item: "http: {path: /}, expect: {status: 301, 'redirects[0].url': 'https://a/'}",
        given: "{status: 301, redirects: [{status: 302, url: 'https://a/'}]}", comes: "passed"),
      Sample(
        item: "http: {path: /}, expect: {tls.expires_in: {ge: 30d}, tls.verified: true}",
        given: "{tls: {not_after: 2026-03-01T00:00:00Z}}", comes: "passed"),
    ])
  }

  @Test func whatOfTheOtherKindsIsStatedIsSeen() async throws {
    try await expect([
      Sample(item: "command: {argv: [a]}", given: "{}", comes: "passed"),
      Sample(
        item: "command: {argv: [a]}, expect: {json.n: 1, exit_code: 3, stderr: x}",
        given: "{json: {n: 1}, exit_code: 3, stderr: x}", comes: "passed"),
      Sample(
        item: "tcp: {host: a, port: 1}", given: "{connected: false, reason: refused}",
        comes: "{failed: 'connected: expected true, observed false: refused'}"),
      Sample(
        item: "tcp: {host: a, port: 1}, expect: {latency: {lt: 1s}}", given: "{latency: 1ms}", comes: "passed"
      ),
      Sample(
        item: "tls: {host: a}, expect: {expires_in: {ge: 30d}}", given: "{expires_in: 31d}", comes: "passed"),
      Sample(
        item: "tls: {host: a}", given: "{verified: false, reason: it is expired}",
        comes: "{failed: {contains: it is expired}}"),
      Sample(item: "tls: {host: a}", given: "{handshake: false}", comes: "failed"),
      Sample(
        item: "dns: {name: a.b}, expect: {records: {contains: 192.0.2.1}}", given: "{records: [192.0.2.1]}",
        comes: "passed"),
      Sample(
        item: "dns: {name: a.b}, expect: {records: [x]}", given: "{records: []}",
        comes: "{no_data: a.b has no A records}"),
      Sample(
        item: "dns: {name: a.b}, expect: {rcode: NXDOMAIN}", given: "{rcode: NXDOMAIN}", comes: "passed"),
      Sample(item: "dns: {name: a.b}, expect: {records: [x]}", given: "{rcode: NXDOMAIN}", comes: "error"),
      Sample(
        item: "file: {glob: /a/*}, expect: {age: {lt: 1h}, size: 3}", given: "{age: 5m, content: abc}",
        comes: "passed"),
      Sample(
        item: "file: {path: /a}, expect: {size: 3}", given: "{exists: false}",
        comes: "{no_data: there is no /a}"),
      Sample(item: "file: {path: /a}, expect: {exists: false}", given: "{exists: false}", comes: "passed"),
      Sample(
        item: "load: {path: /, max_requests: 9}", given: "{errors: {timeout: 10}}",
        comes: "{failed: {contains: observed 0.01}}"),
      Sample(
        item: "load: {path: /, max_requests: 9}, expect: {p95: {lt: 1s}}", given: "{p95: 20ms}",
        comes: "passed"),
      Sample(item: "load: {path: /, max_requests: 9}", given: "{requests: 0}", comes: "no_data"),
      Sample(
        item: "plugin: {name: disk}, expect: {free: {gt: 1}}", given: "{observe: {free: 2}}", comes: "passed"),
    ])
  }

  @Test func configurationsAreReadAsTheRealOnesAre() async throws {
    try await expect([
      Sample(
        item: "config: {path: a.toml}, expect: {document.a.b: 1}", given: "{text: \"[a]\\nb = 1\"}",
        comes: "passed"),
      Sample(item: "config: {path: a.toml}, expect: {document.a: 1}", given: "{text: '['}", comes: "error"),
      Sample(
        item: "config: {path: a.yaml}, expect: {document.a: 1}", given: "{document: {a: 1}}", comes: "passed"),
      Sample(
        item: "config: {path: a.yaml}, expect: {document.a: 1}", given: "{document: null}",
        comes: "{no_data: {contains: holds nothing}}"),
      Sample(
        item: "config: {path: a.yaml}, expect: {document.a: 1}", given: "{exists: false}", comes: "no_data"),
      Sample(
        item: "config: {config_map: m}, expect: {document.A: '1'}", given: "{data: {A: '1'}}", comes: "passed"
      ),
      Sample(
        item: "config: {config_map: m}, expect: {document.A: '1'}", given: "{data: {}}", comes: "no_data"),
      Sample(
        item: "config: {config_map: m}, expect: {exists: false}", given: "{exists: false}", comes: "passed"),
      Sample(
        item: "config: {secret: m, key: a.json}, expect: {document.a: {length: 3}}",
        given: "{data: {a.json: '{\"a\": \"xyz\"}'}}", comes: "passed"),
      Sample(
        item: "config: {secret: m, key: a.json}, expect: {document.a: xyz}", given: "{document: {a: xyz}}",
        comes: "passed"),
    ])
  }

  @Test func logsAreSummedUp() async throws {
    try await expect([
      Sample(
        item: "logs: {path: /a.log}, expect: {levels.error: 1, sensitive: {empty: true}, structured: 1}",
        given: "{lines: [{level: error, msg: disk 7 is full}]}", comes: "passed"),
      Sample(
        item: "logs: {path: /a.log}, expect: {sensitive: {empty: true}}",
        given: "{lines: ['mail from ann@example.com']}", comes: "failed"),
      Sample(
        item: "logs: {path: /a.log}, expect: {sensitive: {empty: true}}", given: "{lines: []}",
        comes: "no_data"),
      Sample(item: "logs: {path: /a.log}, expect: {count: 0}", given: "{lines: []}", comes: "passed"),
      Sample(
        item: "logs: {path: /a.log, baseline: none.txt}, expect: {new_patterns: {empty: true}}",
        given: "{lines: [{level: error, msg: full}], known: [full]}", comes: "passed"),
      Sample(
        item: "logs: {path: /a.log, since: 1h}, expect: {count: 1}",
        given:
          "{lines: [{level: info, msg: a, time: '2026-01-15T10:00:00Z'}, {level: info, msg: b, time: '2026-01-15T11:30:00Z'}]}",
        comes: "passed"),
    ])
  }

  @Test func peopleAnswerByTheRulesOfTheItem() async throws {
    let item = "manual: {question: OK?, evidence: required, valid_for: 30d}"
    try await expect([
      Sample(item: item, given: "{answer: 'yes'}", comes: "passed"),
      Sample(
        item: item, given: "{answer: 'no', by: ann, reason: it is not}",
        comes: "{failed: {contains: 'said by ann on 2026-01-15: it is not'}}"),
      Sample(item: item, given: "{answer: not-applicable}", comes: "skipped"),
      Sample(
        item: item, given: "{answer: 'yes', age: 31d}", comes: "{pending: {contains: which held for 30d}}"),
      Sample(
        item: item, given: "{answer: 'yes', evidence: []}",
        comes: "{pending: {contains: without the evidence}}"),
      Sample(item: item, given: "{error: nobody has answered, kind: unanswered}", comes: "pending"),
    ])
  }

  @Test func whatNoSystemWouldSayIsAFault() async throws {
    func x(_ item: String) -> String { "{id: x, title: X, \(item)}" }
    let sql = x("sql: {query: SELECT 1}, expect: {row.a: 1}")
    try await expectFault(
      sql, given: "{value: 1}", " does not say `row`, which the item reads", help: "state it too")
    try await expectFault(
      sql, given: "{rows: [{a: 1}, {b: 1}]}", ": `rows[1]` has the columns b, and the first row a")
    try await expectFault(sql, given: "{row: {a: 1}, rows: []}", ": `row` goes without `rows`")
    try await expectFault(sql, given: "{}", " does not say what the query returned")
    try await expectFault(
      x("http: {path: /}, expect: {latency: {lt: 1s}}"), given: "{}",
      " does not say `latency`, which the item reads")
    try await expectFault(x("http: {path: /}"), given: "{json: 1, body: x}", ": `json` goes without `body`")
    try await expectFault(
      x("sql: {query: SELECT 1}, expect: {row_count: 0}"), given: "{no_data: nothing}",
      " is no data, and the item judges that there is nothing, by its count or existence")
    try await expectFault(
      x("kubectl: {resource: pods}, expect: {count: 0}"), given: "{object: {}}",
      " does not say what there is: `resource: pods` is a list")
    try await expectFault(
      x("kubectl: {resource: pod/a}, expect: {object.a: 0}"), given: "{items: []}",
      " does not say what there is: the item asks for one object")
    try await expectFault(
      x("promql: {query: x}, expect: {value: 0}"), given: "{samples: [{values: [1]}]}",
      ": `samples[0].values` belongs to a query over a range, and this one is of one point in time")
    try await expectFault(
      x("load: {path: /, max_requests: 9}"), given: "{p50: 2s, p95: 1s}", ": `p95` is less than `p50`")
    try await expectFault(
      x("manual: {question: OK?}"), given: "{answer: maybe}", ": `answer` is none of the answers",
      help: "answers are yes, no, not-applicable")
    try await expectFault(
      x("file: {path: /a}, expect: {exists: true}"), given: "{exists: false, size: 3}",
      ": `size` is nothing that a file has which is not there")
  }

  /// The words that stand for themselves in a file of tests.
  private static let reserved: Set<String> = ["outcome", "error", "observe", "no_data"]

  @Test func everyKindButPluginsAndStepsCanBeAnswered() {
    for kind in BuiltInProbes.all where !["plugin", "checklist"].contains(kind.description.kind) {
      let rehearsed = kind as? any RehearsedProbe.Type
      #expect(rehearsed != nil, "\(kind.description.kind)")
      let names = rehearsed?.cannedFields.map(\.name) ?? []
      #expect(Set(names).count == names.count)
      #expect(Self.reserved.isDisjoint(with: names))
    }
  }
}
