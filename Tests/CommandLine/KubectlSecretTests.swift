import TestEnvironment
import Testing
import Values

/// What Secrets of a cluster hold reaches no output, whichever way an item asks for them.
@Suite struct KubectlSecretTests {
  private let value = PlantedSecret("value")
  private let applied = PlantedSecret("applied")

  private var secret: Value {
    let configuration: Value = [
      "apiVersion": "v1", "kind": "Secret", "stringData": ["password": .string(applied.text)],
    ]
    return [
      "metadata": [
        "name": "db", "namespace": "eventcore",
        "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(configuration.json)],
      ],
      "data": ["password": .string(base64(value.text)), "pin": .string(base64("q7#"))], "type": "Opaque",
    ]
  }

  private static let questions = [
    ("{resource: secret/db}", "{object.data.password: no}"),
    ("{resource: secret/db}", "{object: no}"), ("{resource: secret/db}", "{items: {contains: no}}"),
    ("{resource: secret/db}", "{object.metadata: {eq: {}}}"),
    ("{resource: secret/db}", "{object.kind: ConfigMap, count: 7, value: no}"),
    ("{resource: secrets}", "{'items[0].data.password': no}"),
    ("{resource: secrets}", "{items: {length: 7}}"),
    ("{resource: secrets}", "{object: {lt: 3}}"),
    ("{resource: secret/db, jsonpath: '{.data.password}'}", "{value: no}"),
    ("{resource: secret/db, jsonpath: '{.data.password} {.data.pin}'}", "{value: no, values: []}"),
    ("{resource: secret/db, jsonpath: '{.data}'}", "{value: {matches: ^$}}"),
    ("{resource: secret/db, jsonpath: '{.metadata.annotations}'}", "{value: no}"),
    ("{resource: secret/db, jsonpath: '{.metadata.annotations}'}", "{values: [no]}"),
    ("{resource: secrets, jsonpath: '{.items[*]}'}", "{value: no}"),
    ("{raw: /api/v1/namespaces/eventcore/secrets/db}", "{value: no}"),
    ("{raw: /api/v1/namespaces/eventcore/secrets/db}", "{object.kind: no}"),
    ("{raw: /api/v1/namespaces/eventcore/secrets}", "{value: {starts_with: no}}"),
    ("{raw: /api/v1/namespaces/eventcore/secrets/db, jsonpath: '{.data.nothing}'}", "{value: no}"),
  ]

  @Test func noReportShowsWhatASecretHolds() async throws {
    let server = try await KubernetesServer.start()
    server.api.change("secrets") { _ in [secret] }
    let items = Self.questions.enumerated().map { number, question in
      "- {id: q\(number), title: Q, kubectl: \(question.0), expect: \(question.1)}"
    }
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: items.joined(separator: "\n")
          + """

          - {id: known, title: K, kubectl: {resource: secret/db}, expect: {object.data.password: "\(base64(value.text))"}}
          """,
        preamble: "targets: {cluster: kubernetes}"),
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {cluster: {kubernetes: {}}}\n",
    ])
    let variables = ["KUBECONFIG": server.kubeconfig]
    for format in [["pretty"], ["pretty", "--verbose"], ["json"], ["junit"]] {
      let result = try await workplace.run(["run", "main", "--report"] + format, variables: variables)
      let output = result.stdout + result.stderr
      #expect(output.contains("********") && output.contains("q17"), "\(format): \(output)")
      for secret in [value, applied] { secret.expectAbsent(in: output, of: format.joined(separator: " ")) }
      for text in ["q7#", base64("q7#")] { #expect(!output.contains(text), "\(format): \(output)") }
    }
    // The secrets are only not shown.
    let report = try await workplace.report(variables: variables)
    #expect(try report.outcome("known") == "passed")
    #expect(try report.message("q0").contains("observed \"********\""))
    #expect(try report.item("q14")["excerpt"]?.string == nil)
    await server.stop()
  }
}
