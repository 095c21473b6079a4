internal import CEL
internal import Documents
public import ProbeKit
internal import Values

extension PluginProbe {
  /// The `plugin` kind.
  public static let description = ProbeDescription(
    kind: "plugin",
    summary: "Asks through `checkctl-probe-NAME` on PATH, a program that you add.",
    fields: [
      FieldDescription(
        "name", .string, "The NAME of the plugin: small letters, digits and `-`.", isRequired: true,
        interpolation: .never(instead: "write the name itself: it decides which program runs")),
      FieldDescription("with", .map(.any), "What the plugin is asked: the fields that it declares."),
    ] + Program.environmentFields + [Program.outputField],
    observation: [], isOpen: true,
    secrets: { fields in credentials(in: fields["with"]?.map ?? [:]) },
    examples: [
      ProbeDescription.Example(
        "A file system has room left, as the plugin of the repository's checklists/plugins sees it",
        yaml: """
          plugin: {name: disk, with: {path: /var/lib}}
          expect: {used: {lt: 0.8}, free: {ge: 10737418240}}

          """),
      ProbeDescription.Example(
        "A plugin that gets a database's PG* variables",
        yaml: """
          plugin: {name: queue-depth, with: {queue: mail}, targets: [database]}
          assert: depth < 1000 && size(stuck) == 0

          """),
    ],
    details: protocolText)

  /// What is called like a credential may be one before the plugin says which of its fields are.
  private static func credentials(in with: ValueMap) -> [String] {
    Documents.secrets(inDocument: .map(with)).compactMap(\.string)
  }

  private static let protocolText = """
    THE PROTOCOL, version 1

    A plugin is a program called checkctl-probe-NAME in a directory of PATH. It gets PATH, HOME and LANG, what
    `env` lists, and the environment of `targets`, as a `command` does, in a session of its own, and is ended when
    the item's time is over. `lint` and `plan` run none. Everything is JSON, one object on standard output with
    exit code 0; another exit code, another key, anything behind the object, or more than `max_output` is an
    error, which shows the end of standard error.

    `checkctl-probe-NAME --describe` says what it is, once in a run, before its first question:

      {"checkctl_probe": 1, "summary": "How full a file system is.",
       "fields": {"path": {"type": "string", "required": true, "description": "A path on it."}},
       "observation": {"used": {"type": "number", "description": "The share in use."}}}

      A field may also have a "default" and "secret": true: its values are masked wherever a run would show them.
      `plan` asks no plugin: it masks inputs that are declared as secrets, and what is called like a credential.
      Types are string, int, number, bool, duration (in JSON a number of seconds), size (a number of bytes),
      timestamp (a text as in RFC 3339), list, map and any.

    `checkctl-probe-NAME` without arguments reads one question, a line, from standard input:

      {"checkctl_probe": 1, "with": {"path": "/var"}, "timeout_seconds": 10}

      `with` has been checked: it holds no unknown field, every required one, and defaults. Without a limit there
      is no "timeout_seconds". Keys that a plugin does not know may come to it.

    It answers with one of

      {"checkctl_probe": 1, "fields": {"used": 0.42}}
      {"checkctl_probe": 1, "no_data": "the queue has never been used"}
      {"checkctl_probe": 1, "error": {"kind": "unreachable", "message": "no answer from db:5432"}}

      and perhaps "notes", a list of texts, and "excerpt", a text that helps to understand a failure. A field that
      was not observed is left out: null is no value unless the type is any. A field that was not declared, or is
      of another type, is an error. In expressions inputs, each, needs, now, element, key and the names of types but
      `type` mean something else: a field of such a name can stand in `expect` only. Kinds of errors are timeout, unreachable, authentication, refused, invalid and
      answer; after invalid and authentication an item does not ask again.
    """
}
