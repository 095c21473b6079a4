import FoundationEssentials
import Testing

@testable import CEL

/// The expressions of cel-spec's conformance tests, where they are at hand: each is read, and read again from its
/// printed form. (`CEL_CONFORMANCE_DIR`, or `../shared/conformance/cel`)
struct SyntaxConformanceTests {
  private struct Case: Decodable {
    let name: String
    let expr: String
  }

  private static let directory =
    ProcessInfo.processInfo.environment["CEL_CONFORMANCE_DIR"] ?? "../shared/conformance/cel"

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: directory), "there are no conformance tests here"))
  func everyExpressionIsReadAndPrinted() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory).sorted()
    for name in names where name.hasSuffix(".json") {
      let data = try Data(contentsOf: URL(filePath: "\(Self.directory)/\(name)"))
      for example in try JSONDecoder().decode([Case].self, from: data) {
        guard let parsed = try? ParsedExpression(parsing: example.expr) else {
          Issue.record("\(name) \(example.name): \(faults(example.expr)) in \(example.expr)")
          continue
        }
        let again = try outline(parsed.text)
        #expect(isSame(again, parsed.root.outline), "\(name) \(example.name): \(parsed.text)")
      }
    }
  }
}
