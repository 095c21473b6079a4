import TestEnvironment
import Testing
import Values

/// What items take from those that they wait for.
@Suite struct NeedsTests {
  @Test func outputsAndOutcomesReachEveryPartOfAnItem() async throws {
    let workplace = try Workplace(
      items: """
        - id: revision
          title: R
          command: {argv: [echo, '{"revision": 41, "at": "2026-01-01T00:00:00Z"}']}
          assert: json.revision > 1
          outputs: {previous: json.revision - 1, at: timestamp(json.at), all: json}
        - id: uses
          title: Revision ${needs['revision'].outputs.previous}
          needs: [revision]
          command: {argv: [echo, "rev=${needs['revision'].outputs.previous}"]}
          expect: {stdout: {starts_with: "rev=${needs['revision'].outputs.previous}"}}
          assert: needs['revision'].outcome == 'passed' && needs.revision.outputs.at < now
          outputs:
            line: stdout.trim() + '/' + needs['revision'].outputs.all.at
        - id: last
          title: L
          needs: [uses]
          remedy: Look at ${needs['uses'].outputs.line}
          command: {argv: [echo, "${needs['uses'].outputs.line}"]}
          expect: {stdout: nothing}
        - {id: inputs, title: I, needs: [revision], for_each: [a, b], command: {argv: [echo, "${each}${needs.revision.outputs.previous + inputs.add}"]}, expect: {stdout: "${each}42\\n"}}
        """, preamble: "inputs: {add: {type: int, default: 2}}")
    let plan = try await workplace.checkctl("plan", "main")
    for line in [
      "uses  Revision ${needs['revision'].outputs.previous}  (medium)",
      "argv: [echo, rev=${needs['revision'].outputs.previous}]",
      "expects stdout starts_with rev=${needs['revision'].outputs.previous}", "outputs previous, at, all",
    ] { #expect(plan.stdout.contains(line), "\(plan.stdout)\(plan.stderr)") }
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    for id in ["revision", "uses", "inputs[a]", "inputs[b]"] {
      #expect(try report.outcome(id) == "passed", "\(report.document.json)")
    }
    #expect(try report.item("uses")["title"] == "Revision 40")
    #expect(try report.item("uses")["outputs"] == ["line": "rev=40/2026-01-01T00:00:00Z"])
    let last = try report.item("last")
    #expect(last["outcome"] == "failed" && last["remedy"] == "Look at rev=40/2026-01-01T00:00:00Z")
    #expect(last["message"]?.string?.contains("rev=40/2026-01-01T00:00:00Z") == true)
  }

  @Test func aConditionIsDecidedByWhatCameOfOthers() async throws {
    let workplace = try Workplace(
      items: """
        - {id: bad, title: B, command: {argv: ['false']}}
        - {id: good, title: G, command: {argv: [echo, '3']}, outputs: {n: int(stdout.trim())}}
        - {id: alarm, title: A, after: [bad], when: needs.bad.outcome == 'failed', command: {argv: ['true']}}
        - {id: quiet, title: Q, after: [good], when: needs.good.outcome != 'passed', command: {argv: ['true']}}
        - {id: many, title: M, needs: [good], when: needs.good.outputs.n > 5 || inputs.always, command: {argv: ['true']}}
        - {id: follows, title: F, needs: [bad, many], command: {argv: ['true']}}
        - {id: confused, title: C, needs: [good], when: needs.good.outputs.n + 'x' == 'x', command: {argv: ['true']}}
        - {id: later, title: L, when: "now > timestamp('2999-01-01T00:00:00Z')", command: {argv: ['true']}}
        """, preamble: "inputs: {always: {type: bool, default: false}}")
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65 && lint.stderr.contains("`+` does not take int and string"), "\(lint.stderr)")
    let text = try await workplace.shell(
      "sed -i '/confused/d' checklists/main.yaml && $CHECKCTL run main --report json")
    let report = try RunReport(text)
    #expect(report.exitCode == 1)
    #expect(try report.outcome("alarm") == "passed")
    let skipped = [
      "quiet": "when: needs.good.outcome != 'passed' is false: needs.good.outcome = \"passed\"",
      "many":
        "when: needs.good.outputs.n > 5 || inputs.always is false: needs.good.outputs.n = 3, "
        + "inputs.always = false",
      "follows": "it needs many, which is skipped",
    ]
    for (id, reason) in skipped {
      #expect(try report.outcome(id) == "skipped")
      #expect(try report.message(id) == reason)
    }
    #expect(try report.outcome("later") == "skipped")
  }

