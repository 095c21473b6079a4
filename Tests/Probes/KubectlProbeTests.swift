import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Kubernetes objects, from what a real API server answered.
@Suite struct KubectlProbeTests {
  private let server: ScriptedServer
  private let directory: TemporaryDirectory

  init() throws {
    let api = try KubernetesAPI()
    server = try ScriptedServer(answering: { api.steps(answering: $0) })
    directory = try TemporaryDirectory()
    try directory.write(api.kubeconfig(server: server.url), to: "config")
  }

  private func target(_ context: String = "admin") throws -> Target {
    Target(
      name: "cluster", type: "kubernetes",
      address: ["kubeconfig": .string(directory.path(of: "config")), "context": .string(context)],
      fields: try Fields.make(from: [:], fields: TargetDescription.kubernetes.fields))
  }

  private func seen(_ fields: ValueMap) async throws -> Observation {
    let probe = try makeProbe(KubectlProbe.self, fields, target: try target())
    return try probe.reading(try await ask(KubectlProbe.self, fields, target: try target()))
  }

  @Test func anObjectIsSeenAsKubectlPrintsIt() async throws {
    let seen = try await seen([
      "resource": "deployment/eventcore-app", "jsonpath": "{.metadata.name}: {.spec.replicas}",
    ])
    #expect(seen.fields["value"] == "eventcore-app: 3")
    #expect(seen.fields["values"] == ["eventcore-app", 3])
    #expect(seen.fields["count"] == 1 && seen.fields["exists"] == true)
    #expect(seen.fields["object"]?["kind"] == "Deployment")
    #expect(seen.noData == nil)
  }

  @Test func aListIsSeenAsKubectlPrintsIt() async throws {
    let seen = try await seen([
      "resource": "pods", "selector": "app=eventcore", "jsonpath": "{.kind} {.items[*].kind}",
    ])
    #expect(seen.fields["count"] == 3)
    #expect(seen.fields["value"] == "List Pod Pod Pod")
    #expect(seen.fields["items"]?.list?.count == 3)
  }

  private static let questions: [(ValueMap, String)] = [
    (
      ["resource": "deploy/eventcore-app"],
      "{.metadata.labels} {.status.conditions[*].type} {.spec.replicas}"
    ),
    (["resource": "deployments.v1.apps"], "{range .items[*]}{.metadata.name}={.spec.strategy}{'\\n'}{end}"),
    (
      ["resource": "Deployment"],
      "{.kind} {.apiVersion} {.items[0].kind} {.items[0].apiVersion} {.metadata}"
    ),
    (["resource": "po", "selector": "app in (eventcore,other),!none"], "{.items[*].status.podIP}"),
    (["resource": "pods", "field_selector": "spec.nodeName!=node-1"], "{.items[*].metadata.name}"),
    (["resource": "pods", "all_namespaces": true], "{.items[*]['metadata.name','spec.nodeName']}"),
    (["resource": "ns"], "{.items[*].metadata.name}"),
    (["resource": "namespace/eventcore", "namespace": "default"], "{.status.phase}"),
    (["resource": "quota/eventcore-quota"], "{.status.used} {.spec.hard.requests\\.cpu}"),
    (["resource": "limits"], "{.items[0].spec.limits[?(@.type=='Container')].max}"),
    (["resource": "hpa"], "{.items[*].status.currentMetrics}|{.items[*].spec.maxReplicas}"),
    (["resource": "cm/eventcore-config"], "{.data}"),
    (["resource": "deployment/eventcore-app", "subresource": "status"], "{.status.readyReplicas}"),
    (["resource": "daemonsets"], "{.items}{.kind}"),
  ]

