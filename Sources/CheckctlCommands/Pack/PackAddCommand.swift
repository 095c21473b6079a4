internal import ArgumentParser
internal import Checklists
internal import RulePacks
internal import SemanticVersions

/// `checkctl pack add SOURCE`.
struct PackAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Use a pack: name it in \(ProjectFile.fileName) and pin it.",
    discussion: """
      SOURCE is a folder, the URL of a git repository, or oci://registry/name. Without --grant the pack may ask the \
      targets that are bound to its roles, and do nothing else.
      """)

  @Argument(help: "Where the pack is.")
  var source: String

  @Option(name: .long, help: "The folder of the pack in a git repository.")
  var path: String?

  @Option(name: .long, help: "The tag of a git repository, where the tags are not to be read as versions.")
  var tag: String?

  @Option(name: .long, help: "The commit of a git repository, by its full name.")
  var commit: String?

  @Option(
    name: .long, help: "The versions that will do, such as ^1.2; by default what the newest does not break.")
  var version: String?

  @Flag(name: .long, help: "Grant the pack all that it asks for.")
  var grant = false

  @OptionGroup var options: ProjectOptions

  func validate() throws {
    guard version.map({ VersionRange($0) != nil }) ?? true else {
      throw ValidationError("--version takes a range such as ^1.2, ~1.2.3, '>=1.0 <1.5' or 1.2.3.")
    }
    guard tag == nil || commit == nil else { throw ValidationError("--tag and --commit exclude each other.") }
  }

  func run() async throws {
    let desk = try PackDesk(options)
    let source = try packSource(desk)
    let range = version.flatMap(VersionRange.init) ?? .any
    let manager = desk.manager()
    let pack = try await desk.console.orFail { () async throws(PackError) in
      try await manager.newest(in: source, range)
    }
    guard desk.project[pack.name] == nil else {
      desk.console.say("error: the project uses \(pack.name) already")
      desk.console.say("  = help: `checkctl pack update \(pack.name)` takes its newest version")
      throw FailureCode.usage.exit
    }
    let text = try changed(desk, pack, source)
    let changing = desk.manager(try desk.parsed(text))
    let update = try await desk.console.orFail { () async throws(PackError) in
      try await changing.resolve { _ in false }
    }
    try desk.write(text, update, changing)
    tell(pack, update, desk)
  }

  private func packSource(_ desk: PackDesk) throws -> PackSource {
    guard let short = desk.source(source) else {
      throw ValidationError(
        "'\(source)' is no folder, git repository (https, ssh, file) or oci://registry/name.")
    }
    guard case .git(let url, _, _) = short else {
      guard path == nil, tag == nil, commit == nil else {
        throw ValidationError("--path, --tag and --commit are for git repositories.")
      }
      return short
    }
    return .git(url: url, path: path, revision: tag.map { .tag($0) } ?? commit.map { .commit($0) })
  }

  /// The project file with the pack in it.
  private func changed(_ desk: PackDesk, _ pack: ResolvedPack, _ source: PackSource) throws -> String {
    var editor = ProjectFileEditor(try desk.projectText())
    let isFollowed = if case .directory = source { false } else { tag == nil && commit == nil }
    let entry = ProjectFileEditor.Entry(
      name: pack.name, source: source, version: version ?? (isFollowed ? pack.version.compatibleRange : nil),
      grants: grant ? pack.manifest.needs.map { .listed($0) } ?? .standard : .standard)
    guard editor.put(entry) else {
      desk.console.say("error: \(desk.projectPath) is written so that it cannot be changed without a person")
      desk.console.say(
        "  = help: add `\(pack.name): {source: \(source.text)}` under `packs:`, then run `checkctl pack update`"
      )
      throw FailureCode.invalidChecklist.exit
    }
    return editor.text
  }

  private func tell(_ pack: ResolvedPack, _ update: PackUpdate, _ desk: PackDesk) {
    desk.console.say(
      "\(pack.name) \(pack.version) is added to \(desk.projectPath) and pinned; commit both files")
    for name in update.after.keys.sorted() where name != pack.name && update.before.packs[name] == nil {
      desk.console.say("  with \(name) \(update.after[name]?.version.description ?? ""), which it needs")
    }
    for (name, grants) in update.wanting {
      desk.console.say("\(name) asks for more than it is granted; items that use it are refused:")
      for grant in grants { desk.console.say("  \(grant)") }
      desk.console.say("  = help: write it under `grants:` of the pack, or add it with --grant")
    }
    desk.console.write(PackText.example(of: pack.manifest, pack.content))
  }
}

extension SemanticVersion {
  /// The versions that break nothing which this one has.
  fileprivate var compatibleRange: String {
    prerelease.isEmpty ? (major > 0 ? "^\(major).\(minor)" : "^\(self)") : "^\(self)"
  }
}
