import CheckModel
import Checklists
import Diagnostics
import FoundationEssentials
import ProbeKit
import Testing
import Values

/// A folder of files, gone when it is no longer used.
final class Folder {
  let path: String

  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.path + "/checklists-" + UUID().uuidString
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = "\(path)/\(name)"
    let parent = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
    try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A project in a folder of its own; what it says names files as if the folder were the working directory.
struct Loaded {
  let folder: Folder
  let project: Project

  init(
    _ files: [String: String], registry: ProbeRegistry = FakeProbes.registry, packs: [InstalledPack] = []
  ) throws {
    folder = try Folder(files)
    project = Project(directory: folder.path, registry: registry, packs: PackLibrary(packs))
  }

  /// One checklist, `main`, of these lines.
  init(_ body: String) throws {
    try self.init(["main.yaml": mainFile(body)])
  }

  func show(_ diagnostics: Diagnostics) -> String {
    let renderer = DiagnosticRenderer(sources: project.sources)
    let text = diagnostics.sorted.map { renderer.render($0) }.joined()
    return project.redactor.redact(text.replacing(folder.path + "/", with: ""))
  }

  /// What is said of `main` and, if there is one, of the environment.
  func lint(_ environment: String? = nil) -> String {
    let checklist = project.checklist("main")
    if let environment { _ = project.environment(environment, for: checklist) }
    return show(project.diagnostics)
  }

  /// The plan of `main`.
  func plan(
    _ environment: String? = nil, settings: [String: String] = [:], selection: Selection = Selection(),
    isDry: Bool = false
  ) throws -> Plan {
    let checklist = try #require(project.checklist("main"))
    let environment = try environment.map { try #require(project.environment($0, for: checklist)) }
    try #require(!project.diagnostics.hasErrors, "\(show(project.diagnostics))")
    let plan = project.plan(
      checklist, environment: environment, settings: settings, selection: selection, isDry: isDry)
    return plan
  }
}

/// The file of the checklist `main`.
func mainFile(_ body: String) -> String { "checkctl: 1\nchecklist: main\n" + body }

/// The file of an environment.
func environmentFile(_ name: String, _ body: String) -> String {
  "checkctl: 1\nenvironment: \(name)\n" + body
}

/// The value of a field of an item's question.
func field(_ name: String, of id: String, in plan: Plan) throws -> Value? {
  let item = try #require(plan.items.first { $0.summary.id.rawValue == id })
  return item.question.identity.fields[name]
}

extension Plan {
  var ids: [String] { items.map(\.summary.id.rawValue) }
}

/// An item that is sound.
let soundItem = """
  items:
    - {id: a, title: A, command: {argv: [x]}}

  """
