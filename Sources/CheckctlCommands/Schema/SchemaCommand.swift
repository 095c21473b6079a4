public import ArgumentParser
public import Checklists
internal import ProbeKit
internal import Probes
internal import Values

/// `checkctl schema checklist|environment|waivers|pack|project|test`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of a kind of file, for editors.",
    discussion: """
      An editor that knows the YAML language server completes and checks a file that begins with
        # yaml-language-server: $schema=../schemas/checklist.schema.json
      """)

  @Argument(help: "checklist, environment, waivers, pack (pack.yaml), project (checkctl.yaml) or test.")
  var file: FileSchema

  func run() throws {
    Console(redactor: Redactor()).write(file.schema(ProbeRegistry(BuiltInProbes.all)).prettyJSON + "\n")
  }
}

extension FileSchema: ExpressibleByArgument {}
