import TestEnvironment
import Testing
import Values

/// The JSON Schemas that stand in the repository, for editors.
@Suite struct SchemaTests {
  /// The folder of the repository, three levels above this file.
  static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  @Test(arguments: ["checklist", "environment", "waivers", "pack", "project"])
  func theSchemasOfTheRepositoryAreFresh(file: String) async throws {
    let printed = try await Workplace().checkctl("schema", file)
    #expect(printed.exitCode == 0)
    #expect(printed.stderr == "")
    #expect(try parseJSON(printed.stdout)["$schema"] == "http://json-schema.org/draft-07/schema#")
    let path = "\(Self.root)/schemas/\(file).schema.json"
    let written = (try? readFile(path)) ?? ""
    #expect(
      written == printed.stdout, "schemas/\(file).schema.json is stale: run `make schemas` and commit it")
  }

  @Test func theChecklistsOfTheRepositoryAreSound() async throws {
    let result = try await Workplace().checkctl("lint", "-C", "\(Self.root)/checklists")
    #expect(result.exitCode == 0, "\(result.stderr)")
  }
}
