import TestEnvironment
import Testing
import Values

/// What packs may do: an item that does more is refused before anything is asked, and runs once that is granted.
@Suite(.timeLimit(.minutes(5))) struct PackGrantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The item, without its id and title.
    let item: String
    /// What is said where nothing is granted beside the standard.
    let refusal: String
    /// What stands under `grants` for it to run.
    let grants: String
    /// What has to be granted beside the standard to make this case, if anything.
    var before: String?

    var testDescription: String { item }
  }

  private static let cases = [
    Case(
      item: "command: {argv: [uname]}", refusal: "the command `uname`", grants: "{commands: [uname]}"),
    Case(
      item: "command: {shell: 'uname | cat'}", refusal: "the command `sh`", grants: "{commands: [sh]}"),
    Case(
      item: "plugin: {name: hello}, expect: {word: hello}", refusal: "the plugin `hello`",
      grants: "{plugins: [hello]}"),
    Case(
      item: "file: {path: /etc/passwd}, expect: {exists: true}", refusal: "the file `/etc/passwd`",
      grants: "{files: [/etc/passwd]}"),
    Case(
      item: "file: {path: /etc/passwd}, expect: {exists: true}", refusal: "the file `/etc/passwd`",
      grants: "{files: [/etc/*]}", before: "{files: [/etc/group, /usr/**]}"),
    Case(
      item: "config: {path: /usr/lib/os-release, format: dotenv}, expect: {document: {exists: true}}",
      refusal: "the file `/usr/lib/os-release`", grants: "{files: [/usr/lib/os-release]}"),
    Case(
      item: "load: {path: /healthz, requests: 5, max_requests: 5}",
      refusal: "`load: [GET]` on its target `service`", grants: "{targets: {service: {load: [GET]}}}"),
    Case(
      item: "http: {path: /post, method: POST}, action: true",
      refusal: "`http: [POST]` on its target `service`",
      grants: "{targets: {service: {http: [POST]}}, actions: [it]}", before: "{actions: [it]}"),
    Case(
      item: "http: {path: /post, method: POST}, action: true", refusal: "the action `it`",
      grants: "{targets: {service: {http: [POST]}}, actions: [i*]}",
      before: "{targets: {service: {http: [POST]}}, actions: [at]}"),
    Case(
      item: "http: {path: /healthz}", refusal: "`http: [GET]` on its target `service`",
      grants: "{targets: {service: {http: [GET]}}}", before: "{targets: {service: {http: [HEAD]}}}"),
    Case(
      item: "http: {path: /healthz}", refusal: "`http: [GET]` on its target `service`",
      grants: "{targets: {service: {http: [GET]}}}", before: "{}"),
    Case(
      item: "http: {url: 'http://ELSEWHERE/'}", refusal: "the host `ELSEWHERE`",
      grants: "{hosts: ['ELSEWHERE']}"),
    Case(
      item: "tcp: {host: ELSEHOST, port: ELSEPORT}", refusal: "the host `ELSEWHERE`",
      grants: "{hosts: [ELSEHOST]}", before: "{hosts: [127.0.0.1, 'ELSEHOST:1']}"),
    Case(
      item: "kubectl: {resource: secrets}, expect: {count: {ge: 0}}",
      refusal: "`kubectl: [secrets]` on its target `cluster`",
      grants: "{targets: {cluster: {kubectl: [secrets]}}}"),
    Case(
      item: "kubectl: {resource: deployments.apps}, expect: {count: {ge: 1}}",
      refusal: "`kubectl: [deployments]` on its target `cluster`",
      grants: "{targets: {cluster: {kubectl: [deployments.apps]}}}",
      before: "{targets: {cluster: {kubectl: [pods]}}}"),
  ]

  @Test(arguments: cases) func anItemThatDoesMoreThanItMay(_ each: Case) async throws {
    try await GrantScene.with { scene in
      func filled(_ text: String) -> String {
        let elsewhere = scene.elsewhere.endpoint
        return text.replacing("ELSEWHERE", with: "\(elsewhere)")
          .replacing("ELSEHOST", with: elsewhere.host).replacing("ELSEPORT", with: "\(elsewhere.port)")
      }
      let team = try scene.team(items: [
        "- {id: it, title: It, \(filled(each.item))}", "- {id: other, title: Other, http: {path: /healthz}}",
      ])
      try await team.checkctl("pack", "add", "shared").expect(0)
      if let before = each.before { try team.grant(filled(before)) }
      let refused = try await team.checkctl("run", "main", "--allow-actions")
      refused.expect(
        77, stderr: "error[not-granted]: the pack platform/all was not granted \(filled(each.refusal))\n",
        " --> platform/all@1.0.0/all.yaml:", "= help: to grant it, write `grants: {")
      #expect(refused.stdout == "")
      #expect(try !scene.wasAsked)
      try team.grant(filled(each.grants))
      try await team.checkctl("run", "main", "all/it", "--allow-actions").expect(0, stdout: "1 passed")
    }
  }

  /// All that is refused is said in one go, and by `plan` as well.
  @Test func everythingThatIsRefusedIsSaidAtOnce() async throws {
    try await GrantScene.with { scene in
      let team = try scene.team(items: [
        "- {id: a, title: A, command: {argv: [uname]}}",
        "- {id: b, title: B, file: {path: /etc/passwd}, expect: {exists: true}}",
        "- {id: c, title: C, http: {path: /healthz}}",
      ])
      try await team.checkctl("pack", "add", "shared").expect(0)
      for command in [["run", "main"], ["plan", "main"]] {
        try await team.run(command).expect(
          77, stderr: "the command `uname`", "the file `/etc/passwd`", "\n2 errors\n")
      }
      #expect(try !scene.wasAsked)
      try await team.checkctl("run", "main", "all/c").expect(0)
    }
  }

  /// Roles are bound by the include, never because the environment has a target of the same name.
  @Test func aRoleThatIsNotBound() async throws {
    try await GrantScene.with { scene in
      let team = try scene.team(items: ["- {id: it, title: It, http: {path: /healthz}}"])
      try await team.checkctl("pack", "add", "shared").expect(0)
      try team.edit("checklists/main.yaml", "service: shop", to: "cluster: k8s")
      try team.edit("checklists/environments/test.yaml", "shop:", to: "service:")
      try await team.checkctl("run", "main").expect(
        65, stderr: "error[unbound-target]: the target `service` of `all` is not bound\n")
      #expect(try !scene.wasAsked)
    }
  }

  /// A pack that includes another lends it nothing, and gets nothing by it.
  @Test func aPackInAPack() async throws {
    try await GrantScene.with { scene in
      let team = try scene.team(items: ["- {id: it, title: It, command: {argv: [uname]}}"])
      try team.write(
        """
        checkctl: 1
        pack: platform/outer
        version: 1.0.0
        requires:
          targets: {front: http, nodes: kubernetes}
          packs: {platform/all: {version: ^1.0, source: ../shared}}

        """, to: "outer/pack.yaml")
      try team.write(
        """
        checkctl: 1
        checklist: outer
        targets: {front: http, nodes: kubernetes}
        include:
          - {use: platform/all/all, as: inner, targets: {service: front, cluster: nodes}, inputs: {host: x}}

        """, to: "outer/outer.yaml")
      try team.edit("checklists/main.yaml", "platform/all/all", to: "platform/outer/outer")
      try team.edit("checklists/main.yaml", "inputs: {host: ", to: "# {host: ")
      try team.edit("checklists/main.yaml", "service: shop, cluster: k8s", to: "front: shop, nodes: k8s")
      try await team.checkctl("pack", "add", "outer").expect(
        0, stderr: "  with platform/all 1.0.0, which it needs\n")
      func expect(_ outer: String?, _ inner: String?, refuses name: String?) async throws {
        var text = "checkctl: 1\npacks:\n"
        for (name, folder, grants) in [("outer", "outer", outer), ("all", "shared", inner)] {
          text += "  platform/\(name): {source: ../\(folder)\(grants.map { ", grants: \($0)" } ?? "")}\n"
        }
        try team.write(text, to: "checklists/checkctl.yaml")
        try await team.checkctl("pack", "update").expect(0)
        let result = try await team.checkctl("run", "main")
        guard let name else { return result.expect(0, stdout: "passed  all/inner/it") }
        result.expect(
          77, stderr: "the pack platform/\(name) was not granted the command `uname`\n",
          "--> platform/all@1.0.0/all.yaml:")
      }
      try await expect(nil, nil, refuses: "all")
      try await expect("{commands: [uname]}", nil, refuses: "all")
      try await expect(nil, "{commands: [uname]}", refuses: "outer")
      try await expect("{commands: [uname]}", "{commands: [uname]}", refuses: nil)
    }
  }
}

