import TestEnvironment
import Testing
import Values

/// Two teams: A publishes a pack, B uses it, from the first day to the last.
@Suite(.timeLimit(.minutes(5))) struct PackFlowTests {
  @Test(arguments: Publishing.Kind.allCases) func fromTheFirstDayToTheLast(kind: Publishing.Kind) async throws
  {
    let (shop, publishing) = (try await startShop(), try await Publishing.start(kind))
    try await publishing.publish(.first, nil)
    let team = try Team.ofShop(shop.url, variables: publishing.variables)
    try await add(publishing.source, team, kind)
    try await look(team, kind)
    try await run(team)
    try await publishing.publish(.second, nil)
    try await update(team, kind)
    await publishing.pause()
    try await workOffline(team)
    try await publishing.resume()
    try await fetchAgain(team)
    await publishing.stop()
    try await vendor(team)
    try await remove(team)
    await shop.stop()
  }

  private func add(_ source: String, _ team: Team, _ kind: Publishing.Kind) async throws {
    try await team.checkctl("lint").expect(
      65, stderr: "error[unknown-pack]: the project uses no pack `platform/web`",
      "--> checklists/main.yaml:6:10", "`checkctl pack add SOURCE` adds one to checkctl.yaml")
    try await team.checkctl("pack", "add", source, "--version", "^2").expect(
      69, stderr: "error: \(source) has no version in ^2\n  there are 1.0.0\n")
    #expect(team.pins() == ["none", "none"])

    let added = try await team.checkctl("pack", "add", source)
    #expect(
      added.stdout == """
        include:
          - use: platform/web/basics
            as: web
            targets: {service: service}
            inputs: {greeting: ...}

        """)
    added.expect(
      0, stderr: "platform/web 1.0.0 is added to checklists/checkctl.yaml and pinned; commit both files\n")
    #expect(
      try team.text("checklists/checkctl.yaml") == """
        checkctl: 1
        packs:
          platform/web:
            source: "\(source)"
            version: "^1.0"

        """)
    let lock = try parseJSON(try team.text("checklists/checkctl.lock"))
    let pinned = try #require(lock["packs"]?["platform/web"])
    #expect(pinned["version"] == "1.0.0")
    #expect(pinned["files"]?.map?.keys.map(\.description) == ["basics.yaml", "docs/README.md", "pack.yaml"])
    #expect(pinned["content"]?.string?.hasPrefix("sha256:") == true)
    switch kind {
    case .git:
      #expect(pinned["source"]?["git"]?.string == source)
      #expect(pinned["tag"] == "v1.0.0")
      #expect(pinned["commit"]?.string?.count == 40)
    case .registry:
      #expect(pinned["source"]?["registry"]?.string.map { "oci://\($0)" } == source)
      #expect(pinned["tag"] == "1.0.0")
      #expect(pinned["manifest"]?.string?.hasPrefix("sha256:") == true)
    }
    try await team.checkctl("pack", "add", source).expect(
      64, stderr: "error: the project uses platform/web already", "`checkctl pack update platform/web`")
  }

  private func look(_ team: Team, _ kind: Publishing.Kind) async throws {
    let revision = kind == .git ? "commit " : "manifest "
    try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.0.0  ", revision, "unsigned")
    try await team.checkctl("pack", "show", "platform/web").expect(
      0, stdout: "description  What every web service does", "signed by    nobody",
      "asks for     target service: http GET", "\n  greeting  It greets\n")
    try await team.checkctl("pack", "verify").expect(
      0, stdout: "platform/web 1.0.0: \(revision)",
      stderr: "what is on this machine is what checkctl.lock pins\n")
    try await team.checkctl("pack", "outdated").expect(0, stderr: "every pack is in its newest version\n")
    try await team.checkctl("pack", "update").expect(0, stderr: "nothing changes\n")
    try await team.checkctl("pack", "fetch").expect(0, stderr: "every pack is on this machine\n")
  }

  /// What is overridden and disabled is seen in every report.
  private func run(_ team: Team) async throws {
    try await team.checkctl("lint").expect(0, stderr: "1 checklist and 1 environment without a fault\n")
    try await team.checkctl("plan", "main").expect(
      0, stdout: "web/alive  The service answers  (low)", "expects body to be \"hello\"",
      "from the pack platform/web 1.0.0\n", "overridden: severity: low (was high)\n",
      "Disabled\n  web/old  The old page stays\n")
    try await team.checkctl("run", "main").expect(
      0, stdout: "overridden: severity: low (was high)", "pack platform/web 1.0.0",
      "platform/web@1.0.0/basics.yaml:", "The old page is gone (web/old): The old page stays",
      "2 passed, 1 disabled")

    let report = try RunReport(try await team.checkctl("run", "main", "--report", "json"))
    #expect(report.exitCode == 0)
    let alive = try report.item("web/alive")
    #expect(alive["pack"] == "platform/web 1.0.0")
    #expect(alive["overrides"] == ["severity: low (was high)"])
    #expect(alive["severity"] == "low")
    #expect(report.document["disabled"]?.list?.first?["id"] == "web/old")
    #expect(report.document["disabled"]?.list?.first?["reason"] == "The old page stays")

    try await team.checkctl("run", "main", "--report", "junit").expect(
      0, stdout: #"name="pack" value="platform/web 1.0.0""#,
      #"name="overrides" value="severity: low (was high)""#, "disabled: The old page stays")

    try team.edit("checklists/main.yaml", "greeting: hello", to: "greeting: good morning")
    try await team.checkctl("run", "main").expect(
      1, stdout: #"body: expected "good morning", observed "hello""#, "pack platform/web 1.0.0")
    try team.edit("checklists/main.yaml", "greeting: good morning", to: "greeting: hello")
  }

  private func update(_ team: Team, _ kind: Publishing.Kind) async throws {
    let before = team.pins()
    try await team.checkctl("pack", "outdated").expect(0, stdout: "platform/web  1.0.0   1.1.0    1.1.0")
    let difference = """
      platform/web 1.0.0 → 1.1.0
        ~ basics/alive
            severity: "high" → "critical"
        + basics/ready: It is ready
        file pack.yaml was changed

      """
    let rehearsed = try await team.checkctl("pack", "update", "--dry-run")
    #expect(rehearsed.stdout == difference)
    rehearsed.expect(0, stderr: "nothing was written\n")
    #expect(team.pins() == before)

    let updated = try await team.checkctl("pack", "update", "platform/web")
    #expect(updated.stdout == difference)
    updated.expect(0, stderr: "checklists/checkctl.lock is written; commit it\n")
    #expect(team.pins()[0] == before[0])
    try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.1.0  ")
    try await team.checkctl("run", "main").expect(
      0, stdout: "overridden: severity: low (was critical)", "3 passed, 1 disabled",
      "pack platform/web 1.1.0")
    try await team.checkctl("pack", "update", "platform/wep").expect(
      64, stderr: "error: the project uses no pack `platform/wep`", "did you mean `platform/web`?")
  }

  private func workOffline(_ team: Team) async throws {
    try await team.checkctl("run", "main").expect(0, stdout: "3 passed, 1 disabled")
    try await team.checkctl("lint").expect(0)
    try await team.checkctl("plan", "main").expect(0, stdout: "web/ready")
    try await team.checkctl("pack", "verify", "--offline").expect(0)
    try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.1.0  ")
    try await team.checkctl("pack", "show", "platform/web").expect(0, stdout: "version      1.1.0")
    let pins = team.pins()
    for command in ["verify", "update", "outdated"] {
      try await team.checkctl("pack", command).expect(69, stderr: "error: ")
    }
    try await team.forget()
    for command in [["run", "main"], ["lint"], ["plan", "main"]] {
      try await team.run(command).expect(
        69, stderr: "error: the pack platform/web 1.1.0 is not on this machine\n",
        "= help: `checkctl pack fetch` gets what checkctl.lock pins\n")
    }
    try await team.checkctl("pack", "fetch").expect(69, stderr: "error: ")
    #expect(team.pins() == pins)
    #expect(team.cached() == [])
  }

  private func fetchAgain(_ team: Team) async throws {
    let pins = team.pins()
    try await team.checkctl("pack", "fetch").expect(0, stderr: "platform/web 1.1.0 is fetched\n")
    #expect(team.pins() == pins)
    let content = try parseJSON(pins[1])["packs"]?["platform/web"]?["content"]?.string ?? ""
    #expect(team.cached() == [content.replacing(":", with: "-")])
    try await team.checkctl("run", "main").expect(0, stdout: "3 passed, 1 disabled")
  }

  /// What is committed beside the checklists needs neither a network nor a cache.
  private func vendor(_ team: Team) async throws {
    try await team.checkctl("pack", "vendor").expect(
      0, stderr: "checklists/vendor/platform/web is written; commit it\n")
    try await team.forget()
    try await team.checkctl("run", "main").expect(0, stdout: "3 passed, 1 disabled")
    try await team.checkctl("pack", "verify", "--offline").expect(0)
    #expect(team.cached() == [])
  }

  private func remove(_ team: Team) async throws {
    let pins = team.pins()
    try await team.checkctl("pack", "remove", "platform/web").expect(
      64, stderr: "error: platform/web is still included:\n  checklists/main.yaml:6:10\n",
      "= help: take these includes out first\n")
    #expect(team.pins() == pins)
    try team.write(
      Workplace.checklist(items: "- {id: a, title: A, http: {path: /}}", preamble: "targets: {shop: http}"),
      to: "checklists/main.yaml")
    try await team.checkctl("pack", "remove", "platform/web").expect(
      0,
      stderr: "platform/web is removed from checklists/checkctl.yaml and checkctl.lock; commit both files\n")
    #expect(try team.text("checklists/checkctl.yaml") == "checkctl: 1\npacks:\n  {}\n")
    #expect(try parseJSON(try team.text("checklists/checkctl.lock"))["packs"] == [:])
    try await team.checkctl("pack", "list").expect(0, stderr: "the project uses no packs")
  }
}
