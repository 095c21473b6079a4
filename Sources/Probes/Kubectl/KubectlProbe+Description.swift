internal import CEL
public import Diagnostics
internal import JSONPath
public import ProbeKit
internal import Values

extension KubectlProbe {
  /// What a checklist may say of it, and what it sees.
  public static let description = ProbeDescription(
    kind: "kubectl",
    summary: "Asks a Kubernetes cluster for objects and takes of them what a JSONPath names.",
    target: .kubernetes, fields: fields, observation: observation, presenceFields: ["count", "exists"],
    refusalFields: ["count", "exists"], readingFields: ["jsonpath"], examples: examples)

  private static let fields: [FieldDescription] = [
    .init(
      "resource", .string,
      "What to ask for, as kubectl has it: a type for a list, or TYPE/NAME; types by plural, singular, kind or short name, with the group behind a point."
    ),
    .init("namespace", .string, "The namespace; that of the target by default."),
    .init("all_namespaces", .bool, "Whether a list is of all namespaces."),
    .init("selector", .string, "Which objects a list has, by their labels, such as app=shop,tier!=cache."),
    .init(
      "field_selector", .string, "Which objects a list has, by their fields, such as status.phase=Running."),
    .init("subresource", .string, "A part of the object, such as status or scale."),
    .init(
      "jsonpath", .string, "What to take of the answer, in kubectl's dialect, such as {.spec.replicas}.",
      interpolation: .jsonPath),
    .init("raw", .string, "A path to ask for instead, such as /readyz."),
  ]

  private static let observation: [Type.Field] = [
    .init(
      "value", .string, "What `kubectl get -o jsonpath=` would print; of a raw path the text of the answer."),
    .init("values", .list(.dyn), "The values that the JSONPath matches."),
    .init("object", .dyn, "The object, or a List with its items; of a raw path its JSON."),
    .init("items", .list(.dyn), "The objects that were found."),
    .init("count", .int, "How many objects were found."),
    .init("exists", .bool, "Whether anything was found."),
    .init(
      "rollout", .string,
      "`complete`, or what a deployment, daemon set or stateful set waits for, as `kubectl rollout status` judges."
    ),
  ]

  private static let examples: [ProbeDescription.Example] = [
    .init(
      "A release is rolled out",
      yaml: """
        kubectl: {resource: deployment/shop}
        expect: {rollout: complete}
        retry: {every: 5s, for: 5m}
        """),
    .init(
      "Every replica is ready",
      yaml: """
        kubectl: {resource: deployment/shop, jsonpath: '{.status.readyReplicas}/{.spec.replicas}'}
        expect: {value: 3/3}
        """),
    .init(
      "No pod is pending anywhere",
      yaml: """
        kubectl: {resource: pods, all_namespaces: true, field_selector: status.phase=Pending}
        expect: {count: 0}
        """),
    .init(
      "A disruption budget keeps two pods",
      yaml: """
        kubectl: {resource: pdb/shop, namespace: shop}
        expect: {object.spec.minAvailable: {ge: 2}}
        """),
    .init(
      "The API server is ready",
      yaml: """
        kubectl: {raw: /readyz}
        expect: {value: ok}
        """),
  ]

  /// Finds what the types of the fields cannot say.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    for fault in KubectlQuestion(draft).faults { diagnostics.add(fault.diagnostic(in: draft)) }
    if let field = draft["jsonpath"], let text = field.value?.string {
      do throws(JSONPathError) {
        _ = try JSONPathTemplate(text)
      } catch {
        diagnostics.add(
          Diagnostic(
            "invalid-jsonpath", "the JSONPath cannot be read: \(error.message)", at: field.span,
            help: "kubectl's dialect has braces around every part: {.spec.replicas}"))
      }
    }
  }
}
