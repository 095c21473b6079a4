internal import CEL
public import ProbeKit
internal import Values

extension FileProbe {
  /// The `file` kind.
  public static let description = ProbeDescription(
    kind: "file",
    summary: "Looks at a file of the machine that runs the checklist, or at the newest of several.",
    fields: [
      FieldDescription("path", .path, "The file or the directory."),
      FieldDescription(
        "glob", .path,
        "A pattern as the shell has it, such as /var/backups/*.dump: the newest file that matches is looked at."
      ),
      FieldDescription(
        "max_content", .size, "The most of it that is read; `content` of a larger file is undecided.",
        defaultValue: .int(Int64(defaultContentLimit))),
    ],
    observation: [
      Type.Field("exists", .bool, "Whether there is one."),
      Type.Field("count", .int, "How many there are."),
      Type.Field("newest", .string, "The path of the one that was looked at, which changed last."),
      Type.Field("type", .string, "What it is: file, directory or other."),
      Type.Field("size", .int, "The size of a file in bytes."),
      Type.Field("age", .duration, "How long ago its content changed last."),
      Type.Field("modified", .timestamp, "When its content changed last."),
      Type.Field("mode", .string, "Its permissions in octal, such as 0640."),
      Type.Field("owner", .string, "The name of its owner, or the number where there is no name."),
      Type.Field("group", .string, "The name of its group, or the number where there is no name."),
      Type.Field("content", .string, "What stands in a file of text."),
    ],
    presenceFields: ["exists", "count"],
    examples: [
      ProbeDescription.Example(
        "The last backup is fresh and not empty",
        yaml: """
          file: {glob: '/var/backups/eventcore/*.dump'}
          expect:
            age: {lt: 26h}
            size: {gt: 0}

          """),
      ProbeDescription.Example(
        "A key that only its owner may read",
        yaml: """
          file: {path: /etc/eventcore/tls.key}
          expect: {mode: {in: ['0400', '0600']}, owner: eventcore}

          """),
      ProbeDescription.Example(
        "A file that must not be there",
        yaml: """
          file: {path: /var/run/eventcore/maintenance}
          expect: {exists: false}

          """),
    ])
}
