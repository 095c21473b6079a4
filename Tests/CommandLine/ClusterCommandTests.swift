import TestEnvironment
import Testing
import Values

/// Programs that are given a cluster.
@Suite(.timeLimit(.minutes(5))) struct ClusterCommandTests {
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

  private func report(items: String, variables: [String: String] = [:]) async throws -> RunReport {
    try workplace.directory.write(
      Workplace.checklist(items: items, preamble: "targets: {cluster: kubernetes}"),
      to: "checklists/main.yaml")
    let own = ["TMPDIR": temporary.path, "HTTP_PROXY": "http://user:pass-word@proxy:3128"]
    return try await workplace.report(variables: variables.merging(own) { $1 })
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

  /// A plugin may need variables that a program does not get.
  @Test func aProgramGetsWhatTheCredentialPluginSays() async throws {
    try workplace.directory.write(
      """
      #!/bin/sh
      echo run >>runs
      test "$LOGIN_PROFILE" = main || exit 3
      echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "hush-hush"}}'
      """, to: "login", permissions: 0o755)
    try workplace.directory.write(
      """
      clusters: [{name: k, cluster: {server: "http://cluster.invalid"}}]
      users:
        - name: u
          user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: Never}}
      contexts: [{name: c, context: {cluster: k, user: u}}]
      current-context: c
      """, to: "config")
    let items = """
      - id: cluster
        title: The program shows it
        command: {argv: [sh, -c, 'echo "<$LOGIN_PROFILE>"; cat "$KUBECONFIG"; exit 1'], targets: [cluster]}
      - id: again
        title: The plugin runs once
        command: {argv: [sh, -c, 'grep -q hush-hush "$KUBECONFIG"'], targets: [cluster]}
      """
    let report = try await report(items: items, variables: ["LOGIN_PROFILE": "main"])
    let shown = try report.item("cluster")["excerpt"]?.string ?? ""
    #expect(shown.hasPrefix("<>\n"), "\(shown)")
    #expect(shown.contains(#""user":{"token":"********"}"#), "\(shown)")
    #expect(!report.document.json.contains("hush-hush"))
    #expect(try report.outcome("again") == "passed")
    #expect(try workplace.directory.read("runs") == "run\n")
    let failed = try await self.report(items: items)
    #expect(
      try failed.message("cluster")
        == "the credential plugin \(workplace.directory.path)/./login: ended with exit code 3")
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
    #expect(try report.message("late") == "sh did not end within 2s")
    #expect(try report.message("unable") == "./no-program cannot be run: Exec format error")
    #expect(temporary.names == [])
  }
}
