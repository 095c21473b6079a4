import CheckModel
import ChecklistTests
import Checklists
import Testing
import Values

/// What cases come to: items among items, over time.
@Suite struct CaseTests {
  private static let items =
    targets + """
      inputs:
        limits: {type: map(number), default: {orders: 0.2, billing: 0.5}}
        replicated: {type: bool, default: true}
        token: {type: string, secret: true}
      items:
        - {id: up, title: U, http: {path: /, headers: {x: '${inputs.token}'}}, outputs: {version: json.version}}
        - {id: core, title: C, for_each: [a, b], promql: {query: 'x'}, expect: {value: 1}}
        - id: latency
          title: L
          promql: {query: x}
          per: {list: samples, key: element.labels.service, expected: inputs.limits}
          assert: element.value <= inputs.limits[element.labels.service]
        - {id: slow, title: S, tcp: {host: a, port: 1}, retry: {every: 5s, for: 1m}}
        - {id: stable, title: S, tcp: {host: a, port: 1}, stable: {passes: 3, every: 10s}}
        - {id: replica, title: R, when: inputs.replicated, tcp: {host: a, port: 1}}
        - id: same
          title: S
          needs: [up]
          delay: 1m
          http: {path: "/${needs['up'].outputs.version}"}
          expect: {json.version: "${needs['up'].outputs.version}"}
        - {id: newer, title: N, needs: [up], when: "needs['up'].outputs.version == '2'", command: {argv: [x]}}
        - {id: fresh, title: F, http: {path: /}, assert: "timestamp(json.at) > now - duration('1h')"}
        - {id: first, title: F, sql: {query: SELECT 1}, expect: {value: 1}}
        - {id: second, title: S, sql: {query: SELECT 1}, expect: {value: 2}}
        - {id: act, title: A, action: true, http: {path: /, method: POST, json: {}}}
        - {id: step, title: S, needs: [act], checklist: {name: other}}

      """
  private static let others = [
    "other.yaml": """
    checkctl: 1
    checklist: other
    items:
      - {id: o, title: O, command: {argv: [x]}}
      - {id: p, title: P, needs: [o], command: {argv: [x]}}

    """
  ]

  private func folder(_ cases: String) throws -> TestFolder {
    try TestFolder(
      Self.items, "inputs: {token: s3cr3t-token}\ngiven: {up: passed}\ncases:\n" + cases, others: Self.others)
  }

  private func expect(
    _ cases: String, differences: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let folder = try folder(cases)
    let result = try await folder.run()
    #expect(folder.show(result.faults) == "", sourceLocation: sourceLocation)
    #expect(result.differences == differences, sourceLocation: sourceLocation)
  }

  @Test func neededItemsPassUnlessTheCaseSaysOtherwise() async throws {
    try await expect(
      """
        - {name: pass, given: {act: passed, step/o: {}, step/p: {}}, expect: {step: passed}}
        - {name: block, given: {act: failed}, expect: {step: blocked, step/o: {blocked: 'blocked by act, which failed'}}}
        - {name: member, given: {step/o: failed}, expect: {step: failed, step/p: blocked}}
        - {name: alone, isolated: true, given: {step/o: {exit_code: 1}, step/p: {}}, expect: {step/o: failed, step/p: passed}}
        - {name: need, given: {up: {error: down}}, expect: {same: blocked}}
      """)
  }

  @Test func whatIsPassedOnCanBeGiven() async throws {
    try await expect(
      """
        - name: given
          given: {up: {outcome: passed, outputs: {version: '3'}}, same: {json: {version: '2'}}}
          expect: {same: {failed: 'json.version: expected "3", observed "2"'}, newer: skipped}
        - name: real
          given: {up: {json: {version: '2'}}, same: {json: {version: '2'}}, newer: {}}
          expect: {up: {outcome: passed, outputs: {version: '2'}}, same: passed, newer: passed}
        - {name: none, given: {same: {}}, expect: {same: {error: "http.path: needs['up'].outputs.version is absent"}}}
      """)
  }