  /// kubectl shows no token to a server without TLS.
  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func kubectlPrintsTheSame() async throws {
    let server = try await KubernetesServer.start()
    try directory.write(try readFile(server.kubeconfig), to: "config")
    for (fields, template) in Self.questions {
      let printed = try await runCommand(
        ["kubectl", "--kubeconfig", server.kubeconfig, "-o", "jsonpath=\(template)", "get"]
          + Self.options(for: fields), adding: ["HOME": directory.path])
      var question = fields
      question["jsonpath"] = .string(template)
      let value = try await seen(question).fields["value"]
      #expect(
        printed.exitCode == 0 && value == .string(printed.stdout),
        "\(fields): \(printed.stdout)\(printed.stderr)")
    }
    await server.stop()
  }

  private static func options(for fields: ValueMap) -> [String] {
    let named = [
      ("resource", ""), ("namespace", "--namespace="), ("selector", "--selector="),
      ("field_selector", "--field-selector="), ("subresource", "--subresource="),
    ].compactMap { name, option in fields[.string(name)]?.string.map { option + $0 } }
    return named + (fields["all_namespaces"] == true ? ["-A"] : [])
  }

  @Test func nothingIsNoData() async throws {
    let none = try await seen(["resource": "pods", "selector": "app!=eventcore"])
    #expect(none.noData == "there are no pods with the labels app!=eventcore")
    #expect(none.fields["count"] == 0 && none.fields["exists"] == false)
    let unmatched = try await seen(["resource": "deploy/eventcore-app", "jsonpath": "{.spec.nope}"])
    #expect(unmatched.noData == "the JSONPath matches nothing: {.spec.nope}")
    #expect(unmatched.fields["value"] == "")
  }

  @Test func aPathIsReadAsItStands() async throws {
    #expect(try await seen(["raw": "/readyz"]).fields["value"] == "ok")
    let version = try await seen(["raw": "/version", "jsonpath": "{.major}"])
    #expect(version.fields["value"] == "1")
    let error = await #expect(throws: ProbeError.self) {
      try await seen(["raw": "/readyz", "jsonpath": "{.status}"])
    }
    #expect(error?.kind == .answer)
    #expect(error?.message == "the answer is not JSON, so that the JSONPath has nothing to apply to")
  }

  @Test func aPathOfNothingIsAnAbsence() async throws {
    let path = "/api/v1/namespaces/eventcore/pods/absent"
    let absent = await refusal(KubectlProbe.self, ["raw": .string(path)], target: try target())
    #expect(absent?.refusal?.fields == ["exists": false])
  }

  @Test func typesThatAreNotKnownMayBeKnownSoon() async throws {
    let api = try KubernetesAPI(aggregated: false)
    api.fail("/api/v1", 503)
    let server = try ScriptedServer(answering: { api.steps(answering: $0) })
    try directory.write(api.kubeconfig(server: server.url), to: "config")
    let error = await refusal(KubectlProbe.self, ["resource": "pods"], target: try target())
    #expect(error?.isTransient == true && error?.refusal == nil)
  }

  @Test func anEmptyNamespaceOfATargetIsNone() async throws {
    let target = try target()
    let address = (target.address.map ?? [:]).map { ($0.key, $0.value) } + [("namespace", "")]
    let unbound = Target(
      name: target.name, type: target.type, address: .map(ValueMap(address)), fields: target.fields)
    let seen = try await ask(KubectlProbe.self, ["resource": "pods"], target: unbound)
    #expect(seen.fields["count"] == 3)
  }

  @Test func refusalsAreErrorsOfTheirKind() async throws {
    let absent = await refusal(KubectlProbe.self, ["resource": "deploy/absent"], target: try target())
    #expect(absent?.kind == .refused)
    #expect(
      absent?.message.hasSuffix(#"deployments.apps "absent" not found in the namespace eventcore"#) == true)
    #expect(absent?.refusal?.fields["exists"] == false)
    let secrets = await refusal(KubectlProbe.self, ["resource": "secrets"], target: try target("viewer"))
    #expect(secrets?.kind == .refused && secrets?.isTransient == false)
    #expect(secrets?.message.contains(#"User "viewer" cannot list resource "secrets""#) == true)
    #expect(secrets?.refusal == nil)
    let invalid = await refusal(KubectlProbe.self, ["resource": "secrets"], target: try target("invalid"))
    #expect(invalid?.kind == .authentication)
    let unknown = await refusal(KubectlProbe.self, ["resource": "deploymnet"], target: try target())
    #expect(unknown?.kind == .invalid)
    #expect(unknown?.message.hasSuffix("did you mean `deployment`?") == true)
    let context = await refusal(KubectlProbe.self, ["resource": "pods"], target: try target("nope"))
    #expect(context?.message.hasPrefix("the kubeconfig has no context `nope`; there are admin") == true)
  }

  @Test(
    arguments: [
      ([:], "the whole", "there is neither a `resource` nor a `raw` path to ask for"),
      (["resource": "pods", "raw": "/x"], "raw", "`raw` and `resource` exclude each other"),
      (["all_namespaces": false, "raw": "/x"], "raw", "`raw` and `all_namespaces` exclude each other"),
      (["raw": "readyz"], "raw", "the path should begin with a slash"),
      (["resource": ""], "resource", "a resource is written as TYPE or TYPE/NAME"),
      (["resource": "pods/"], "resource", "a resource is written as TYPE or TYPE/NAME"),
      (["resource": "/a"], "resource", "a resource is written as TYPE or TYPE/NAME"),
      (["resource": "pods/a/log"], "resource", "a resource is written as TYPE or TYPE/NAME"),
      (
        ["resource": "pods/a", "selector": "a=b"], "selector",
        "`selector` is for lists, and `resource` names one object"
      ),
      (
        ["resource": "pods/a", "all_namespaces": true], "all_namespaces",
        "`all_namespaces` is for lists, and `resource` names one object"
      ),
      (
        ["resource": "pods", "subresource": "status"], "subresource",
        "a `subresource` is one of an object, and `resource` names none"
      ),
      (
        ["resource": "pods", "namespace": "a", "all_namespaces": true], "namespace",
        "`namespace` and `all_namespaces` exclude each other"
      ),
      (
        ["resource": "pods", "jsonpath": "{.a"], "jsonpath",
        "the JSONPath cannot be read: `{` without its `}`"
      ),
    ] as [(ValueMap, String, String)])
  func fieldsThatContradictEachOtherAreFoundByLintAndMakeNoProbe(
    fields: ValueMap, place: String, message: String
  ) throws {
    let error = #expect(throws: ProbeError.self) {
      try makeProbe(KubectlProbe.self, fields, target: try target())
    }
    #expect(error?.kind == .invalid && error?.message == message)
    let found = check(KubectlProbe.self, fields.map { ($0.key.description, $0.value) })
    try #require(found.count == 1, "\(found)")
    #expect(found[0].hasPrefix("\(place): ") && found[0].contains(": \(message) ("), "\(found)")
  }

  @Test func whatLintDoesNotKnowYetIsNoFault() throws {
    #expect(check(KubectlProbe.self, [("resource", nil), ("selector", "a=b")]).isEmpty)
    #expect(check(KubectlProbe.self, [("resource", nil), ("subresource", "status")]).isEmpty)
    #expect(
      check(KubectlProbe.self, [("resource", "pods"), ("namespace", "a"), ("all_namespaces", nil)]).isEmpty)
    _ = try makeProbe(
      KubectlProbe.self, ["resource": "pods/a", "namespace": "b", "all_namespaces": false],
      target: try target())
  }

  @Test func lintFindsThem() {
    #expect(
      check(KubectlProbe.self, [("raw", "readyz"), ("selector", "a=b")]) == [
        "raw: conflicting-fields: `raw` and `selector` exclude each other (put the path into `raw`)",
        "raw: invalid-path: the path should begin with a slash (write it as /readyz)",
      ])
    #expect(
      check(KubectlProbe.self, [("resource", "pods"), ("jsonpath", ".items[")]).isEmpty)
    #expect(
      check(KubectlProbe.self, [("resource", "pods"), ("jsonpath", "{.items[")]) == [
        "jsonpath: invalid-jsonpath: the JSONPath cannot be read: `[` without its `]`"
          + " (kubectl's dialect has braces around every part: {.spec.replicas})"
      ])
  }
}
