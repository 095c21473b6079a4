internal import CEL
public import ProbeKit
internal import Values

extension CommandProbe {
  /// The `command` kind.
  public static let description = ProbeDescription(
    kind: "command",
    summary: "Runs a program and sees its exit code and output.",
    fields: [
      FieldDescription("argv", .list(.string), "The program and its arguments; no shell reads them."),
      FieldDescription(
        "shell", .string, "A script for /bin/sh, instead of `argv`.",
        interpolation: .never(instead: "pass the value by `env:` and write \"$NAME\" in the script")),
    ] + Program.environmentFields + [
      FieldDescription("cwd", .path, "The directory in which the program runs."),
      FieldDescription("stdin", .string, "What the program can read; nothing if left out."),
      Program.outputField,
    ],
    observation: [
      Type.Field("exit_code", .int, "The exit code, or 128 and the number of the signal that ended it."),
      Type.Field("stdout", .string, "What it wrote to standard output."),
      Type.Field("stderr", .string, "What it wrote to standard error."),
      Type.Field("json", .dyn, "Standard output as JSON; absent if it is none."),
    ],
    naturalExpectation: ProbeDescription.NaturalExpectation(
      field: "exit_code", matchers: [.eq(0)], summary: "exit code 0"),
    examples: [
      ProbeDescription.Example(
        "A program that must succeed", yaml: "command: {argv: [test, -d, /var/lib/app]}\n"),
      ProbeDescription.Example(
        "A script whose output is JSON",
        yaml: """
          command:
            shell: printf '{"lag":%d}' "$LAG"
            env: {LAG: "3"}
          expect: {json.lag: {le: 5}}

          """),
    ])
}
