import TestEnvironment
import Testing
import Values

/// Logs of files and pods, as a checklist judges them.
@Suite(.timeLimit(.minutes(5))) struct LogsTests {
  private static let sound = """
    {"level":"info","msg":"started","correlation_id":"a-1"}
    {"level":"error","msg":"timeout after 15ms","correlation_id":"a-2"}

    """
  private static let unsound = """
    {"level":"info","msg":"mail to jane@mail.example"}
    password=hunter-two card 4111111111111111 ERROR stream 'x' lost 7 times

    """

  private static func items(_ name: String, _ source: String) -> String {
    """
    - {id: \(name)-structured, title: S, logs: {\(source)}, expect: {structured: 1}}
    - {id: \(name)-correlated, title: C, logs: {\(source)}, assert: "records.all(r, has(r.correlation_id))"}
    - {id: \(name)-clean, title: N, logs: {\(source)}, expect: {sensitive: {empty: true}}}
    - {id: \(name)-cards, title: P, logs: {\(source)}, assert: "!sensitive.exists(f, f.kind == 'card')"}
    - {id: \(name)-known, title: K, logs: {\(source), baseline: known.txt}, expect: {new_patterns: {empty: true}}}
    - {id: \(name)-levels, title: L, logs: {\(source)}, expect: {levels.fatal: 0, levels.error: {le: 1}, levels.none: 0}}
    - {id: \(name)-lines, title: M, logs: {\(source)}, expect: {lines: {not_contains: nothing}, count: 2}}
    """
  }

  private func workplace(on server: KubernetesServer) throws -> Workplace {
    let pods = (0...2).map { "eventcore-app-6d4cf56db6-x\($0)" }
    server.api.setLog(Self.sound, of: pods[0], container: "eventcore-app")
    server.api.setLog(Self.unsound, of: pods[1], container: "eventcore-app")
    return try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: [
          Self.items("sound", "path: ../app.log"), Self.items("unsound", "path: ../bad.log"),
          Self.items("pod", "pod: \(pods[0])"), Self.items("bad-pod", "pod: \(pods[1]), since: 1h"),
          """
          - {id: shown, title: X, logs: {path: ../bad.log}, expect: {lines: {contains: nothing}, records: {eq: []}}}
          - {id: some, title: Q, logs: {selector: app=eventcore}, expect: {sensitive: {empty: true}}}
          - {id: nobody, title: R, logs: {selector: app=none}, expect: {count: 0}}
          - {id: empty, title: E, logs: {path: ../empty.log}, expect: {sensitive: {empty: true}}}
          - {id: counted, title: F, logs: {path: ../empty.log}, expect: {count: 0}}
          - {id: missing, title: G, logs: {path: ../none.log}, expect: {count: 0}}
          - {id: unknown, title: H, logs: {path: ../app.log, baseline: none.txt}, expect: {new_patterns: {empty: true}}}
          - {id: without, title: I, logs: {path: ../app.log}, expect: {new_patterns: {empty: true}}}
          - {id: silent, title: J, logs: {path: ../silent.log}, expect: {levels.error: 0}}
          - {id: unrecorded, title: U, logs: {path: ../silent.log}, assert: "records.all(r, has(r.correlation_id))"}
          """,
        ].joined(separator: "\n"), preamble: "targets: {cluster: kubernetes}"),
      "checklists/known.txt": "# seen since 2025\ntimeout after <num>\n", "app.log": Self.sound,
      "bad.log": Self.unsound, "empty.log": "", "silent.log": "a line\n",
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {cluster: {kubernetes: {kubeconfig: \(server.kubeconfig)}}}\n",
    ])
  }

  @Test func eachLogHasItsOutcomesAndShowsNothingSensitive() async throws {
    let server = try await KubernetesServer.start()
    let workplace = try workplace(on: server)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    var outcomes = [
      "some": "error", "nobody": "error", "empty": "no_data", "counted": "passed", "missing": "error",
      "unknown": "error", "without": "error", "silent": "error", "unrecorded": "no_data", "shown": "failed",
    ]
    for question in ["structured", "correlated", "clean", "cards", "known", "levels", "lines"] {
      for name in ["sound", "pod"] { outcomes["\(name)-\(question)"] = "passed" }
      for name in ["unsound", "bad-pod"] {
        outcomes["\(name)-\(question)"] = ["levels", "lines"].contains(question) ? "passed" : "failed"
      }
    }
    for (id, outcome) in outcomes {
      let item = try report.item(id)
      #expect(item["outcome"]?.string == outcome, "\(item.json)")
    }
    #expect(
      try report.message("some").contains(
        "the log of eventcore-app-6d4cf56db6-x2/eventcore-app cannot be read"))
    #expect(
      try report.message("unknown").contains("none.txt: make it, with one pattern of a known error a line"))
    #expect(try report.message("silent").contains("says its level"))
    #expect(try report.message("unsound-known").contains("ERROR stream <str> lost <num> times"))
    for format in [["pretty"], ["pretty", "--verbose"], ["json"], ["junit"]] {
      let result = try await workplace.run(["run", "main", "--report"] + format)
      let output = result.stdout + result.stderr
      #expect(output.contains("********"))
      for secret in ["jane@", "hunter-two", "4111111111111111"] {
        #expect(!output.contains(secret), "\(format): \(output)")
      }
    }
    await server.stop()
  }

  @Test func lintFindsWhatCannotBe() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, logs: {}, expect: {count: 1}}
        - {id: b, title: B, logs: {path: a.log, pod: x}, expect: {count: 1}}
        - {id: c, title: C, logs: {glob: '*.log', container: x}, expect: {count: 1}}
        - {id: d, title: D, logs: {path: '*.log'}, expect: {count: 1}}
        - {id: e, title: E, logs: {path: a.log, tail: 0}, expect: {count: 1}}
        - {id: f, title: F, logs: {path: a.log, since: soon}, expect: {count: 1}}
        - {id: g, title: G, logs: {path: a.log}, assert: "sensitive.all(f, f.value == '')"}
        """)
    let lint = try await workplace.checkctl("lint", "main")
    #expect(lint.exitCode == 65)
    for code in ["logs-without-source", "conflicting-fields", "file-path-pattern", "wrong-type"] {
      #expect(lint.stderr.contains("error[\(code)]: "), "\(code): \(lint.stderr)")
    }
    #expect(lint.stderr.contains("value"), "\(lint.stderr)")
  }
}
