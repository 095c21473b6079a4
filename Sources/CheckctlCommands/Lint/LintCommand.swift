internal import ArgumentParser
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Records

/// `checkctl lint [CHECKLIST ...]`.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check checklists and environments without contacting anything.",
    discussion:
      "Needs no secrets. Every fault of every file is listed in one go; the exit code is 65 if there is one.")

  @Argument(help: "Checklists, by name or by path; all of the folder and its environments by default.")
  var checklists: [String] = []

  @OptionGroup var project: ProjectOptions

  func run() throws {
    let session = try Session(project)
    let names = checklists.isEmpty ? session.project.checklistNames : checklists
    guard !names.isEmpty else {
      session.console.say("error: there are no checklists in \(session.project.directory)")
      session.console.say("  = help: `checkctl init` makes a first one, -C names another folder")
      throw FailureCode.usage.exit
    }
    let loaded = names.filter(session.project.hasChecklist).compactMap { session.project.checklist($0) }
    if checklists.isEmpty {
      session.project.checkWaivers(against: loaded)
      session.project.checkManifest()
      for name in session.project.environmentNames { _ = session.project.environment(name) }
    }
    let diagnostics = session.project.diagnostics
    session.console.show(diagnostics, session.project.sources)
    let records = checklists.isEmpty ? faultOfRecords(session) : nil
    if let records { session.console.say("error: \(records.message)") }
    if !diagnostics.all.isEmpty { session.sayCount(diagnostics) }
    let missing = names.filter { !session.project.hasChecklist($0) }.map(session.unknown)
    if let usage = missing.first { throw usage }
    guard !diagnostics.hasErrors, records == nil else { throw FailureCode.invalidChecklist.exit }
    let environments = checklists.isEmpty ? session.project.environmentNames.count : 0
    session.console.say(
      "\(names.count) checklist\(names.count == 1 ? "" : "s")"
        + (environments > 0 ? " and \(environments) environment\(environments == 1 ? "" : "s")" : "")
        + " without a fault")
  }

  /// What is wrong with the file of sign-offs, such as what a merge left in it.
  private func faultOfRecords(_ session: Session) -> SignOffFault? {
    do throws(SignOffFault) {
      try SignOffLedger(
        directory: session.project.directory, checklist: "", environment: nil, subject: nil
      ).check()
      return nil
    } catch {
      return error
    }
  }
}
