internal import ArgumentParser
internal import Checklists
internal import RulePacks
internal import SemanticVersions

/// `checkctl pack fetch`.
struct PackFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Get what \(LockFile.fileName) pins and is not on this machine.")

  @OptionGroup var options: ProjectOptions

  func run() async throws {
    let desk = try PackDesk(options)
    let manager = desk.manager()
    let fetched = try await desk.console.orFail { () async throws(PackError) in try await manager.fetch() }
    for name in fetched {
      desk.console.say("\(name) \(desk.lock?.packs[name]?.version.description ?? "") is fetched")
    }
    if fetched.isEmpty { desk.console.say("every pack is on this machine") }
  }
}

/// `checkctl pack verify`.
struct PackVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the packs on this machine, and their sources, with what is pinned.",
    discussion:
      "The exit code is 77 where a file or a tag was changed, or a signature is not what it must be.")

  @Flag(name: .long, help: "Ask no source.")
  var offline = false

  @OptionGroup var options: ProjectOptions

  func run() async throws {
    let desk = try PackDesk(options)
    let manager = desk.manager()
    _ = try desk.console.orFail { () throws(PackError) in try desk.loader.library(for: desk.project) }
    desk.console.say("what is on this machine is what \(LockFile.fileName) pins")
    guard !offline else { return }
    let lines = try await desk.console.orFail { () async throws(PackError) in
      try await manager.verifySources()
    }
    desk.console.write(lines.map { $0 + "\n" }.joined())
  }
}

/// `checkctl pack vendor`.
struct PackVendorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vendor", abstract: "Copy the packs beside the checklists, to be committed with them.",
    discussion:
      "Runs then need neither a network nor a cache; the copies too must be what \(LockFile.fileName) pins.")

  @OptionGroup var options: ProjectOptions

  func run() throws {
    let desk = try PackDesk(options)
    let manager = desk.manager()
    let folders = try desk.console.orFail { () throws(PackError) in try manager.vendor() }
    for folder in folders { desk.console.say("\(folder) is written; commit it") }
    if folders.isEmpty { desk.console.say("the project uses no packs") }
  }
}

/// `checkctl pack show NAME`.
struct PackShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a pack has, and what it asks for.")

  @Argument(
    help:
      "A pack that the project uses, by name, or where one is: a folder, a git repository, oci://registry/name."
  )
  var pack: String

  @Option(name: .long, help: "The folder of the pack in a git repository.")
  var path: String?

  @Option(name: .long, help: "The versions that will do; the newest of them is shown.")
  var version: String?

  @OptionGroup var options: ProjectOptions

  func run() async throws {
    let desk = try PackDesk(options)
    let manager = desk.manager()
    let pack = try await desk.console.orFail { () async throws(PackError) in
      if let name = PackName(self.pack), let pinned = try await manager.pinnedPack(name) { return pinned }
      guard let short = desk.source(self.pack) else {
        throw PackError(.invalid, "`\(self.pack)` is no pack of the project and no place of one")
      }
      let source =
        if case .git(let url, _, _) = short { PackSource.git(url: url, path: path, revision: nil) } else {
          short
        }
      return try await manager.newest(in: source, version.flatMap { VersionRange($0) } ?? .any)
    }
    desk.console.write(
      PackText.description(of: pack, isChecked: desk.project.signatureRule(for: pack.name) != nil))
  }
}
