internal import TestEnvironment

/// Two hundred `kubectl` items over five kinds, by name, against kubectl itself on the same stand-in.
enum KubectlBench {
  /// Objects that the stand-in has.
  private static let objects = [
    "deployment/eventcore-app", "service/eventcore-app", "poddisruptionbudget/eventcore-pdb",
    "resourcequota/eventcore-quota", "limitrange/eventcore-limits",
  ]

  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    guard try await runCommand(["sh", "-c", "command -v kubectl"]).exitCode == 0 else {
      return report.note("kubectl items", "not measured: kubectl is not installed")
    }
    let server = try await KubernetesServer.start()
    try tools.write(target: "cluster: {kubernetes: {kubeconfig: '\(server.kubeconfig)', context: viewer}}")
    let paths = (0..<200).map { ("\(objects[$0 % 5])", "{.metadata.name} \($0)") }
    let items = paths.enumerated().map { number, asked in
      """
        - {id: n-\(number), title: N, kubectl: {resource: \(asked.0), namespace: eventcore, jsonpath: '\(asked.1)'}, expect: {value: {starts_with: eventcore}}}

      """
    }
    try tools.write(items: items, preamble: "targets: {cluster: kubernetes}\n")
    let lines = paths.map { "\($0.0)\n-o\njsonpath=\($0.1)\n" }.joined()
    let list = try tools.folder.write(lines, to: "objects")
    let kubectl = [
      "xargs", "--arg-file", list, "-d", "\n", "-P", "4", "-n", "3", "kubectl", "--kubeconfig",
      server.kubeconfig,
      "--context", "viewer", "--namespace", "eventcore", "get",
    ]
    report.heading("200 kubectl items over 5 kinds, by name")
    let ours = try tools.measure([tools.run()])[0]
    let theirs = try tools.measure([kubectl], adding: ["HOME": tools.folder.path], rounds: 1)[0]
    await server.stop()
    report.figures("checkctl", ours)
    report.figures("kubectl get under xargs -P 4 (one round)", theirs)
    report.compare("30 times the wall against kubectl", 30 * ours.wall / theirs.wall, bar: 1)
  }
}
