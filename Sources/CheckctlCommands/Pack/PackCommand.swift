internal import ArgumentParser
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Probes
internal import RulePacks
internal import SemanticVersions
internal import Values

/// `checkctl pack ...`.
struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Share checklists with other teams, and use theirs.",
    discussion: """
      A project names the packs that it uses in \(ProjectFile.fileName) beside its checklists; \(LockFile.fileName) pins \
      each to one version and its content, and nothing else runs. `checkctl explain pack` has the files.
      """,
    subcommands: [
      PackAddCommand.self, PackUpdateCommand.self, PackRemoveCommand.self, PackListCommand.self,
      PackOutdatedCommand.self, PackFetchCommand.self, PackVerifyCommand.self, PackVendorCommand.self,
      PackShowCommand.self, PackNeedsCommand.self, PackPublishCommand.self, PackSignCommand.self,
    ])
}

/// What the commands about packs work with.
struct PackDesk {
  let console: Console
  let registry = ProbeRegistry(BuiltInProbes.all)
  let loader: PackLoader
  let project: ProjectFile
  let lock: LockFile?

  init(_ options: ProjectOptions) throws {
    let redactor = Redactor()
    console = Console(redactor: redactor)
    let directory = try options.folder(console)
    loader = PackLoader(directory: directory, cache: .ofUser)
    let reader = PackReader(registry: registry, redactor: redactor)
    guard let file = reader.projectFile(in: directory) else {
      console.show(reader.diagnostics, reader.sources)
      throw FailureCode.invalidChecklist.exit
    }
    project = file
    lock = try console.orFail { [loader] () throws(PackError) in try loader.lock() }
  }

  /// A source that the command line names: a folder is relative to where the program runs there, and to the checklists in
  /// their files.
  func source(_ text: String) -> PackSource? {
    guard case .directory(let path)? = PackSource(text), !path.hasPrefix("/") else { return PackSource(text) }
    var names = plainPath(path).split(separator: "/")[...]
    var folders = plainPath(loader.directory).split(separator: "/")[...]
    while let name = names.first, name == folders.first {
      names.removeFirst()
      folders.removeFirst()
    }
    let relative = folders.map { _ in ".." } + names
    return .directory(relative.isEmpty ? "." : relative.joined(separator: "/"))
  }

  /// The path of the file that names the packs.
  var projectPath: String { "\(loader.directory)/\(ProjectFile.fileName)" }

  /// Manages the packs as a project file says, by default that of the folder.
  func manager(_ project: ProjectFile? = nil) -> PackManager {
    PackManager(
      loader: loader, project: project ?? self.project, lock: lock, registry: registry,
      redactor: console.redactor,
      program: SemanticVersion(Checkctl.version) ?? SemanticVersion(0, 0, 0))
  }

  /// The names of packs, each of which the project uses.
  func names(_ words: [String]) throws -> [PackName] {
    try words.map { word in
      if let name = PackName(word), project[name] != nil || lock?.packs[name] != nil { return name }
      console.say("error: the project uses no pack `\(word)`")
      let known = project.packs.map(\.requirement.name.description).sorted()
      let near = closestMatch(to: word, among: known).map { "did you mean `\($0)`?" }
      console.say(
        "  = help: " + (near ?? "it uses " + (known.isEmpty ? "none" : known.joined(separator: ", "))))
      throw FailureCode.usage.exit
    }
  }

  /// How a signature over a pack reads: without a key that is trusted for it, nobody knows whose it is.
  func signed(_ name: PackName) -> String {
    project.signatureRule(for: name) == nil ? "signed, unchecked" : "signed"
  }

  /// The text of the project file; empty where there is none.
  func projectText() throws -> String {
    do throws(FileFault) {
      return String(decoding: try RegularFile.read(projectPath), as: UTF8.self)
    } catch {
      if error.isMissing { return "" }
      console.say("error: \(projectPath) cannot be read: \(error.message)")
      throw FailureCode.invalidChecklist.exit
    }
  }

  /// What a changed project file says, before it is written.
  func parsed(_ text: String) throws -> ProjectFile {
    let reader = PackReader(registry: registry, redactor: console.redactor)
    if let file = reader.projectFile(text, in: loader.directory) { return file }
    console.show(reader.diagnostics, reader.sources)
    throw FailureCode.invalidChecklist.exit
  }

  /// Writes the project file and pins what was chosen.
  func write(_ text: String?, _ update: PackUpdate, _ manager: PackManager) throws {
    let folders = try console.orFail { () throws(PackError) in
      if let text { try manager.replaceProjectFile(with: text) }
      return try manager.write(update)
    }
    for folder in folders { console.say("\(folder) is up to date with it; commit it") }
  }
}
