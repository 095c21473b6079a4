import Checklists
import Diagnostics
import Testing
import Values

/// What is wrong with an expression that is tried, and with its data.
@Suite struct TrialFaultTests {
  private func faults(_ expression: String, data path: String? = nil) -> String {
    var trial = Trial(redactor: Redactor(), now: Timestamp(seconds: 0))
    if let path { trial.readData(from: path) }
    #expect(trial.outcome(of: expression) == nil)
    let renderer = DiagnosticRenderer(sources: trial.sources)
    return trial.diagnostics.sorted.map(renderer.render).joined()
  }

  @Test func dataIsNotJSON() throws {
    let folder = try Folder(["data.json": #"{"a": 1,}"#])
    #expect(
      faults("a", data: "\(folder.path)/data.json") == """
        error[invalid-json]: a key in quotes should stand here
         --> \(folder.path)/data.json:1:9
          |
        1 | {"a": 1,}
          |         ^

        """)
  }

  @Test func anExpressionHasNoValue() {
    #expect(faults("[1][1]") == "error[no-value]: [1][1] is absent: the list has 1 element\n")
  }
}
