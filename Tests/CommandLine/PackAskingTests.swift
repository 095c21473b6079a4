import TestEnvironment
import Testing
import Values

/// What is only known when it is asked is held to the grants then; and what a new version asks for beyond the old one
/// takes a person to grant it.
@Suite(.timeLimit(.minutes(5))) struct PackAskingTests {
  /// A redirect, and a host that stands in an input: the one is not known before, nor is the other where the rest of
  /// the question is not.
  @Test func whatLeadsElsewhereIsAnError() async throws {
    try await GrantScene.with { scene in
      let host = "\(scene.elsewhere.endpoint)"
      let team = try scene.team(items: [
        "- {id: away, title: Away, http: {path: /away}}",
        "- {id: page, title: Page, http: {path: /healthz}, outputs: {page: body}}",
        "- {id: late, title: Late, needs: [page], http: {url: 'http://${inputs.host}/${needs.page.outputs.page}'}}",
      ])
      try await team.checkctl("pack", "add", "shared").expect(0)
      let report = try RunReport(try await team.checkctl("run", "main", "--report", "json"))
      #expect(report.exitCode == 2)
      let advice =
        "; to grant it, write `grants: {hosts: [\"\(host)\"]}` for the pack in checkctl.yaml, with all else that it may do"
      try report.expect([
        "all/away": (
          "error",
          "\(scene.shop.endpoint) redirects to \(host), which is not allowed: the pack platform/all was not granted the host `\(host)`\(advice)"
        ), "all/page": ("passed", ""),
        "all/late": ("error", "the pack platform/all was not granted the host `\(host)`\(advice)"),
      ])
      #expect(try scene.elsewhere.accessLog() == "")
      try team.grant("{targets: {service: {http: [GET]}}, hosts: ['\(host)']}")
      try await team.checkctl("run", "main").expect(0, stdout: "3 passed")
      #expect(try scene.elsewhere.accessLog().contains("GET /fine "))
    }
  }

  /// Whatever a system answers could else send secrets wherever it says.
  @Test func anOutputThatWouldBeAHost() async throws {
    try await GrantScene.with { scene in
      let items = [
        "http: {url: 'http://${needs.host.outputs.host}/'}",
        "tcp: {host: '${needs.host.outputs.host}', port: 80}",
        "dns: {name: '${needs.host.outputs.host}.example.com'}, expect: {count: 1}",
        "http: {path: /, headers: {Host: '${needs.host.outputs.host}'}}",
      ]
      for item in items {
        let team = try scene.team(items: [
          "- {id: host, title: Host, http: {path: /host}, outputs: {host: body}}",
          "- {id: it, title: It, needs: [host], \(item)}",
        ])
        try await team.checkctl("pack", "add", "shared").expect(0)
        try team.grant(
          "{targets: {service: {http: [GET]}}, hosts: ['*.example.com'], names: ['*.example.com']}")
        try await team.checkctl("run", "main").expect(
          77, stderr: " names a host by what came of another item, which an item of a pack may not\n",
          " --> platform/all@1.0.0/all.yaml:8:", "  = help: name it by an input, or ask a target\n")
      }
      #expect(try !scene.wasAsked)
    }
  }

  /// Types of resources and files that are only known then.
  @Test func anOutputThatWouldBeSomethingElse() async throws {
    try await GrantScene.with { scene in
      let team = try scene.team(items: [
        "- {id: host, title: Host, http: {path: /healthz}, outputs: {word: body}}",
        "- {id: file, title: F, needs: [host], file: {path: '/etc/${needs.host.outputs.word}'}, expect: {exists: false}}",
        "- {id: inside, title: I, needs: [host], file: {path: '/opt/${needs.host.outputs.word}'}, expect: {exists: false}}",
        "- id: dump\n  title: D\n  needs: [host]\n  command: {argv: ['${needs.host.outputs.word}']}",
      ])
      try await team.checkctl("pack", "add", "shared").expect(0)
      try await team.checkctl("run", "main").expect(
        77, stderr: "error[not-granted]: the pack platform/all was not granted any `file`\n",
        "error[not-granted]: the pack platform/all was not granted any `command`\n")
      #expect(try !scene.wasAsked)
      try team.grant("{targets: {service: {http: [GET]}}, files: ['/opt/*'], commands: [uname]}")
      let report = try RunReport(try await team.checkctl("run", "main", "--report", "json"))
      #expect(report.exitCode == 2)
      #expect(try report.outcome("all/inside") == "passed")
      #expect(
        try report.message("all/file").hasPrefix("the pack platform/all was not granted the file `/etc/fine`")
      )
      #expect(
        try report.message("all/dump").hasPrefix("the pack platform/all was not granted the command `fine`"))
    }
  }

  /// A path that an answer gives, and what a link leads to.
  @Test func whatOnlyLooksLikeWhatIsGranted() async throws {
    try await GrantScene.with { scene in
      let team = try scene.team(items: [
        "- {id: page, title: P, http: {path: /host}, outputs: {host: body}}",
        "- {id: slash, title: S, needs: [page], http: {path: '/${\"/\" + needs.page.outputs.host}/x'}}",
        "- {id: at, title: A, needs: [page], http: {path: '${\"@\" + needs.page.outputs.host}'}}",
        "- {id: link, title: L, file: {path: /etc/os-release}, expect: {exists: true}}",
      ])
      try await team.checkctl("pack", "add", "shared").expect(0)
      try team.grant("{targets: {service: {http: [GET]}}, files: ['/etc/*']}")
      let report = try RunReport(try await team.checkctl("run", "main", "--report", "json"))
      #expect(report.exitCode == 2)
      for id in ["all/slash", "all/at", "all/link"] { #expect(try report.outcome(id) == "error", "\(id)") }
      #expect(
        try report.message("all/link").hasPrefix(
          "/etc/os-release leads to /usr/lib/os-release: the pack platform/all was not granted the file `/usr/lib/os-release`"
        ))
      #expect(try scene.elsewhere.accessLog() == "")
    }
  }

  /// A version that wants to do more is taken when somebody said what that may be.
  @Test func aVersionThatAsksForMore() async throws {
    var second = SharedPack.second
    second.needs = "{targets: {service: {http: [GET]}}, commands: [uname]}"
    second.items[3] = "- {id: ready, title: It is ready, command: {argv: [uname]}}"
    try await Scene.with(adding: []) { scene in
      let (team, pins) = (scene.team, scene.team.pins())
      try await scene.tree.publish(second)
      let refused = try await team.checkctl("pack", "update")
      refused.expect(
        77, stdout: "platform/web 1.0.0 → 1.1.0\n", "  + basics/ready: It is ready\n",
        "  grant + command uname\n",
        stderr: "error: a new version asks for more than it was granted, and nothing was written:\n",
        "  platform/web: command uname\n",
        "  = help: --grant allows it, --keep-grants takes the version without it\n")
      #expect(team.pins() == pins)
      #expect(team.cached().count == 1)
      try await team.checkctl("run", "main").expect(0, stdout: "2 passed, 1 disabled")

      try await team.checkctl("pack", "update", "--keep-grants").expect(0)
      #expect(team.pins()[0] == pins[0])
      try await team.checkctl("run", "main").expect(
        77, stderr: "error[not-granted]: the pack platform/web was not granted the command `uname`\n")
      #expect(try scene.shop.accessLog().split(separator: "\n").count == 2)

      try team.write(pins[0], to: "checklists/checkctl.yaml")
      try team.write(pins[1], to: "checklists/checkctl.lock")
      try await team.checkctl("pack", "update", "--grant").expect(
        0, stderr: "checklists/checkctl.lock is written; commit it\n")
      #expect(
        team.pins()[0] == pins[0] + """
              grants:
                targets:
                  service: {http: [GET]}
                commands: [uname]

          """)
      try await team.checkctl("run", "main").expect(0, stdout: "3 passed, 1 disabled")
    }
  }

  /// The same of a pack that is new to the project.
  @Test func aPackThatAsksForMoreWhenItIsAdded() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    var pack = SharedPack.first
    pack.needs = "{targets: {service: {http: [GET]}}, commands: [uname]}"
    try await tree.publish(pack)
    for grants in [false, true] {
      let team = try Team.ofShop("http://127.0.0.1:1")
      let added = try await team.run(["pack", "add", tree.remote] + (grants ? ["--grant"] : []))
      added.expect(0)
      let said =
        "platform/web asks for more than it is granted; items that use it are refused:\n  command uname\n"
      #expect(added.stderr.contains(said) == !grants, "\(added.stderr)")
      #expect(try team.text("checklists/checkctl.yaml").contains("commands: [uname]") == grants)
    }
  }

  /// A pack that only others need has no entry to which grants could be added.
  @Test func aPackThatOthersNeedAsksForMore() async throws {
    let (base, tree) = (
      try await GitWorkTree.withRepositoryOnDisk(), try await GitWorkTree.withRepositoryOnDisk()
    )
    try await base.publish(.first)
    try await tree.publish(
      SharedPack(name: "team/all", packs: "{platform/web: {version: ^1.0, source: \"\(base.remote)\"}}"))
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote).expect(0)
    var second = SharedPack.second
    second.needs = "{targets: {service: {http: [GET]}}, commands: [uname]}"
    try await base.publish(second)
    let pins = team.pins()
    try await team.checkctl("pack", "update").expect(77, stderr: "  platform/web: command uname\n")
    try await team.checkctl("pack", "update", "--grant").expect(
      65,
      stderr:
        "error: the grants of platform/web cannot be added to checklists/checkctl.yaml without a person\n",
      "  = help: name it there under `packs:`, with `source: \(base.remote)` and its `grants:`, or use --keep-grants\n"
    )
    #expect(team.pins() == pins)
  }
}
