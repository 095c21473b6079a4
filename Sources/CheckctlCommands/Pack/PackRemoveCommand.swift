internal import ArgumentParser
internal import Checklists
internal import RulePacks

/// `checkctl pack remove NAME`.
struct PackRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Use a pack no more.")

  @Argument(help: "The pack, by name.")
  var name: String

  @OptionGroup var options: ProjectOptions

  func run() async throws {
    let desk = try PackDesk(options)
    let name = try desk.names([name])[0]
    let places = Project(
      directory: desk.loader.directory, registry: desk.registry, redactor: desk.console.redactor
    ).includes(of: name)
    guard places.isEmpty else {
      desk.console.say("error: \(name) is still included:")
      for place in places { desk.console.say("  \(place)") }
      desk.console.say("  = help: take these includes out first")
      throw FailureCode.usage.exit
    }
    var editor = ProjectFileEditor(try desk.projectText())
    guard editor.remove(name) else {
      desk.console.say("error: \(name) cannot be taken out of \(desk.projectPath) without a person")
      desk.console.say("  = help: take its entry out, then run `checkctl pack update`")
      throw FailureCode.invalidChecklist.exit
    }
    let manager = desk.manager(try desk.parsed(editor.text))
    let update = try await desk.console.orFail { () async throws(PackError) in
      try await manager.resolve { _ in false }
    }
    try desk.write(editor.text, update, manager)
    desk.console.say(
      "\(name) is removed from \(desk.projectPath) and \(LockFile.fileName); commit both files")
  }
}
