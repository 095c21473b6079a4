import CEL
import Checklists
import ProbeKit
import Testing
import Values

/// A probe with a JSONPath, as far as files can tell.
private struct FakeKubectl: FakeProbe {
  static let description = ProbeDescription(
    kind: "kubectl", summary: "Asks a cluster.",
    fields: [FieldDescription("jsonpath", .string, "What is taken.", interpolation: .jsonPath)],
    observation: [Type.Field("value", .string, "What was taken.")], examples: [])
}

/// What is put into kubectl's JSONPath stays a name or a text.
struct JSONPathInterpolationTests {
  private func plan(_ template: String, _ value: String) throws -> (Loaded, Plan) {
    let text = mainFile(
      """
      inputs: {v: {type: string}}
      items:
        - id: a
          title: A
          kubectl:
            jsonpath: |-
              \(template)
          expect: {value: x}

      """)
    let loaded = try Loaded(["main.yaml": text], registry: ProbeRegistry([FakeKubectl.self]))
    return (loaded, try loaded.plan(settings: ["v": value]))
  }

  private static let sound = [
    ("{.data.${inputs.v}}", "max.cpu"), ("{.data['${inputs.v}']}", "tls-crt_1"),
    (#"{.items[?(@.name=="${inputs.v}")].spec}"#, "*.example.com/a:b@sha256 + c.."),
    (#"{.items[?(@.a=="x")].${inputs.v}} it's ${inputs.v}"#, "b"), ("${inputs.v} of {.a}", "it's (a) \"b\""),
    // The whole of it is the author's.
    ("${inputs.v}", "{.items[?(@.a=='b')]}"),
  ]

  @Test(arguments: sound)
  func aNameOrATextIsPutIn(template: String, value: String) throws {
    let (loaded, plan) = try plan(template, value)
    #expect(loaded.show(plan.faults) == "")
    #expect(
      try field("jsonpath", of: "a", in: plan) == .string(template.replacing("${inputs.v}", with: value)))
  }

  private static let forged = [
    (#"{.items[?(@.name=="${inputs.v}")].spec}"#, #"a")]..x[?(@.b=="c"#, "holds `\"`"),
    (#"{.items[?(@.name=="${inputs.v}")].spec}"#, "a)", "holds `)`"),
    (#"{.items[?("${inputs.v}"==@.name)].spec}"#, "a==", "holds `=`"),
    (#"{.items[?(@.name=="${inputs.v}")].spec}"#, "a\\", "holds `\\`"),
    ("{.data.${inputs.v}}", "*", "holds `*`"), ("{.data['${inputs.v}']}", "*", "holds `*`"),
    ("{.data['${inputs.v}']}", "a','b", "holds `'`"), ("{.data.${inputs.v}}", "a[0]", "holds `[`"),
    ("{.data.${inputs.v}}", "a..b", "holds a point without a name beside it"),
    ("{.data.${inputs.v}.b}", ".b", "holds a point without a name beside it"),
    ("{.data.${inputs.v}.b}", "", "is empty"), ("{.data ${inputs.v}}", "a} {.b", "holds `}`"),
    ("{.data.${inputs.v}}", "é", "holds `é`"), ("${inputs.v} {.a}", "{.b}", "holds `{`"),
  ]

  @Test(arguments: forged)
  func whatCouldBecomeCodeIsRefused(template: String, value: String, fault: String) throws {
    let (loaded, plan) = try plan(template, value)
    let shown = loaded.show(plan.faults)
    #expect(
      shown.contains("`${inputs.v}` \(fault), which could change the meaning of the JSONPath"), "\(shown)")
  }
}
