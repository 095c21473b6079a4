import TestEnvironment
import Testing
import Values

/// Outcomes of items that ask a cluster.
@Suite struct KubectlTests {
  private static let items = """
    - {id: replicas, title: R, kubectl: {resource: deployment/eventcore-app, jsonpath: '{.spec.replicas}'}, expect: {value: "3"}}
    - {id: budget, title: B, kubectl: {resource: pdb/eventcore-pdb}, expect: {object.spec.minAvailable: {ge: 2}}}
    - {id: gone, title: G, kubectl: {resource: deployment/absent}, expect: {exists: true}}
    - {id: absent, title: A, kubectl: {resource: deployment/absent}, expect: {exists: false}}
    - {id: unseen, title: U, kubectl: {resource: deployment/absent}, expect: {object.spec.replicas: 3}}
    - {id: misspelt, title: M, kubectl: {resource: pods, namespace: evntcore}, expect: {count: 0}}
    - {id: nowhere, title: W, kubectl: {resource: deployment/absent, namespace: evntcore}, expect: {exists: false}}
    - {id: none, title: N, kubectl: {resource: pods, selector: app!=eventcore}, expect: {items: {length: 0}}}
    - {id: counted, title: C, kubectl: {resource: pods, selector: app!=eventcore}, expect: {count: 0}}
    """

  private func workplace(_ context: String) async throws -> (Workplace, KubernetesServer) {
    let server = try await KubernetesServer.start()
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: Self.items, preamble: "targets: {cluster: kubernetes}"),
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {cluster: {kubernetes: {context: \(context)}}}\n",
    ])
    return (workplace, server)
  }

  @Test func eachAnswerHasItsOutcome() async throws {
    let (workplace, server) = try await workplace("admin")
    let report = try await workplace.report(variables: ["KUBECONFIG": server.kubeconfig])
    await server.stop()
    #expect(report.exitCode == 1)
    let outcomes = [
      "replicas": "passed", "budget": "passed", "gone": "failed", "absent": "passed", "unseen": "error",
      "none": "no_data", "counted": "passed", "misspelt": "error", "nowhere": "error",
    ]
    for (id, outcome) in outcomes {
      let item = try report.item(id)
      #expect(item["outcome"]?.string == outcome, "\(item.json)")
    }
    #expect(try report.message("misspelt").hasSuffix("has no namespace `evntcore`"))
    #expect(try report.message("gone") == "exists: expected true, observed false")
    #expect(
      try report.message("unseen").hasSuffix(
        #"deployments.apps "absent" not found in the namespace eventcore"#))
  }

  @Test func aRolloutIsWaitedFor() async throws {
    let server = try await KubernetesServer.start()
    server.api.set("status.updatedReplicas", of: "deployments", to: 1)
    let items = """
      - {id: done, title: D, kubectl: {resource: deployment/eventcore-app}, expect: {rollout: complete},
         retry: {every: 50ms, for: 2m}}
      - {id: now, title: N, kubectl: {resource: deployment/eventcore-app}, expect: {rollout: complete}}
      - {id: none, title: P, kubectl: {resource: pod/eventcore-app-6d4cf56db6-x0}, expect: {rollout: complete}}
      """
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: items, preamble: "targets: {cluster: kubernetes}"),
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {cluster: {kubernetes: {}}}\n",
    ])
    let run = workplace.start(["run", "main"], variables: ["KUBECONFIG": server.kubeconfig])
    try await waitUntil("the rollout was asked for again") {
      try server.accessLog().split(separator: "\n").count { $0.contains("deployments/eventcore-app") } > 3
    }
    server.api.set("status.updatedReplicas", of: "deployments", to: 3)
    let result = try await run.result()
    await server.stop()
    #expect(result.exitCode == 1)
    for line in [
      "passed  done",
      #"FAILED  now  N: rollout: expected "complete", observed "1 of 3 replicas are updated""#,
      #"FAILED  none  P: rollout: expected "complete", absent"#,
    ] {
      #expect(result.stdout.contains(line), "\(result.stdout)\(result.stderr)")
    }
  }

  @Test func whoIsNotKnownSeesNothing() async throws {
    let (workplace, server) = try await workplace("invalid")
    let report = try await workplace.report(variables: ["KUBECONFIG": server.kubeconfig])
    await server.stop()
    #expect(report.exitCode == 2)
    #expect(try report.outcome("counted") == "error")
    #expect(try report.message("replicas").contains("does not know us (401)"))
  }
}
