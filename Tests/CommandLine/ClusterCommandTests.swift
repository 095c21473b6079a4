import TestEnvironment
import Testing
import Values

/// Programs that are given a cluster.
@Suite(.timeLimit(.minutes(1))) struct ClusterCommandTests {
  private let temporary: TemporaryDirectory
  private let workplace: Workplace

  init() throws {
    temporary = try TemporaryDirectory()
    workplace = try Workplace([
      "checklists/environments/e.yaml": """
      checkctl: 1
      environment: e
      targets: {cluster: {kubernetes: {kubeconfig: ../../config, namespace: shop}}}
      """,
      "config": """
      clusters: [{name: k, cluster: {server: "http://cluster.invalid", certificate-authority: ca.crt}}]
      users: [{name: u, user: {token: hush-hush}}]
      contexts: [{name: c, context: {cluster: k, user: u}}]
      current-context: c
      """,
    ])
  }

  private func report(items: String) async throws -> RunReport {
    try workplace.directory.write(
      Workplace.checklist(items: items, preamble: "targets: {cluster: kubernetes}"),
      to: "checklists/main.yaml")
    return try await workplace.report(variables: [
      "TMPDIR": temporary.path, "HTTP_PROXY": "http://user:pass-word@proxy:3128",
    ])
  }

  @Test func aProgramSeesAPrivateKubeconfig() async throws {
    let report = try await report(
      items: """
        - id: cluster
          title: The program shows it
          command: {argv: [sh, -c, 'cat "$KUBECONFIG"; stat -c %a "$KUBECONFIG"; exit 1'], targets: [cluster]}
        """)
    let shown = try report.item("cluster")["excerpt"]?.string ?? ""
    for part in [
      #""server":"http://cluster.invalid""#, #""proxy-url":"http://user:********@proxy:3128""#,
      #""certificate-authority":"\#(workplace.directory.path)/ca.crt""#, #""token":"********""#,
      #""namespace":"shop""#, "}\n600",
    ] {
      #expect(shown.contains(part), "\(part) in \(shown)")
    }
    for secret in ["hush-hush", "pass-word"] { #expect(!report.document.json.contains(secret)) }
    #expect(temporary.names == [])
  }

  @Test func itIsGoneHoweverTheProgramEnds() async throws {
    try workplace.directory.write("\u{7F}", to: "no-program", permissions: 0o755)
    let report = try await report(
      items: """
        - id: late
          title: The program is ended
          timeout: 2s
          command: {argv: [sh, -c, 'echo "$KUBECONFIG" >late; trap "" TERM; while :; do sleep 1; done'], targets: [cluster]}
        - id: unable
          title: The program cannot be started
          command: {argv: [./no-program], targets: [cluster]}
        """)
    #expect(try workplace.directory.read("late").hasPrefix(temporary.path))
    #expect(try report.message("late") == "no answer within 2s")
    #expect(try report.message("unable") == "./no-program cannot be run: Exec format error")
    #expect(temporary.names == [])
  }
}
