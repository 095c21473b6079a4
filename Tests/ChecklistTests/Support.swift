import CheckModel
import ChecklistTests
import Checklists
import Diagnostics
import FoundationEssentials
import ProbeKit
import Probes
import Testing
import Values

/// A folder with a checklist `main` and a file of tests of it, gone when it is no longer used.
final class TestFolder {
  let path: String
  let project: Project

  /// The `items` of the checklist and the `cases` of the file, each as YAML that begins with its own key.
  init(_ items: String, _ cases: String, others: [String: String] = [:]) throws {
    path = FileManager.default.temporaryDirectory.path + "/checklist-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/tests", withIntermediateDirectories: true)
    let files = others.merging(
      [
        "main.yaml": "checkctl: 1\nchecklist: main\n" + items,
        "tests/main.test.yaml": "checkctl: 1\ntest: main\n" + cases,
      ]) { $1 }
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
    project = Project(directory: path, registry: ProbeRegistry(BuiltInProbes.all))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What comes of the file.
  func run() async throws -> FileResult {
    let file = project.test(at: path + "/tests/main.test.yaml")
    try #require(!project.diagnostics.hasErrors, "\(show(project.diagnostics))")
    let test = try #require(file)
    return try #require(await TestRunner(project, jobs: 2).run([(test, test.cases)]).first)
  }

  func show(_ diagnostics: Diagnostics) -> String {
    let renderer = DiagnosticRenderer(sources: project.sources)
    return diagnostics.sorted.map { renderer.render($0) }.joined().replacing(path + "/", with: "")
  }

  var text: String {
    get throws {
      String(decoding: try Data(contentsOf: URL(filePath: path + "/tests/main.test.yaml")), as: UTF8.self)
    }
  }
}

extension FileResult {
  /// What differs, one line for each part: `case/item part: expected | got`.
  var differences: [String] {
    report.cases.flatMap { one in
      one.differences.map {
        "\(one.name)/\($0.item) \($0.part): \($0.expected.map { $0 + " | " } ?? "")\($0.got)"
      }
    }
  }

  var faults: Diagnostics {
    var faults = Diagnostics()
    for one in cases { faults.add(contentsOf: one.faults.all) }
    return faults
  }
}

/// Expects of items that are answered so that they come to this: `expect` is the value of the case's key.
func expectCase(
  _ items: String, given: String, expect: String, inputs: String = "{}",
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let folder = try TestFolder(
    items, "inputs: \(inputs)\ncases:\n  - name: case\n    given: \(given)\n    expect: \(expect)\n")
  let result = try await folder.run()
  #expect(result.differences == [], sourceLocation: sourceLocation)
  #expect(folder.show(result.faults) == "", sourceLocation: sourceLocation)
}

/// Expects of an answer that it cannot be one, with this message and help.
func expectFault(
  _ item: String, given: String, _ message: String, help: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let folder = try TestFolder(
    targets + "items: [\(item)]\n", "cases: [{name: case, given: {x: \(given)}, expect: {x: passed}}]\n")
  let fault = try await folder.run().faults.all.first
  #expect(fault?.message == "what `x` is given" + message, sourceLocation: sourceLocation)
  if let help { #expect(fault?.help == help, sourceLocation: sourceLocation) }
}

let targets = "targets: {db: postgres, metrics: prometheus, cluster: kubernetes, api: http}\n"