  @Test func whatIsNotThereIsToldAndNeverPassed() async throws {
    let workplace = try Workplace(
      items: """
        - {id: partial, title: P, command: {argv: [echo, '{"a": {"b": 1}}']}, outputs: {c: json.a.c, b: json.a.b}}
        - {id: broken, title: B, command: {argv: [echo, '{"a": 1}']}, outputs: {c: json.a + 'x'}}
        - {id: failing, title: F, command: {argv: [sh, -c, 'echo 7; exit 1']}, outputs: {n: int(stdout.trim())}}
        - {id: wants, title: W, after: [partial], command: {argv: [echo, "${needs.partial.outputs.c}"]}}
        - {id: asserts, title: A, after: [partial], command: {argv: [echo]}, assert: needs.partial.outputs.c == 1}
        - {id: matches, title: M, after: [partial], command: {argv: [echo]}, expect: {exit_code: '${needs.partial.outputs.c}'}}
        - {id: takes, title: T, after: [failing], command: {argv: [echo, "n=${needs.failing.outputs.n}"]}, expect: {stdout: {contains: '7'}}}
        - {id: typed, title: Y, after: [failing], command: {argv: [echo, "${dyn(needs.failing.outputs.n)}"]}}
        - {id: needing, title: N, needs: [partial], command: {argv: [echo]}}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let all = [
      "partial": ("failed", "outputs.c: expected `json.a.c`, observed json.a.c is absent"),
      "broken": ("error", "`json.a + 'x'`: `+` does not take an integer and a string"),
      "wants": ("error", "command.argv: needs.partial.outputs.c is absent"),
      "asserts": ("error", "`needs.partial.outputs.c == 1`: needs.partial.outputs.c is absent"),
      "matches": ("error", "expect exit_code: needs.partial.outputs.c is absent"),
      "takes": ("passed", ""),
      "typed": (
        "error",
        "command.argv[1] should be a string, and is an integer: `${string(dyn(needs.failing.outputs.n))}` makes text "
          + "of it"
      ),
      "needing": ("blocked", "blocked by partial, which failed"),
    ]
    try report.expect(all)
    // What an item reads of another comes with it.
    let alone = try await workplace.report("wants")
    #expect(alone.exitCode == 1)
    #expect(try alone.outcome("partial") == "failed")
  }

  @Test func secretsAmongThemAreNeverShown() async throws {
    let workplace = try Workplace(
      items: #"""
        - id: login
          title: L
          command: {argv: [sh, -c, 'echo "{\"token\": \"tok-7f3a9\", \"plain\": 5}"; exit 3']}
          outputs: {token: {value: json.token, secret: true}, plain: json.plain}
        - id: uses
          title: U
          after: [login]
          command: {argv: [echo, "${needs.login.outputs.token}"]}
          assert: ["stdout.trim() == needs.login.outputs.token", "stdout == 'x'"]
        - {id: same, title: S, command: {argv: [sh, -c, 'echo "{\"token\": \"tok-7f3a9\", \"plain\": 5}"; exit 3']}}
        """#)
    for format in ["pretty", "json", "junit"] {
      let result = try await workplace.checkctl("run", "main", "--verbose", "--report", format, "--jobs", "1")
      #expect(result.exitCode == 1)
      #expect(!result.stdout.replacing("sh, -c", with: "").contains("tok-7f3a9\""), "\(result.stdout)")
      #expect(result.stdout.contains("********"))
    }
    let report = try await workplace.report()
    #expect(try report.item("login")["outputs"] == ["token": "********", "plain": 5])
    #expect(
      try report.message("uses")
        == #"assert: expected `stdout == 'x'`, observed stdout = "********\n""#)
  }

  @Test(arguments: ["json.token", "string(json.token)", "json.list.filter(l, l.n == 1)[0].token"])
  func aSecretOutputIsMaskedWhereverItsAnswerIsTold(value: String) async throws {
    let secret = "HEADsecret" + String(repeating: "S", count: 1_500)
    let answer =
      #"{"token": "\#(secret)", "list": [{"n": 1, "token": "\#(secret)"}], "none": [], "l": ["a", "b"]}"#
    let workplace = try Workplace([
      "answer.json": answer,
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: finds, title: F, command: {argv: [cat, answer.json]}, expect: {json.token: nope}, outputs: {t: {value: 'VALUE', secret: true}}}
          - {id: empty, title: E, command: {argv: [cat, answer.json]}, assert: 'json.none.all(x, x > 1)', outputs: {t: {value: 'VALUE', secret: true}}}
          - {id: each, title: P, command: {argv: [cat, answer.json]}, per: {list: json.l}, assert: element == 'a', outputs: {t: {value: 'VALUE', secret: true}}}
          - {id: wrong, title: W, command: {argv: [cat, answer.json]}, outputs: {t: {value: 'timestamp(VALUE)', secret: true}}}
          - {id: reads, title: R, after: [finds], command: {argv: [echo]}, assert: timestamp(needs.finds.outputs.t) < now}
          """.replacing("VALUE", with: value)),
    ])
    for format in ["pretty", "json", "junit"] {
      let result = try await workplace.checkctl("run", "main", "--verbose", "--report", format)
      #expect(result.exitCode == 1)
      #expect(!result.stdout.contains("HEADsecret"), "\(result.stdout.prefix(2_000))")
      #expect(result.stdout.contains("reads"))
    }
  }

  @Test func aSecretMapIsMaskedAsAWhole() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, command: {argv: [echo, '{"topsecretkey": 1}']}, outputs: {m: {value: json, secret: true}, b: {value: "bytes('topsecretbytes')", secret: true}}}
        - {id: b, title: B, needs: [a], command: {argv: [echo]}, assert: "needs.a.outputs.m == {'q': 1}", outputs: {k: "needs.a.outputs.m.map(k, k)", w: needs.a.outputs.b}}
        """)
    let result = try await workplace.checkctl("run", "main", "--verbose", "--report", "json")
    #expect(result.exitCode == 1)
    for text in ["topsecretkey", "topsecretbytes", "dG9wc2VjcmV0Ynl0ZXM"] {
      #expect(!result.stdout.contains(text), "\(result.stdout)")
    }
  }

  @Test func outputsStaySmallEnoughForEveryStack() async throws {
    let deep = String(repeating: "[", count: 40) + "dyn(VALUE)" + String(repeating: "]", count: 40)
    let items = (1...3).map { number in
      """
      - id: i\(number)
        title: T
        needs: [i\(number - 1)]
        command: {argv: ['true']}
        outputs: {x: '\(deep.replacing("VALUE", with: "needs.i\(number - 1).outputs.x"))'}
      """
    }
    let first = "- {id: i0, title: T, command: {argv: ['true']}, outputs: {x: stdout}}\n"
    let report = try await Workplace(items: first + items.joined(separator: "\n")).report()
    #expect(report.exitCode == 2)
    #expect(try report.outcome("i1") == "passed" && report.outcome("i3") == "blocked")
    #expect(try report.message("i2").contains("is too large to pass on: take a part of it"))
  }

  @Test func nowIsTheTimeOfEachAsking() async throws {
    let workplace = try Workplace(
      items: """
        - id: again
          title: A
          delay: 20ms
          command: {argv: [sh, -c, 'echo x >> count; echo "$0"; test $(wc -l < count) -gt 2', "${string(now)}"]}
          retry: {every: 30ms, attempts: 5}
          outputs: {asked: timestamp(stdout.trim())}
        - {id: fixed, title: F, command: {argv: [echo, "${string(now)}"]}, outputs: {asked: timestamp(stdout.trim())}}
        - {id: compare, title: C, needs: [again, fixed], command: {argv: ['true']}, assert: "needs.again.outputs.asked - needs.fixed.outputs.asked >= duration('80ms')"}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 0, "\(report.document.json)")
    #expect(try report.item("again")["attempts"] == 3)
  }

  @Test func whatIsKnownOfALateItemIsLookedAtBeforeTheRun() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, command: {argv: [echo, hi]}, outputs: {x: stdout.trim()}}
        - {id: posts, title: P, needs: [a], http: {url: 'http://127.0.0.1:1', method: '${inputs.m}', headers: {X: '${needs.a.outputs.x}'}}}
        - {id: pattern, title: M, needs: [a], command: {argv: [echo]}, expect: {stdout: {matches: '${inputs.p}', ne: '${needs.a.outputs.x}'}}}
        """,
      preamble: "inputs: {m: {type: string, default: POST}, p: {type: string, default: '('}}")
    let plan = try await workplace.checkctl("plan", "main")
    #expect(plan.exitCode == 65)
    #expect(plan.stderr.contains("error[undeclared-action]"), "\(plan.stderr)")
    #expect(plan.stderr.contains("error[invalid-matcher]"), "\(plan.stderr)")
  }

  @Test func whatIsSkippedGoesBeforeWhatIsBlocked() async throws {
    let workplace = try Workplace(
      items: """
        - {id: bad, title: B, command: {argv: ['false']}}
        - {id: skips, title: S, after: [bad], when: needs.bad.outcome == 'passed', command: {argv: ['true']}}
        - {id: slow, title: L, after: [skips], command: {argv: [sleep, '30']}, timeout: 60s}
        - {id: c, title: C, needs: [bad, skips, slow], command: {argv: ['true']}}
        - {id: d, title: D, needs: [bad, skips], command: {argv: ['true']}}
        - {id: none, title: N, after: [bad], for_each: '${inputs.none}', when: needs.bad.outcome == 'passed', command: {argv: ['true']}}
        """, preamble: "inputs: {none: {type: list(string), default: []}}")
    let report = try await workplace.report("--deadline", "1s")
    for id in ["c", "d", "none", "skips"] {
      #expect(try report.outcome(id) == "skipped", "\(report.document.json)")
    }
  }

  @Test func whatIsMadeOfASecretIsOne() async throws {
    let workplace = try Workplace(
      items: #"""
        - id: login
          title: L
          command: {argv: [sh, -c, 'printf "{\"token\": \"tok-%s\"}" 7f3a9c']}
          outputs: {token: {value: json.token, secret: true}, size: size(json.token)}
        - id: relay
          title: R
          needs: [login]
          command: {argv: [echo, "${needs.login.outputs.token.upperAscii()} ${needs.login.outputs.token.substring(0, 6)}"]}
          outputs: {loud: needs.login.outputs.token.upperAscii(), parts: 'needs.login.outputs.token.split("-")'}
          assert: needs.login.outputs.token.substring(0, 5) == stdout
        """#)
    for format in ["pretty", "json", "junit"] {
      let result = try await workplace.checkctl("run", "main", "--verbose", "--report", format)
      #expect(result.exitCode == 1)
      for part in ["7f3a9c", "7F3A9C", "TOK-", "tok-7"] {
        #expect(!result.stdout.contains(part), "\(result.stdout)")
      }
    }
    let report = try await workplace.report()
    #expect(try report.item("login")["outputs"] == ["token": "********", "size": 10])
    #expect(try report.item("relay")["outputs"] == ["loud": "********", "parts": "********"])
  }

  @Test func aShortSecretLeavesCountsAndPlacesReadable() async throws {
    let workplace = try Workplace(
      items: """
        - {id: pin, title: P, command: {argv: [echo, '1']}, outputs: {pin: {value: stdout.trim(), secret: true}}}
        """)
    let result = try await workplace.checkctl("run", "main", "--verbose")
    #expect(result.exitCode == 0)
    #expect(result.stdout.contains("main: Main, 1 item\n") && result.stdout.contains("\n1 passed in "))
    #expect(result.stdout.contains("output pin: \"********\""))
  }

  @Test func anItemWithElementsIsReadAsAWholeToo() async throws {
    let workplace = try Workplace(
      items: """
        - id: deploy
          title: D
          for_each: ${inputs.regions}
          command: {argv: [sh, -c, 'test ${each} = eu && echo 7']}
          outputs: {n: int(stdout.trim())}
        - id: alarm
          title: A
          after: [deploy]
          when: needs['deploy'].outcome == 'failed' && needs['deploy[eu]'].outcome == 'passed'
          command: {argv: [echo, "n=${needs['deploy'].outputs['eu'].n}"]}
          expect: {stdout: "n=7\\n"}
        - id: none
          title: N
          for_each: ${inputs.no_regions}
          command: {argv: [echo, "${each}"]}
        - {id: told, title: T, after: [none], when: needs.none.outcome == 'no data', command: {argv: ['true']}}
        """,
      preamble: """
        inputs:
          regions: {type: list(string), default: [eu, us]}
          no_regions: {type: list(string), default: []}
        """)
    let report = try await workplace.report()
    #expect(try report.outcome("deploy[us]") == "failed")
    #expect(try report.outcome("alarm") == "passed" && report.outcome("told") == "passed")
    let missing = try await workplace.shell(
      "sed -i 's/deploy\\[eu/deploy[xx/' checklists/main.yaml; $CHECKCTL run main")
    #expect(missing.exitCode == 65 && missing.stderr.contains("there is no item `deploy[xx]`"), "\(missing)")
  }

  @Test func whatOthersSayCannotBecomeCodeOrAnAction() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: says, title: S, command: {argv: [echo, 'up"} or vector(1) #']}, outputs: {job: stdout.trim(), verb: "'DELETE'"}}
          - {id: query, title: Q, needs: [says], promql: {query: 'up{job="${needs.says.outputs.job}"}'}, expect: {value: 1}}
          - {id: writes, title: W, needs: [says], http: {url: 'http://127.0.0.1:1/', method: '${needs.says.outputs.verb}'}}
          """, preamble: "targets: {metrics: prometheus}"),
      "checklists/environments/here.yaml":
        "checkctl: 1\nenvironment: here\ntargets: {metrics: {prometheus: 'http://127.0.0.1:1'}}\n",
    ])
    let loose = try await workplace.shell(
      "sed 's/\"${needs.says.outputs.job}\"/${needs.says.outputs.job}/' checklists/main.yaml > checklists/loose.yaml && "
        + "sed -i 's/checklist: main/checklist: loose/' checklists/loose.yaml && $CHECKCTL lint; rm checklists/loose.yaml"
    )
    #expect(loose.stderr.contains("error[interpolation-not-allowed]"), "\(loose.stderr)")
    let report = try await workplace.report()
    #expect(try report.outcome("says") == "passed")
    // Escaped within its quotes it is only a label that nobody has: what fails is that nobody listens.
    #expect(try report.outcome("query") == "error")
    #expect(try report.message("query").contains("127.0.0.1"))
    #expect(
      try report.message("writes")
        == "this may change something, and the item does not say `action: true`")
  }
}
