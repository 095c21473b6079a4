import HTTPClient
import TestEnvironment
import Testing
import Values

/// The stand-in for a cluster answers as a real API server did, and a real kubectl is content with it.
@Suite struct StandInTests {
  @Test func whatWasRecordedIsAnsweredAsRecorded() async throws {
    let server = try await KubernetesServer.start()
    let http = HTTPClient()
    for exchange in try KubernetesRecording().exchanges {
      var request = HTTPRequest(url: try HTTPURL(server.url + exchange.path))
      request.tls.insecure = true
      request.headers.append("Accept", exchange.accept)
      if exchange.identity != "anonymous" {
        request.headers.append(
          "Authorization", "Bearer \(server.api.tokens[exchange.identity] ?? "unknown")")
      }
      let response = try await http.send(request)
      let what = "\(exchange.identity) \(exchange.path)"
      #expect(response.status == exchange.status, "\(what)")
      #expect(response.headers["content-type"] == exchange.contentType, "\(what)")
      let text = String(decoding: response.body, as: UTF8.self)
      if exchange.contentType.hasPrefix("text/") {
        #expect(.string(text) == exchange.body, "\(what)")
      } else {
        #expect(try parseJSON(text) == exchange.body, "\(what)")
      }
    }
    await http.close()
    await server.stop()
  }

  /// A question of kubectl's, and what it prints, or what its complaint contains.
  private struct Question {
    let context: String
    let arguments: String
    let output: String
    var isError = false
  }

  private static let questions = [
    Question(
      context: "viewer",
      arguments: "get deploy eventcore-app -o jsonpath={.status.readyReplicas}/{.spec.replicas}",
      output: "3/3"),
    Question(context: "viewer", arguments: "get pods -l app=eventcore -o name", output: pods),
    Question(context: "viewer", arguments: "get pods -l app!=eventcore -o name", output: ""),
    Question(
      context: "viewer", arguments: "get pods -l app.kubernetes.io/name --chunk-size=1 -o name", output: pods),
    Question(
      context: "viewer", arguments: "get po -A --field-selector status.phase=Running -o name", output: pods),
    Question(
      context: "viewer", arguments: "get po --field-selector spec.nodeName=node-1 -o name",
      output: "pod/eventcore-app-6d4cf56db6-x1\n"),
    Question(
      context: "viewer", arguments: "get pdb,quota,limits -o name",
      output: """
        poddisruptionbudget.policy/eventcore-pdb
        resourcequota/eventcore-quota
        limitrange/eventcore-limits

        """),
    Question(context: "viewer", arguments: "get daemonsets -A -o name", output: ""),
    Question(context: "viewer", arguments: "get --raw /readyz", output: "ok"),
    Question(
      context: "viewer", arguments: "rollout status deployment/eventcore-app --watch=false",
      output: "deployment \"eventcore-app\" successfully rolled out\n"),
    Question(
      context: "viewer", arguments: "get secrets",
      output:
        #"Error from server (Forbidden): secrets is forbidden: User "viewer" cannot list resource "secrets" in API group "" in the namespace "eventcore""#,
      isError: true),
    Question(context: "nobody", arguments: "get pods -A", output: "at the cluster scope", isError: true),
    Question(
      context: "podreader", arguments: "get pods -n default",
      output: "No resources found in default namespace.", isError: true),
    Question(
      context: "admin", arguments: "get deploy absent",
      output: #"Error from server (NotFound): deployments.apps "absent" not found"#, isError: true),
    Question(
      context: "admin", arguments: "get widgets",
      output: "the server doesn't have a resource type \"widgets\"", isError: true),
    Question(
      context: "admin", arguments: "get pods --field-selector spec.nope=1",
      output: "field label not supported: spec.nope", isError: true),
    Question(
      context: "invalid", arguments: "get pods", output: "You must be logged in to the server", isError: true),
  ]

  private static let pods = """
    pod/eventcore-app-6d4cf56db6-x0
    pod/eventcore-app-6d4cf56db6-x1
    pod/eventcore-app-6d4cf56db6-x2

    """

  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func kubectlIsContentWithIt() async throws {
    let server = try await KubernetesServer.start()
    let home = try TemporaryDirectory()
    for question in Self.questions {
      let result = try await runCommand(
        ["kubectl", "--kubeconfig", server.kubeconfig, "--context", question.context]
          + question.arguments.split(separator: " ").map(String.init), adding: ["HOME": home.path])
      let what = Comment(rawValue: "\(question.arguments): \(result.stdout)\(result.stderr)")
      if question.isError {
        #expect(result.stdout.isEmpty && result.stderr.contains(question.output), what)
      } else {
        #expect(result.exitCode == 0 && result.stdout == question.output, what)
      }
    }
    await server.stop()
  }
}
