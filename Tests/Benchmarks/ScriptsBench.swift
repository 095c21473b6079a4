internal import TestEnvironment
internal import Values

/// The scripts of the production checklist as they stand, beside the checklists that took their place.
enum ScriptsBench {
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    for program in ["kubectl", "jq", "bc", "curl"]
    where try await runCommand(["sh", "-c", "command -v \(program)"]).exitCode != 0 {
      return report.note("the chapter's scripts", "not measured: \(program) is not installed")
    }
    let demo = try await DemoEnvironment.start()
    let bench = try ScriptsBenchRun(tools, demo)
    do {
      try await bench.compareAll(&report)
    } catch {
      await demo.stop()
      throw error
    }
    await demo.stop()
  }
}

/// One system, the scripts, and the checklists.
private struct ScriptsBenchRun {
  private let tools: Tools
  private let demo: DemoEnvironment
  private let variables: [String: String]
  private let checklists: String
  private let scripts: String

  /// Leads the scripts to the demo without a change in them: curl by its configuration file, kubectl by its own. Their
  /// `kubectl exec` always succeeds, since there are no pods to run anything in, and their `sleep 30` takes no time.
  init(_ tools: Tools, _ demo: DemoEnvironment) throws {
    (self.tools, self.demo) = (tools, demo)
    let root = "\(#filePath)".split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    (checklists, scripts) = ("\(root)/checklists", "\(root)/Tests/Benchmarks/scripts")
    let prometheus = demo.prometheus.endpoint
    try tools.folder.write(
      """
      globoff
      cacert = "\(demo.gateway.authorityFile)"
      connect-to = "\(DemoGateway.host):443:\(demo.gateway.endpoint)"
      connect-to = "prometheus.monitoring.svc.cluster.local:9090:\(prometheus)"
      """, to: "curl/.curlrc")
    let kubectl =
      #"[ "$1" = exec ] && exit 0; PATH=/usr/local/bin:/usr/bin:/bin exec kubectl --context operator "$@""#
    for (name, script) in [("kubectl", kubectl), ("sleep", "exit 0")] {
      try tools.folder.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)", permissions: 0o755)
    }
    variables = demo.variables.merging([
      "PATH": "\(tools.folder.path)/bin:/usr/local/bin:/usr/bin:/bin", "HOME": tools.folder.path,
      "CURL_HOME": tools.folder.path(of: "curl"), "KUBECONFIG": demo.cluster.kubeconfig,
    ]) { $1 }
    // The script selects pods by the deployment's name, which is not how the chapter's own manifests label them.
    demo.cluster.api.set("metadata.labels.app", of: "pods", to: "eventcore-app")
  }

  func compareAll(_ report: inout Report) async throws {
    report.heading("the chapter's scripts as they stand, beside their checklists")
    for name in ["health-check", "deployment-validation"] {
      try await agree(name, "on a healthy system", passes: true, &report)
      try time(name, &report)
    }
    try await deploymentFaults(&report)
    try await healthFaults(&report)
    try await rollback(&report)
  }

  private func deploymentFaults(_ report: inout Report) async throws {
    demo.services.forEach { $0.plant { $0.unhealthy = true } }
    try await agree("deployment-validation", "on instances that are not healthy", passes: false, &report)
    demo.services.forEach { $0.plant { $0.unhealthy = false } }
    demo.cluster.api.change("pods") { pods in
      pods.enumerated().map { $0.offset == 0 ? Self.pending($0.element) : $0.element }
    }
    try await agree("deployment-validation", "on a pod that is pending", passes: false, &report)
    demo.cluster.api.set("status.phase", of: "pods", to: "Running")
  }

  private func healthFaults(_ report: inout Report) async throws {
    try await demo.plant(.errorRate)
    try await agree("health-check", "on many errors", passes: false, &report)
    try await demo.plant(.slowCommands)
    demo.services.forEach { $0.stop() }
    try await demo.prometheus.waitForData("count(up{job=\"eventcore\"} == 0) == 2")
    try await agree("health-check", "on instances that are down", passes: false, &report)
  }

  /// The script asks `kubectl rollout history` for what it does not have, rolls nothing back, and says that it has.
  private func rollback(_ report: inout Report) async throws {
    let before = demo.cluster.api.objects(of: "deployments")
    let script = try await runScript("emergency-rollback")
    let isUntouched = demo.cluster.api.objects(of: "deployments") == before
    report.note(
      "emergency-rollback.sh",
      "exit code \(script.exitCode ?? -1), and the deployment is \(isUntouched ? "as it was" : "changed")")
  }

  /// Compares the verdicts, each by its exit code.
  private func agree(_ name: String, _ on: String, passes: Bool, _ report: inout Report) async throws {
    let script = try await runScript(name)
    let checklist = try await runCommand(checkctl(name), adding: variables)
    let areRight = (script.exitCode == 0) == passes && (checklist.exitCode == 0) == passes
    report.compare(
      "wrong verdicts of \(name) \(on): script \(script.exitCode ?? -1), checkctl \(checklist.exitCode ?? -1)",
      areRight ? 0 : 1, bar: 0, unit: "")
  }

  private func time(_ name: String, _ report: inout Report) throws {
    let usages = try tools.measure([checkctl(name), ["bash", "\(scripts)/\(name).sh"]], adding: variables)
    report.figures("checkctl run \(name)", usages[0])
    report.figures("\(name).sh", usages[1])
    report.compare("10 times the wall against \(name).sh", 10 * usages[0].wall / usages[1].wall, bar: 1)
  }

  private func runScript(_ name: String) async throws -> CommandResult {
    try await runCommand(["bash", "\(scripts)/\(name).sh"], adding: variables, in: scripts)
  }

  private func checkctl(_ name: String) -> [String] {
    let selector = name == "deployment-validation" ? ["--set", "selector=app=eventcore-app"] : []
    return [tools.checkctl, "run", name, "-e", "demo", "-C", checklists] + selector
  }

  private static func pending(_ pod: Value) -> Value {
    guard var fields = pod.map, var status = pod["status"]?.map else { return pod }
    status["phase"] = "Pending"
    fields["status"] = .map(status)
    return .map(fields)
  }
}
