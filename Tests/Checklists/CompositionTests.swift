import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

/// What checklists come to that include others.
struct CompositionTests {
  private static func checklist(_ name: String, _ body: String) -> String {
    "checkctl: 1\nchecklist: \(name)\n" + body
  }

  @Test func plainIncludesShareInputsAndComeOnce() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "include: [left.yaml, sub/right.yaml]\nitems:\n  - {id: m, title: M, command: {argv: [m]}}\n"),
      "left.yaml": Self.checklist("left", "include: [shared.yaml]\ninputs: {n: {type: int, default: 1}}\n"),
      "sub/right.yaml": Self.checklist(
        "right", "include: [../shared.yaml]\ninputs: {n: {type: int, default: 1}}\n"),
      "shared.yaml": Self.checklist(
        "shared", "items:\n  - {id: s, title: 'S ${inputs.n}', command: {argv: [s], cwd: here}}\n"),
    ])
    // An included checklist sees the inputs of those that include it.
    let plan = try loaded.plan(settings: ["n": "7"])
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.ids == ["s", "m"])
    #expect(plan.items[0].summary.title == "S 7")
    #expect(try field("cwd", of: "s", in: plan) == .string(loaded.folder.path + "/here"))
  }

  private static let replica = checklist(
    "replica",
    """
    inputs: {region: {type: string}, share: {type: number, default: 0.5}}
    targets: {db: postgres}
    items:
      - id: up
        title: Up in ${inputs.region}
        section: DB
        sql: {query: SELECT $1, params: ['${inputs.share}']}
        expect: {value: 1}
      - {id: lag, title: Lag, needs: [up], sql: {query: SELECT 2}, expect: {value: 1}}

    """)

  @Test func instancesHaveInputsRolesAndOverridesOfTheirOwn() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        """
        inputs: {home: {type: string, default: eu}}
        targets: {main-db: postgres}
        include:
          - use: replica.yaml
            as: one
            targets: {db: main-db}
            inputs: {region: '${inputs.home}-1'}
            override: {up: {severity: high, title: 'Changed ${inputs.region}'}}
            disable: {lag: {reason: no replica}}
          - {use: replica.yaml, as: two, targets: {db: other}, inputs: {region: us, share: 2}}
        items:
          - {id: end, title: End, needs: [one/up, two/lag], command: {argv: [x]}}

        """), "replica.yaml": Self.replica,
      "environments/prod.yaml": environmentFile(
        "prod", "targets: {main-db: {postgres: 'host=a', max_connections: 2}, other: {postgres: 'host=b'}}\n"),
    ])
    let plan = try loaded.plan("prod")
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.ids == ["one/up", "two/up", "two/lag", "end"])
    #expect(plan.items[0].summary.title == "Changed eu-1")
    #expect(plan.items[0].summary.severity == .high)
    #expect(
      plan.items[0].summary.overrides == [
        "severity: high", "title: Changed ${inputs.region} (was Up in ${inputs.region})",
      ])
    #expect(plan.items.map(\.summary.target) == ["main-db", "other", "other", nil])
    #expect(try field("params", of: "one/up", in: plan) == [0.5])
    #expect(try field("params", of: "two/up", in: plan)?.list?.first?.isEqual(to: 2) == true)
    #expect(plan.items[2].needs.map(\.rawValue) == ["two/up"])
    #expect(plan.items[3].needs.map(\.rawValue) == ["one/up", "two/lag"])
    let limits = Dictionary(uniqueKeysWithValues: plan.targetLimits.map { ($0.key.name, $0.value) })
    #expect(limits == ["main-db": 2, "other": 8])
    let disabled = try #require(loaded.project.checklist("main")).disabled
    #expect(disabled.map(\.id.rawValue) == ["one/lag"])
    #expect(disabled.map(\.reason) == ["no replica"])
  }

  @Test func nestedInstancesBindThroughEachOther() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "include:\n  - {use: middle.yaml, as: m, targets: {outer: prod-db}, inputs: {where: x}}\n"),
      "middle.yaml": Self.checklist(
        "middle",
        "inputs: {where: {type: string}}\ntargets: {outer: postgres}\ninclude:\n"
          + "  - {use: replica.yaml, as: r, targets: {db: outer}, inputs: {region: '${inputs.where}-y'}}\n"),
      "replica.yaml": Self.replica,
      "environments/e.yaml": environmentFile("e", "targets: {prod-db: {postgres: 'host=p'}}\n"),
    ])
    let plan = try loaded.plan("e")
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.ids == ["m/r/up", "m/r/lag"])
    #expect(plan.items[0].summary.title == "Up in x-y")
    #expect(plan.items[0].summary.target == "prod-db")
  }

  @Test func defaultsHoldWhereItemsAreSilent() throws {
    let loaded = try Loaded(
      """
      defaults: {section: S / T, tags: [x], owner: team, severity: low, timeout: 3s, retry: {every: 1s, for: 9s},
        gate: false, on_no_data: fail, docs: 'https://d'}
      items:
        - {id: a, title: A, command: {argv: [x]}}
        - {id: b, title: B, severity: high, tags: [y], gate: true, on_no_data: error, timeout: 1m, command: {argv: [x]}}

      """)
    let plan = try loaded.plan()
    let (a, b) = (plan.items[0], plan.items[1])
    #expect(a.summary.section == "S / T" && a.summary.tags == ["x"] && a.summary.owner == "team")
    #expect(a.summary.severity == .low && !a.summary.gates && a.failsOnNoData && a.timeout == .seconds(3))
    #expect(a.retry == RetryPolicy(every: .seconds(1), limit: .seconds(9)) && a.summary.docs == "https://d")
    #expect(b.summary.severity == .high && b.summary.tags == ["y"] && b.summary.gates && !b.failsOnNoData)
    #expect(b.timeout == .seconds(60))
  }

  @Test func everyItemKeyReachesThePlan() throws {
    let loaded = try Loaded(
      """
      items:
        - {id: first, title: F, severity: info, command: {argv: [x]}}
        - id: a
          title: A
          section: S
          remedy: Mend it
          needs: [first]
          after: [first]
          when: 1 < 2
          command: {argv: [x]}
          expect: {stdout: {contains: ok}}
          stable: {passes: 3, every: 2s}
          retry: {every: 1s, attempts: 4, backoff: 1.5}
          delay: 250ms
          locks: [one, two]
          redact: [stdout]
          cleanup: true
        - {id: act, title: Act, action: true, command: {argv: [x]}, expect: {exit_code: {in: [0, 1]}}}

      """)
    let plan = try loaded.plan()
    #expect(!plan.items[0].summary.gates)
    #expect(plan.items[0].expectations.count == 1)
    let a = plan.items[1]
    #expect(a.needs.map(\.rawValue) == ["first"] && a.after.map(\.rawValue) == ["first"])
    #expect(a.skipReason == nil && a.expectations.map(\.path.description) == ["stdout", "exit_code"])
    #expect(a.stable == StablePolicy(passes: 3, every: .seconds(2)))
    #expect(a.retry == RetryPolicy(every: .seconds(1), attempts: 4, backoff: 1.5))
    #expect(a.delay == .milliseconds(250) && a.locks == ["one", "two"] && a.isCleanup)
    #expect(a.redactedPaths.map(\.description) == ["stdout"] && a.summary.remedy == "Mend it")
    #expect(
      plan.items[2].summary.isAction && plan.items[2].expectations.map(\.path.description) == ["exit_code"])
  }
}
