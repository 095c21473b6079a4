import TestEnvironment
import Testing
import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Kinds of probes that users add as programs of their own.
@Suite(.timeLimit(.minutes(5))) struct PluginTests {
  /// What most of these plugins say of themselves.
  private static let usual = """
    {"checkctl_probe": 1, "summary": "S",
     "fields": {"queue": {"type": "string", "required": true}, "age": {"type": "duration", "default": "90s"},
                "token": {"type": "string", "secret": true}},
     "observation": {"depth": {"type": "int"}, "name": {"type": "string"}, "wait": {"type": "duration"},
                     "stuck": {"type": "list"}, "type": {"type": "string"}}}
    """

  /// A folder with plugins in `bin`, each a script that reads its question into `$question`.
  private func workplace(
    _ plugins: [(name: String, body: String)], describing: String = usual, items: String
  ) throws -> Workplace {
    let workplace = try Workplace(items: items)
    for plugin in plugins {
      try workplace.directory.write(
        """
        #!/bin/sh
        echo "$*" >>\(workplace.directory.path)/calls-\(plugin.name)
        if [ "$1" = --describe ]; then cat <<'END'
        \(describing)
        END
        exit; fi
        read -r question
        \(plugin.body)
        """, to: "bin/checkctl-probe-\(plugin.name)", permissions: 0o755)
    }
    return workplace
  }

  private func variables(_ workplace: Workplace) -> [String: String] {
    ["PATH": "\(workplace.directory.path)/bin:/usr/bin:/bin"]
  }

  private func report(_ workplace: Workplace) async throws -> RunReport {
    try await workplace.report(variables: variables(workplace))
  }

  @Test func whatAPluginSeesIsJudgedLikeWhatAnyKindSees() async throws {
    let workplace = try workplace(
      [
        (
          "queue",
          #"""
          printf '%s' "$question" >"$OUT"
          echo '{"checkctl_probe":1,"fields":{"depth":3,"name":"mail","wait":1.5,"stuck":[{"id":"a","n":1}],"type":"x"},"notes":["n"]}'
          """#
        )
      ],
      items: """
        - id: first
          title: F
          timeout: 8s
          plugin: {name: queue, with: {queue: mail}, env: {OUT: question}}
          expect: {depth: {lt: 5}, name: mail, wait: {gt: 1s}, "stuck[0].n": 1}
          assert:
            - depth < 5 && wait > duration('1s') && type(depth) == int && math.greatest(depth, 1) == 3
            - stuck.all(s, s.n == 1)
          outputs: {depth: depth, label: name + type}
        - id: second
          title: S ${needs['first'].outputs.label}
          needs: [first]
          plugin: {name: queue, with: {queue: "${needs['first'].outputs.label}"}, env: {OUT: other}}
          expect: {depth: "${needs['first'].outputs.depth}"}
        - id: each
          title: E
          plugin: {name: queue, with: {queue: mail}, env: {OUT: other}}
          per: {list: stuck, key: element.id}
          assert: element.n == 1 && key == 'a'
        - {id: wrong, title: W, plugin: {name: queue, with: {queue: m}, env: {OUT: other}}, expect: {depth: 4}}
        """)
    let report = try await report(workplace)
    #expect(report.exitCode == 1)
    try report.expect([
      "first": ("passed", ""), "second": ("passed", ""), "each[a]": ("passed", ""),
      "wrong": ("failed", "depth: expected 4, observed 3"),
    ])
    #expect(try report.item("second")["title"] == "S mailx")
    #expect(try report.item("first")["notes"] == ["n"])
    let question = try parseJSON(workplace.directory.read("question"))
    #expect(
      question == ["checkctl_probe": 1, "with": ["queue": "mail", "age": 90], "timeout_seconds": 8],
      "\(question.json)")
    let calls = try workplace.directory.read("calls-queue").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(calls.count { $0 == "--describe" } == 1)
    #expect(calls.count { $0.isEmpty } == 4 + 1)
  }

  @Test func whatIsNoAnswerIsAnError() async throws {
    let bodies: [(name: String, body: String, message: String)] = [
      (
        "garbage", "echo nonsense; echo why >&2",
        "checkctl-probe-garbage: its answer is not JSON: "
      ),
      ("silent", ":", "checkctl-probe-silent: its answer is empty"),
      (
        "twice", #"echo '{"checkctl_probe":1,"fields":{}}'; echo more"#,
        "checkctl-probe-twice: its answer is not JSON: "
      ),
      (
        "huge", "yes",
        "checkctl-probe-huge wrote more than 1Mi to its standard output and was ended"
      ),
      (
        "exits", #"echo broken >&2; echo '{"checkctl_probe":1,"fields":{"depth":1}}'; exit 3"#,
        "checkctl-probe-exits ended with exit code 3, which is no answer"
      ),
      ("dies", "kill -9 $$", "checkctl-probe-dies was ended by signal 9, which is no answer"),
      (
        "newer", #"echo '{"checkctl_probe":2,"fields":{"depth":1}}'"#,
        "checkctl-probe-newer: its answer is of version 2 of the protocol, and this checkctl speaks 1"
      ),
      (
        "undeclared", #"echo '{"checkctl_probe":1,"fields":{"dept":1}}'"#,
        "checkctl-probe-undeclared: its answer has a field that the plugin does not declare, \"dept\"; it declares depth, name, stuck, type, wait"
      ),
      (
        "mistyped", #"echo '{"checkctl_probe":1,"fields":{"depth":"1"}}'"#,
        "checkctl-probe-mistyped: its answer has in the field `depth` a string, and declares an integer"
      ),
      (
        "unreachable",
        #"echo '{"checkctl_probe":1,"error":{"kind":"unreachable","message":"no answer from db"}}'"#,
        "no answer from db"
      ),
    ]
    let workplace = try workplace(
      bodies.map { ($0.name, $0.body) },
      items: bodies.map {
        "- {id: \($0.name), title: T, plugin: {name: \($0.name), with: {queue: a}}, expect: {depth: 1}}"
      }.joined(separator: "\n"))
    let report = try await report(workplace)
    #expect(report.exitCode == 2)
    for (name, _, message) in bodies {
      #expect(try report.outcome(name) == "error")
      let said = try report.message(name)
      #expect(message.hasSuffix(": ") ? said.hasPrefix(message) : said == message, "\(said)")
    }
    #expect(try report.item("garbage")["excerpt"] == "why")
    #expect(try report.item("exits")["excerpt"] == "broken")
  }

  @Test func nothingIsNoDataAndAMisspeltFieldIsNoAbsence() async throws {
    let workplace = try workplace(
      [
        ("none", #"echo '{"checkctl_probe":1,"no_data":"never used"}'"#),
        ("some", #"echo '{"checkctl_probe":1,"fields":{"depth":1},"excerpt":"line"}'"#),
      ],
      items: """
        - {id: none, title: N, plugin: {name: none, with: {queue: a}}, expect: {depth: 1}}
        - {id: misspelt, title: M, plugin: {name: some, with: {queue: a}}, expect: {dept: {exists: false}}}
        - {id: asserted, title: M, plugin: {name: some, with: {queue: a}}, assert: dept < 1}
        - {id: absent, title: A, plugin: {name: some, with: {queue: a}}, expect: {wait: {lt: 1s}}}
        - {id: sidestepped, title: A, plugin: {name: some, with: {queue: a}}, assert: depth > 0 || dept == 4}
        - {id: passed, title: A, plugin: {name: some, with: {queue: a}}, assert: depth > 0 || name == 'x'}
        - {id: output, title: O, plugin: {name: some, with: {queue: a}}, expect: {depth: 1}, outputs: {o: depth > 0 || dept > 1}}
        """)
    let report = try await report(workplace)
    try report.expect([
      "none": ("no_data", "never used"),
      "misspelt": ("error", "dept: there is no such field; did you mean depth?"),
      "asserted": ("error", "`dept < 1`: there is no such field; did you mean depth?"),
      "sidestepped": ("error", "`depth > 0 || dept == 4`: there is no such field; did you mean depth?"),
      "passed": ("passed", ""),
      "output": ("error", "`depth > 0 || dept > 1`: there is no such field; did you mean depth?"),
    ])
    #expect(try report.outcome("absent") == "failed")
    #expect(try report.item("absent")["excerpt"] == "line")
  }

  @Test func whatAnItemSaysIsCheckedAgainstWhatThePluginDeclares() async throws {
    let workplace = try workplace(
      [("queue", "echo never >asked")],
      items: """
        - {id: unknown, title: T, plugin: {name: queue, with: {queue: a, agee: 1s}}, expect: {depth: 1}}
        - {id: missing, title: T, plugin: {name: queue}, expect: {depth: 1}}
        - {id: mistyped, title: T, plugin: {name: queue, with: {queue: a, age: 5}}, expect: {depth: 1}}
        - {id: gone, title: T, plugin: {name: gone}, expect: {depth: 1}}
        """)
    let report = try await report(workplace)
    #expect(report.exitCode == 2)
    let path = "\(workplace.directory.path)/bin:/usr/bin:/bin"
    try report.expect([
      "unknown": ("error", "checkctl-probe-queue: with.agee is not a known key (did you mean `age`?)"),
      "missing": ("error", "checkctl-probe-queue: with lacks `queue`, which is required"),
      "mistyped": (
        "error",
        "checkctl-probe-queue: with.age should be a duration such as 500ms, 5m or 90d, and is an integer (add a unit: 5s is seconds)"
      ),
      "gone": ("error", "there is no program 'checkctl-probe-gone' on PATH; PATH is \(path)"),
    ])
    #expect((try? workplace.directory.read("asked")) == nil)
  }

  @Test(arguments: [
    ("{\"checkctl_probe\": 1}", "declares no field under `observation`"),
    ("{\"observation\": {}}", "lacks `checkctl_probe`, the version of the protocol, which is 1"),
    (
      "{\"checkctl_probe\": 1, \"observation\": {\"a\": {\"type\": \"float\"}}}",
      "has under `observation.a.type` what is no type, \"float\"; there are string, int, number, bool, duration, size, timestamp, list, map, any"
    ),
  ])
  func whatAPluginSaysOfItselfIsChecked(text: String, message: String) async throws {
    let workplace = try workplace(
      [("queue", ":")], describing: text,
      items: "- {id: a, title: A, plugin: {name: queue}, expect: {depth: 1}}")
    let report = try await report(workplace)
    try report.expect([
      "a": ("error", "checkctl-probe-queue: what it says of itself (--describe) \(message)")
    ])
  }

  @Test func aSlowPluginIsEnded() async throws {
    let workplace = try workplace(
      [("slow", "echo $$ >slow.pid; exec sleep 600")],
      items: "- {id: a, title: A, timeout: 2s, plugin: {name: slow, with: {queue: a}}, expect: {depth: 1}}")
    let report = try await report(workplace)
    try report.expect(["a": ("error", "checkctl-probe-slow did not end within 2s")])
    let process = try #require(
      Int32(try workplace.directory.read("slow.pid").split(separator: "\n").first ?? ""))
    #expect(kill(process, 0) != 0)
  }

  @Test func secretsOfAPluginAreMasked() async throws {
    let workplace = try workplace(
      [
        (
          "leaky",
          #"""
          echo "$question" >&2
          echo '{"checkctl_probe":1,"fields":{"name":"it is s3cr3t-value"},"notes":["s3cr3t-value"],"excerpt":"s3cr3t-value"}'
          """#
        ),
        ("broken", #"echo "$question"; echo "$question" >&2; exit 1"#),
      ],
      items: """
        - {id: a, title: A, plugin: {name: leaky, with: {queue: a, token: s3cr3t-value}}, expect: {name: other}}
        - {id: b, title: B, plugin: {name: broken, with: {queue: a, token: s3cr3t-value}}, expect: {name: other}}
        """)
    for format in ["json", "pretty", "junit"] {
      let result = try await workplace.run(
        ["run", "main", "--report", format], variables: variables(workplace))
      #expect(result.exitCode == 1)
      #expect(!result.stdout.contains("s3cr3t-value"), "\(format)")
      #expect(result.stdout.contains("it is ********"), "\(format)")
    }
    let nested = try Workplace(
      items: "- {id: a, title: A, plugin: {name: x, with: {login: {token: s3cr3t-value}}}, expect: {b: 1}}")
    let planned = try await nested.checkctl("plan", "main")
    #expect(planned.exitCode == 0 && !planned.stdout.contains("s3cr3t-value"), "\(planned.stdout)")
    let plan = try await workplace.run(["plan", "main"], variables: variables(workplace))
    #expect(plan.exitCode == 0)
    #expect(!plan.stdout.contains("s3cr3t-value"), "\(plan.stdout)")
  }

  @Test func secretsOfAnyTypeAreMasked() async throws {
    let workplace = try workplace(
      [
        (
          "leaky",
          #"""
          text=$(printf %s "$question" | tr '"' ' ')
          echo "{\"checkctl_probe\":1,\"fields\":{\"name\":\"$text\"},\"notes\":[\"$text\"],\"excerpt\":\"$text\"}"
          """#
        )
      ],
      describing: """
        {"checkctl_probe": 1, "observation": {"name": {"type": "string"}},
         "fields": {"codes": {"type": "list", "secret": true}, "sets": {"type": "map", "secret": true},
                    "pin": {"type": "int", "secret": true}, "since": {"type": "duration", "secret": true}}}
        """,
      items: """
        - id: a
          title: A
          plugin:
            name: leaky
            with: {codes: [firstleaf, [secondleaf]], sets: {x: {y: thirdleaf}}, pin: 837465, since: 90061s}
          expect: {name: other}
        """)
    for format in ["json", "pretty", "junit"] {
      let result = try await workplace.run(
        ["run", "main", "--report", format], variables: variables(workplace))
      #expect(result.exitCode == 1)
      for secret in ["firstleaf", "secondleaf", "thirdleaf", "837465", "90061"] {
        #expect(!result.stdout.contains(secret), "\(format)")
      }
      #expect(result.stdout.contains("********"), "\(format)")
    }
  }

  @Test func nothingButARunRunsAPlugin() async throws {
    let workplace = try workplace(
      [("queue", ":")],
      items:
        "- {id: a, title: A, plugin: {name: queue, with: {queue: a}}, expect: {depth: 1}, assert: depth > 0}")
    for command in [["lint"], ["plan", "main"], ["list"], ["explain", "a"]] {
      let result = try await workplace.run(command, variables: variables(workplace))
      #expect(result.exitCode == 0, "\(result)")
    }
    #expect((try? workplace.directory.read("calls-queue")) == nil)
    let explained = try await workplace.checkctl("explain", "plugin")
    #expect(explained.stdout.contains("THE PROTOCOL, version 1"))
  }

  @Test func namesLeadNowhereElse() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, plugin: {name: ../x}, expect: {b: 1}}
        - {id: b, title: B, plugin: {name: disk, env: {PATH: /tmp}}, expect: {b: 1}}
        - {id: c, title: C, plugin: {name: disk}}
        """)
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(
      result.stderr.contains("error[invalid-plugin]: \"../x\" is not the name of a plugin"),
      "\(result.stderr)")
    #expect(result.stderr.contains("error[plugin-path]: "))
    #expect(result.stderr.contains("error[nothing-expected]: `plugin` has no expectation of its own"))
  }

  @Test func theExampleOfTheRepositoryWorks() async throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
      .joined(separator: "/")
    let workplace = try Workplace(
      items: """
        - id: room
          title: R
          plugin: {name: disk, with: {path: /}}
          expect: {used: {ge: 0, le: 1}, free: {ge: 0}}
        - {id: nowhere, title: N, plugin: {name: disk, with: {path: /nonexistent/x}}, expect: {used: {lt: 1}}}
        """)
    let report = try await workplace.report(variables: ["PATH": "\(root)/checklists/plugins:/usr/bin:/bin"])
    try report.expect([
      "room": ("passed", ""), "nowhere": ("error", "df cannot tell of that path"),
    ])
  }
}
