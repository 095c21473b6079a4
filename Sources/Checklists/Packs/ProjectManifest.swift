internal import Diagnostics
internal import Values

/// The pack that a folder of checklists is, if it is one.
extension Project {
  /// Whether the folder is a pack.
  public var isPack: Bool { FileSystem.exists(manifestPath) }

  /// The path of its `pack.yaml`.
  public var manifestPath: String { Path.join(directory, PackManifest.fileName) }

  /// What its `pack.yaml` says; nil where there is none, or it has a fault, which is in `diagnostics`.
  public func loadManifest() -> PackManifest? {
    isPack ? decoding.parse(manifestPath).flatMap(decoding.packManifest) : nil
  }

  /// Reports what the `pack.yaml` says of targets and inputs that the checklists do not, and the other way round.
  public func checkManifest() {
    guard let manifest = loadManifest() else { return }
    checkTargets(of: manifest)
    guard survey.isComplete else { return }
    let needed = survey.inputs.filter { $0.value.contains { !$0.hasDefault } }
    for (name, declarations) in needed.sorted(by: { $0.key < $1.key }) where manifest.inputs[name] == nil {
      decoding.report(
        "undeclared-input", "the checklists need the input `\(name)`, and the pack does not say so",
        at: manifest.nameSpan, related: declarations.first.map { [.init($0.span, "declared here")] } ?? [],
        help: "add `\(name): \(declarations[0].type.name)` under `requires: inputs:`")
    }
    for (name, type) in manifest.inputs.sorted(by: { $0.key < $1.key }) {
      let span = manifest.inputSpans[name] ?? manifest.nameSpan
      guard let declarations = survey.inputs[name] else {
        decoding.report(
          "unknown-input", "no checklist of the pack has an input `\(name)`", at: span,
          help: Decoding.suggestion(for: name, among: survey.inputs.keys.sorted()) ?? "take it out")
        continue
      }
      guard !declarations.contains(where: { $0.type.name == type }) else { continue }
      decoding.report(
        "wrong-type", "the input `\(name)` is \(declarations[0].type.name) in the checklists, not \(type)",
        at: span,
        related: [.init(declarations[0].span, "declared here")])
    }
  }

  private func checkTargets(of manifest: PackManifest) {
    for (role, types) in survey.roles.sorted(by: { $0.key < $1.key }) {
      for type in types.sorted() where manifest.targets[role] != type {
        let said = manifest.targets[role].map { "says that it is \($0)" } ?? "does not say so"
        decoding.report(
          "undeclared-target", "the checklists ask a target `\(role)` of type \(type), and the pack \(said)",
          at: manifest.targetSpans[role] ?? manifest.nameSpan,
          help: "write `\(role): \(type)` under `requires: targets:`")
      }
    }
    guard survey.isComplete else { return }
    for role in manifest.targets.keys.sorted() where survey.roles[role] == nil {
      decoding.report(
        "unknown-target", "no checklist of the pack asks a target `\(role)`",
        at: manifest.targetSpans[role] ?? manifest.nameSpan,
        help: Decoding.suggestion(for: role, among: survey.roles.keys.sorted()) ?? "take it out")
    }
  }
}
