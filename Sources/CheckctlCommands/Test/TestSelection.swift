internal import ArgumentParser
internal import Checklists
internal import Diagnostics
internal import Values

/// Which cases are meant: by their files and checklists, and by their names.
struct TestSelection {
  private let paths: [String]
  private let checklists: Set<String>
  private let globs: [String]
  private let arguments: [String]

  /// Whether nothing is left out.
  var isEverything: Bool { arguments.isEmpty }

  /// Tells what each argument is. One that names neither a file nor a checklist is of the names of cases.
  init(_ arguments: [String], _ session: Session) throws {
    self.arguments = arguments
    let all = session.project.testPaths
    var (paths, checklists, globs): ([String], Set<String>, [String]) = ([], [], [])
    let names = Set(session.project.checklistNames)
    for argument in arguments {
      let fitting = all.filter { $0 == argument || $0.hasSuffix("/\(argument)") }
      if !fitting.isEmpty {
        paths += fitting
      } else if argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
        paths.append(argument)
      } else if names.contains(argument) {
        checklists.insert(argument)
      } else {
        globs.append(argument)
      }
    }
    // Only the files that are named are looked at, unless others may belong to a checklist.
    self.paths = paths.isEmpty || !checklists.isEmpty ? all + paths.filter { !all.contains($0) } : paths
    self.checklists = checklists
    self.globs = globs
    named = Set(paths)
  }

  /// The files that are named.
  private let named: Set<String>

  /// The chosen cases of each file, without a fault.
  func load(_ session: Session) throws -> [(file: ChecklistTest, cases: [TestCase])] {
    guard !paths.isEmpty else {
      session.console.say("error: there are no tests in \(session.project.testDirectory)")
      session.console.say("  = help: write one as \(session.project.testDirectory)/CHECKLIST.test.yaml")
      throw FailureCode.usage.exit
    }
    let files = paths.compactMap { session.project.test(at: $0) }
    session.console.show(session.project.diagnostics, session.project.sources)
    guard !session.project.diagnostics.hasErrors else {
      session.sayCount(session.project.diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    let meant = files.filter { file in
      isAnyFile || named.contains(file.path) || checklists.contains(file.checklist.name)
    }
    try refuseUnknown(meant, session)
    let chosen = meant.map { file in (file, file.cases.filter(isMeant)) }.filter { !$0.1.isEmpty }
    guard !chosen.isEmpty else {
      session.console.say("error: no test is selected")
      for name in checklists.sorted() where !meant.contains(where: { $0.checklist.name == name }) {
        session.console.say("  = help: no file of \(session.project.testDirectory) tests `\(name)`")
      }
      throw FailureCode.usage.exit
    }
    return chosen
  }

  private var isAnyFile: Bool { named.isEmpty && checklists.isEmpty }

  private func isMeant(_ test: TestCase) -> Bool {
    globs.isEmpty || globs.contains { glob($0, matches: test.name) }
  }

  /// Refuses a name that selects nothing: most likely it is misspelt.
  private func refuseUnknown(_ files: [ChecklistTest], _ session: Session) throws {
    let names = files.flatMap { $0.cases.map(\.name) }
    let unknown = globs.filter { pattern in !names.contains { glob(pattern, matches: $0) } }
    guard !unknown.isEmpty else { return }
    for pattern in unknown {
      session.console.say("error: `\(pattern)` is no file of tests, no checklist, and the name of no case")
      session.suggest(
        pattern, among: names + session.project.checklistNames, ifNone: "`checkctl test -v` shows all cases")
    }
    throw FailureCode.usage.exit
  }
}
