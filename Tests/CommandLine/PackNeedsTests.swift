import TestEnvironment
import Testing
import Values

/// What `checkctl pack needs` finds is what the pack of this repository asks for.
@Suite struct PackNeedsTests {
  @Test func thePackAsksForAllThatItsItemsUse() async throws {
    let folder = SchemaTests.root + "/checklists"
    let environment = try readFile(folder + "/environments/demo.yaml")
    var variables: [String: String] = [:]
    for part in environment.split(separator: "env('").dropFirst() {
      let name = String(part.prefix { $0 != "'" })
      variables[name] =
        if name.hasSuffix("_PORT") { "8443" } else if name.hasSuffix("_URL") {
          name.contains("DATABASE") || name.contains("RESTORE")
            ? "postgresql://u@db/x" : "https://\(variables.count).example.com"
        } else if name.hasSuffix("_FILE") || name.hasSuffix("BACKUPS") || name.hasSuffix("KUBECONFIG") {
          "/nonexistent/\(name)"
        } else {
          "192.0.2.7"
        }
    }
    let found = try await runCommand(
      [checkctlPath, "pack", "needs", "-C", folder], environment: Workplace.variables, adding: variables)
    #expect(found.exitCode == 0, "\(found.stderr)")
    let asked = Set(try readFile(folder + "/pack.yaml").split(separator: "\n").map(String.init))
    let lines = found.stdout.split(separator: "\n").map(String.init)
    #expect(lines.count > 15)
    // Files, hosts and names are those of an environment; programs that only a run shows stand in the pack alone.
    for line in lines
    where !["  files:", "  hosts:", "  names:", "  commands:"].contains(where: line.hasPrefix) {
      #expect(asked.contains(line) || line.contains("cluster:"), "\(line)")
    }
  }
}
