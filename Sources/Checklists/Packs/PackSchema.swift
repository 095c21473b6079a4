internal import ProbeKit
internal import Values

/// The schema of `pack.yaml`.
func packSchema(_ registry: ProbeRegistry) -> Value {
  Part.document(
    "checkctl pack",
    Part.object(
      [
        ("checkctl", Part.version),
        ("pack", Part.text("The name, as organisation/name.", pattern: "^\(namePattern)/\(namePattern)$")),
        ("version", Part.text("The version, by https://semver.org.")),
        ("description", Part.text("What it is for, in a sentence.")),
        ("licence", Part.text("Under which terms it may be used, as an SPDX expression.")),
        ("maintainers", Part.texts("Who looks after it.")),
        ("requires", requiresSchema(registry)),
        ("needs_grants", grantsSchema(registry, "What it must be allowed for all of its items to run.")),
      ], required: ["checkctl", "pack", "version"]))
}

/// The schema of `checkctl.yaml`.
func projectSchema(_ registry: ProbeRegistry) -> Value {
  let pack = Part.object(
    [
      ("source", sourceSchema), ("version", Part.text("The versions that will do, such as ^1.2.")),
      (
        "grants",
        grantsSchema(registry, "All that the pack may do; by default it may ask its targets and read.")
      ),
    ], required: ["source"])
  let keys: Value = ["type": "array", "minItems": 1, "items": ["type": "string"]]
  return Part.document(
    "checkctl project",
    Part.object(
      [
        ("checkctl", Part.version), ("packs", Part.map(pack, "The packs that the project uses, by name.")),
        (
          "signatures",
          Part.map(
            keys,
            "Which packs must be signed, by org/name, org/* or *, and the files of the public keys that may sign them."
          )
        ),
      ], required: ["checkctl"]))
}

private let namePattern = "[a-z0-9]([a-z0-9._-]*[a-z0-9])?"

private func requiresSchema(_ registry: ProbeRegistry) -> Value {
  let source = Part.object(
    [("version", Part.text("The versions that will do.")), ("source", sourceSchema)], required: ["version"])
  let types: Value = ["enum": .list(registry.targets.map { .string($0.type) })]
  return Part.object(
    [
      ("checkctl", Part.text("The versions of checkctl that can run it, such as >=1.0.")),
      ("targets", Part.map(types, "The targets that its checklists ask, by role, each with its type.")),
      ("inputs", Part.map(["type": "string"], "The inputs that a consumer must set, each with its type.")),
      (
        "packs",
        Part.map(
          ["anyOf": [["type": "string"], source]],
          "The packs that its checklists include: the versions that will do, or a map with `version` and `source`."
        )
      ),
    ], description: "What it needs of whoever uses it.")
}

private let sourceSchema: Value = [
  "description":
    "A folder, the URL of a git repository, oci://registry/name, or a map with `git`, `path`, `tag` or `commit`.",
  "anyOf": [
    ["type": "string"],
    Part.object(
      [
        ("git", Part.text("The URL of a git repository: https, ssh or file.")),
        ("path", Part.text("The folder of the pack in it.")),
        ("tag", Part.text("The tag to take, where the tags are not versions.")),
        ("commit", Part.text("The commit to take, by its full name.")),
      ], required: ["git"]),
  ],
]

private func grantsSchema(_ registry: ProbeRegistry, _ description: String) -> Value {
  let ways: [(String, Value)] = registry.names.map { kind in
    (kind, ["type": "array", "items": ["type": "string"]])
  }
  return Part.object(
    [
      (
        "targets",
        Part.map(
          Part.object(ways),
          "By role and kind of probe, in which ways: read or write, HTTP methods, types of Kubernetes resources."
        )
      ),
      ("commands", Part.texts("The programs that it may run, by name.")),
      ("plugins", Part.texts("The plugins that it may run, by name.")),
      ("files", Part.texts("Patterns of the files that it may read.")),
      ("hosts", Part.texts("Hosts that it may talk to without a target, such as *.example.com.")),
      ("names", Part.texts("Names that DNS may be asked about, such as *.example.com.")),
      ("actions", Part.texts("Patterns of the items that may change something.")),
    ], description: description)
}
