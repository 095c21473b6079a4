import CEL
import CheckModel
import Checklists
import Diagnostics
import ProbeKit
import Testing
import Values

/// Faults of items that stand for a checklist, of waivers, and of what an environment leaves out.
struct StepFaultTests {
  /// Loads files with a kind that stands for a checklist.
  func said(_ files: [String: String], _ environment: String? = nil) throws -> String {
    let registry = ProbeRegistry(FakeProbes.registry.kinds + [FakeStep.self])
    let loaded = try Loaded(files, registry: registry)
    let text = loaded.lint(environment)
    if let checklist = loaded.project.checklist("main") {
      loaded.project.checkWaivers(against: [checklist])
    }
    return text.isEmpty ? loaded.show(loaded.project.diagnostics) : text
  }

  static let item = "  - {id: a, title: A, command: {argv: [x]}}\n"

  @Test func misplacedKey() throws {
    let files = [
      "main.yaml":
        "checkctl: 1\nchecklist: main\nitems:\n  - {id: s, title: S, step: {name: sub}, delay: 5s}\n",
      "sub.yaml": "checkctl: 1\nchecklist: sub\nitems:\n" + Self.item,
    ]
    #expect(
      try said(files) == """
        error[misplaced-key]: `delay` has no place on an item that stands for a checklist
         --> main.yaml:4:23
          |
        4 |   - {id: s, title: S, step: {name: sub}, delay: 5s}
          |                       ^^^^
          = help: say it of the items of that checklist

        """)
  }

  @Test func checklistsThatAreStepsOfEachOther() throws {
    let files = [
      "main.yaml": "checkctl: 1\nchecklist: main\nitems:\n  - {id: s, title: S, step: {name: sub}}\n",
      "sub.yaml": "checkctl: 1\nchecklist: sub\nitems:\n  - {id: t, title: T, step: {name: main}}\n",
    ]
    #expect(try said(files).hasPrefix("error[include-cycle]: this file includes itself: "))
  }

  @Test func unknownEnvironment() throws {
    let files = [
      "main.yaml": "checkctl: 1\nchecklist: main\nitems:\n" + Self.item,
      "environments/production.yaml": "checkctl: 1\nenvironment: production\n",
      "waivers.yaml": """
      checkctl: 1
      waivers:
        - {item: a, environments: [prodution], reason: R, by: B, until: 2999-01-01, digest: d}

      """,
    ]
    #expect(
      try said(files) == """
        error[unknown-environment]: there is no environment `prodution`
         --> waivers.yaml:3:30
          |
        3 |   - {item: a, environments: [prodution], reason: R, by: B, until: 2999-01-01, digest: d}
          |                              ^^^^^^^^^
          = help: did you mean `production`?

        """)
  }
}

extension StepFaultTests {
  @Test func misplacedItem() throws {
    let files = [
      "main.yaml": "checkctl: 1\nchecklist: main\ninclude: [{use: sub.yaml, as: one}]\n",
      "sub.yaml": "checkctl: 1\nchecklist: sub\nitems:\n  - {id: s, title: S, step: {name: other}}\n",
      "other.yaml": "checkctl: 1\nchecklist: other\nitems:\n" + Self.item,
    ]
    #expect(
      try said(files) == """
        error[misplaced-item]: an item that stands for a checklist has no place in an instance of one
         --> sub.yaml:4:23
          |
        4 |   - {id: s, title: S, step: {name: other}}
          |                       ^^^^
          = help: its items would ask the environment's own targets: include that checklist by `use:` and `as:` too

        """)
  }

  @Test func misplacedWaiver() throws {
    let files = [
      "main.yaml": "checkctl: 1\nchecklist: main\nitems:\n  - {id: s, title: S, step: {name: sub}}\n",
      "sub.yaml": "checkctl: 1\nchecklist: sub\nitems:\n" + Self.item,
      "waivers.yaml": """
      checkctl: 1
      waivers:
        - {item: s, reason: R, by: B, until: 2999-01-01, digest: d}

      """,
    ]
    #expect(
      try said(files) == """
        error[misplaced-waiver]: `s` stands for a checklist, which cannot be waived
         --> waivers.yaml:3:12
          |
        3 |   - {item: s, reason: R, by: B, until: 2999-01-01, digest: d}
          |            ^
          = help: waive the items of that checklist that may fail

        """)
  }
}

/// A step that is another checklist.
private struct FakeStep: CompositeProbe {
  static let checklistField = "name"
  static let description = ProbeDescription(
    kind: "step", summary: "Runs another checklist.",
    fields: [FieldDescription("name", .string, "The checklist.", isRequired: true)],
    observation: [Type.Field("outcome", .string, "What it came to.")],
    naturalExpectation: .init(field: "outcome", matchers: [.eq("passed")], summary: "passed"), examples: [])

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}
  init(_ fields: Fields, target: Target?) throws(ProbeError) {}
  var effect: Effect { .unknown }
  func observe(_ members: [Member], judgingRefusal: Bool) throws(ProbeError) -> Observation {
    Observation(ValueMap())
  }
}