/// What packs could ask: a shop, a cluster, and a server that nobody named.
struct GrantScene {
  let shop: NginxServer
  let elsewhere: NginxServer
  let cluster: KubernetesServer

  static func with(_ body: (GrantScene) async throws -> Void) async throws {
    let elsewhere = try await NginxServer.start(.directives("return 200 other;"))
    let shop = try await NginxServer.start(
      .directives(
        """
        location = /away { return 302 \(elsewhere.url)/x; }
        location = /host { return 200 \(elsewhere.endpoint); }
        location = /post { return 200; }
        location = /healthz { return 200 fine; }
        """))
    let scene = GrantScene(shop: shop, elsewhere: elsewhere, cluster: try await KubernetesServer.start())
    let result: Result<Void, any Error>
    do { result = .success(try await body(scene)) } catch { result = .failure(error) }
    await shop.stop()
    await elsewhere.stop()
    await scene.cluster.stop()
    try result.get()
  }

  /// Whether anybody was asked anything.
  var wasAsked: Bool {
    get throws { try !(shop.accessLog() + elsewhere.accessLog() + cluster.accessLog()).isEmpty }
  }

  /// A team that includes a pack in its folder `shared`, with these items.
  func team(items: [String]) throws -> Team {
    var team = try Team([
      "checklists/main.yaml": """
      checkctl: 1
      checklist: main
      title: Main
      targets: {shop: http, k8s: kubernetes}
      include:
        - use: platform/all/all
          as: all
          targets: {service: shop, cluster: k8s}
          inputs: {host: "\(elsewhere.endpoint)"}

      """,
      "checklists/environments/test.yaml":
        "checkctl: 1\nenvironment: test\ntargets: {shop: {http: \"\(shop.url)\"}, k8s: {kubernetes: {context: admin}}}\n",
      "shared/pack.yaml":
        "checkctl: 1\npack: platform/all\nversion: 1.0.0\n",
      "shared/all.yaml": Workplace.checklist(
        "all", items: items.joined(separator: "\n"),
        preamble: "targets: {service: http, cluster: kubernetes}\ninputs: {host: {type: string, default: x}}"),
    ])
    team.variables["PATH"] = "\(team.workplace.directory.path)/bin:/usr/bin:/bin"
    team.variables["KUBECONFIG"] = cluster.kubeconfig
    try team.workplace.directory.write(
      """
      #!/bin/sh
      if [ "$1" = --describe ]; then
        echo '{"checkctl_probe": 1, "summary": "S", "fields": {}, "observation": {"word": {"type": "string"}}}'
      else
        echo '{"checkctl_probe": 1, "fields": {"word": "hello"}}'
      fi

      """, to: "bin/checkctl-probe-hello", permissions: 0o755)
    return team
  }
}

extension Team {
  /// Grants this to the only pack of the project, and nothing else.
  func grant(_ grants: String) throws {
    let lines = try text("checklists/checkctl.yaml").split(separator: "\n").filter { !$0.contains("grants:") }
    try write(
      lines.joined(separator: "\n") + "\n    grants: \(grants)\n", to: "checklists/checkctl.yaml")
  }
}