  @Test func elementsHaveOutcomesOfTheirOwn() async throws {
    try await expect(
      """
        - name: for_each
          given: {core: {value: 1}, 'core[b]': {samples: []}}
          expect: {core: no_data, 'core[a]': passed, 'core[b]': no_data}
        - {name: glob, given: {'co*[?]': {value: 0}}, expect: failed}
        - name: per
          given: {latency: {samples: [{labels: {service: orders}, value: 0.3}]}}
          expect: {latency: failed, 'latency[orders]': failed, 'latency[billing]': no_data, 'latency[x]': passed}
      """,
      differences: [
        "per/latency[x] outcome: passed | no such element; there are latency[orders], latency[billing]"
      ])
  }

  @Test func timePassesAtOnce() async throws {
    try await expect(
      """
        - name: retry
          given: {slow: [{connected: false}, {error: no route}, {}]}
          expect: {slow: {outcome: passed, message: after 3 attempts in 10s, attempts: 3}}
        - {name: never, given: {slow: {connected: false}}, expect: {slow: {outcome: failed, attempts: 13}}}
        - {name: stable, given: {stable: {}}, expect: {stable: {outcome: passed, attempts: 3}}}
        - name: unstable
          given: {stable: [{}, {connected: false}, {}]}
          expect: {stable: failed}
        - {name: scarce, given: {slow: [{connected: false}, {connected: false}]}, expect: {slow: {error: {contains: is given 2 answers}}}}
        - {name: fresh, given: {fresh: {json: {at: '2026-01-15T11:30:00Z'}}}, expect: passed}
        - {name: stale, now: 2026-01-16T00:00:00Z, given: {fresh: {json: {at: '2026-01-15T11:30:00Z'}}}, expect: failed}
      """,
      differences: ["unstable/stable answers used: 3 | 2"])
  }

  @Test func identicalQuestionsOfTwoItemsHaveAnAnswerEach() async throws {
    try await expect("  - {name: both, given: {first: {value: 1}, second: {value: 2}}, expect: passed}\n")
  }

  @Test func conditionsAreDecidedByInputs() async throws {
    try await expect(
      "  - {name: off, inputs: {replicated: false}, expect: {replica: {skipped: 'when: inputs.replicated is false'}}}\n"
    )
  }

  @Test func whatDiffersIsToldWithWhatWasSeen() async throws {
    try await expect(
      """
        - name: all
          given: {first: {value: 3}, second: {value: 2}, slow: {}}
          expect:
            first: {outcome: passed, findings: []}
            second: {failed: {contains: x}}
            slow: {passed: not so, attempts: 2}
            stable: passed
      """,
      differences: [
        "all/first outcome: passed | failed", "all/first findings:  | value: expected 1, observed 3",
        "all/first message: value: expected 1, observed 3", "all/second outcome: failed | passed",
        "all/second message: message to contain \"x\" | ", "all/slow message: not so | ",
        "all/slow attempts: 2 | 1", "all/stable outcome: passed | error",
        "all/stable message: the test gives no observation for `stable`",
      ])
  }

  @Test func secretsOfACaseAreMasked() async throws {
    try await expect(
      """
        - name: secret
          given: {up: {json: {version: s3cr3t-token}}, same: {json: {version: s3cr3t-token!}}}
          expect: {same: {failed: s3cr3t-token}}
      """,
      differences: [
        #"secret/same message: ******** | json.version: expected "********", observed "********!""#
      ])
  }

  @Test func casesRunSideBySideAndAreReportedInOrder() async throws {
    let cases = (0..<50).map {
      "  - {name: c\($0), given: {first: {value: \($0 % 2)}}, expect: {first: passed}}\n"
    }
    let result = try await folder(cases.joined()).run()
    #expect(result.cases.map(\.name) == (0..<50).map { "c\($0)" })
    #expect(result.cases.map(\.isPassed) == (0..<50).map { $0 % 2 == 1 })
  }
}
