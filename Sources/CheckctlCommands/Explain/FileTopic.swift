internal import Checklists
internal import ProbeKit
internal import Values

/// A file that `explain` tells about: what its schema says of its keys, and an example.
struct FileTopic {
  /// The word that is asked for.
  let name: String
  /// What the file is, in a sentence.
  let summary: String
  let schema: FileSchema
  let example: String
  /// What else there is to know.
  var details = ""
  /// Other words that mean it.
  var aliases: [String] = []

  /// All of them.
  static let all = [
    FileTopic(
      name: "pack", summary: "What a pack says of itself, in \(PackManifest.fileName) beside its checklists.",
      schema: .pack, example: packExample, aliases: [PackManifest.fileName, "needs_grants"]),
    FileTopic(
      name: "project",
      summary:
        "Which packs a project uses, and what they may do, in \(ProjectFile.fileName) beside its checklists.",
      schema: .project, example: projectExample, aliases: [ProjectFile.fileName, "grants", "signatures"]),
    FileTopic(
      name: "test",
      summary: "What items come to when they are answered so, in tests/*.test.yaml beside the checklists.",
      schema: .test, example: testExample, details: "\n" + testDetails),
  ]

  private static let packExample = """
    checkctl: 1
    pack: platform/postgres
    version: 1.2.0
    description: Security of PostgreSQL
    licence: Apache-2.0
    maintainers: [Platform team <platform@example.com>]
    requires:
      checkctl: ">=0.1"
      targets: {database: postgres, cluster: kubernetes, api: http}
      inputs: {namespace: string}
      packs: {platform/base: ^1.0}
    needs_grants:
      targets:
        database: {sql: [read]}
        cluster: {kubectl: [deployments, pods], logs: [pods, pods/log]}
        api: {http: [GET, POST]}
      commands: [pg_dump]
      files: [/var/backups/*.dump]
      hosts: ["*.example.com"]
      names: [example.com]
      actions: [restart-*]
    """

  private static let projectExample = """
    checkctl: 1
    packs:
      platform/postgres:
        source: oci://registry.example.com/packs/postgres   # or a folder, or the URL of a git repository
        version: ^1.2
        grants:                                             # all that it may do; left out: ask its targets and read
          targets: {database: {sql: [read]}}
          commands: [pg_dump]
      platform/web:
        source: {git: https://git.example.com/packs.git, path: web}   # tags v1.0.0 or web/v1.0.0 are versions
        version: ~1.4.0
    signatures:
      platform/*: [keys/platform.pem]                       # what openssl pkey -pubout writes
    """

  /// The topic, told in full.
  func text(_ registry: ProbeRegistry) -> String {
    "\(name)  \(summary)\n\nKEYS\n" + table(rows(of: schema.schema(registry), depth: 0), indent: "  ")
      + "\nEXAMPLE\n" + example.split(separator: "\n").map { "  \($0)\n" }.joined() + details
  }

  /// A row for each key, those within a map below it.
  private func rows(of schema: Value, depth: Int) -> [[String]] {
    (schema["properties"]?.map ?? [:]).flatMap { entry -> [[String]] in
      let (key, value) = (entry.key.description, entry.value)
      let form = value["additionalProperties"] ?? value
      let row = [String(repeating: "  ", count: depth) + key, value["description"]?.string ?? ""]
      return [row] + (depth < 1 ? rows(of: form, depth: depth + 1) : [])
    }
  }
}
