internal import ArgumentParser
internal import Checklists
internal import RulePacks
internal import SemanticVersions

/// `checkctl pack list`.
struct PackListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the packs that the project uses, as they are pinned.")

  @OptionGroup var options: ProjectOptions

  func run() throws {
    let desk = try PackDesk(options)
    let packs = (desk.lock ?? LockFile()).packs.sorted { $0.key < $1.key }
    let rows = packs.map { name, pack in
      [
        name.description, pack.version.description, pack.source.text, pack.revision.text,
        pack.envelope == nil ? "unsigned" : desk.signed(name),
        desk.project[name] == nil ? "needed by another pack" : "",
      ]
    }
    desk.console.write(table(rows))
    for entry in desk.project.packs where desk.lock?.packs[entry.requirement.name] == nil {
      desk.console.say("\(entry.requirement.name) is not pinned: run `checkctl pack update`")
    }
    if rows.isEmpty, desk.project.packs.isEmpty {
      desk.console.say("the project uses no packs; `checkctl pack add SOURCE` adds one")
    }
  }
}

/// `checkctl pack outdated`.
struct PackOutdatedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outdated", abstract: "List the packs of which there are newer versions.",
    discussion: "Prints, for each, what is pinned, the newest that the range allows, and the newest of all.")

  @OptionGroup var options: ProjectOptions

  func run() async throws {
    let desk = try PackDesk(options)
    let manager = desk.manager()
    var rows: [[String]] = []
    for entry in desk.project.packs {
      let versions = try await desk.console.orFail { () async throws(PackError) in
        try await manager.versions(in: entry.source)
      }
      guard let pinned = desk.lock?.packs[entry.requirement.name]?.version,
        let newest = versions.first(where: \.prerelease.isEmpty), newest > pinned
      else { continue }
      let allowed = versions.first(where: entry.requirement.range.contains) ?? pinned
      rows.append([
        entry.requirement.name.description, pinned.description, allowed.description, newest.description,
      ])
    }
    guard !rows.isEmpty else { return desk.console.say("every pack is in its newest version") }
    desk.console.write(table([["PACK", "PINNED", "ALLOWED", "NEWEST"]] + rows))
  }
}
