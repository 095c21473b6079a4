import Checklists
import Diagnostics
import FoundationEssentials
import ProbeKit
import Probes
import TestEnvironment
import Values

/// `lint` and `plan` of a checklist, in an environment that is sound.
struct ChecklistTarget: FuzzTarget {
  static let name = "checklist"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let folder: FolderOfFiles

  init() throws {
    samples = try Corpus.samples("checklists") + Corpus.files(in: "checklists") + Self.examples
    tokens = try Corpus.tokens("yaml", "checklist", "expression")
    folder = try FolderOfFiles()
  }

  func feed(_ input: [UInt8]) throws { try folder.read(checklist: input) }

  /// What stands in the reference of each kind of probe.
  private static let examples = BuiltInProbes.all.flatMap { kind in
    kind.description.examples.map { example in
      let item =
        "  - id: a\n    title: A\n" + example.yaml.split(separator: "\n").map { "    \($0)\n" }.joined()
      return Sample(
        name: "\(kind.description.kind): \(example.title)",
        bytes: Array("checkctl: 1\nchecklist: main\nitems:\n\(item)".utf8))
    }
  }
}

/// `lint` of an environment, and `plan` in it of a checklist that is sound.
struct EnvironmentTarget: FuzzTarget {
  static let name = "environment"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let folder: FolderOfFiles

  init() throws {
    samples = try Corpus.samples("environments") + Corpus.files(in: "checklists/environments")
    tokens = try Corpus.tokens("yaml", "environment", "expression")
    folder = try FolderOfFiles()
  }

  func feed(_ input: [UInt8]) throws { try folder.read(environment: input) }
}

/// A folder of a checklist `main`, one that it may include, and an environment `e`.
private struct FolderOfFiles {
  private let directory: TemporaryDirectory
  private let checklist: [UInt8]
  private let environment: [UInt8]

  init() throws {
    directory = try TemporaryDirectory()
    checklist = try Corpus.samples("checklists").first?.bytes ?? []
    environment = try Corpus.samples("environments").first?.bytes ?? []
    try directory.makeDirectory("environments")
    for part in try Corpus.samples("checklists/included") { try write(part.bytes, "sub.yaml") }
  }

  /// Reads a checklist and an environment as every command does, makes a plan, and tells of every fault.
  func read(checklist: [UInt8]? = nil, environment: [UInt8]? = nil) throws {
    try write(checklist ?? self.checklist, "main.yaml")
    try write(environment ?? self.environment, "environments/e.yaml")
    let project = Project(directory: directory.path, registry: ProbeRegistry(BuiltInProbes.all))
    let checklist = project.checklist("main")
    let environment = project.environment("e", for: checklist)
    try expect(checklist != nil && environment != nil || project.diagnostics.hasErrors, "nil without a fault")
    try tell(project.diagnostics, of: project)
    guard let checklist, !project.diagnostics.hasErrors else { return }
    for isDry in [true, false] {
      let plan = project.plan(checklist, environment: environment, isDry: isDry)
      try expect(
        plan.faults.hasErrors || plan.checklistFaults.hasErrors || plan.items.count >= checklist.itemCount,
        "an item is not planned, and no fault is told")
      try tell(plan.faults, of: project)
    }
  }

  private func tell(_ diagnostics: Diagnostics, of project: Project) throws {
    let renderer = DiagnosticRenderer(sources: project.sources, color: false)
    let text = diagnostics.sorted.map { renderer.render($0) }.joined()
    // A fault quotes two or three lines, each cut to what a terminal holds.
    try expect(text.utf8.count < 8_000 * (diagnostics.all.count + 1), "\(text.utf8.count) bytes of faults")
    let isTold = project.redactor.redact(text).unicodeScalars.contains {
      $0.properties.generalCategory == .control && $0 != "\n"
    }
    try expect(!isTold, "a control character of a file is told")
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: directory.path(of: name)))
  }
}
