internal import Diagnostics

/// Checklists that come from packs.
extension Composer {
  /// The file that an include names; nil where it may not be included, which is reported.
  func path(of include: Checklist.Include, from path: String) -> String? {
    switch include.file {
    case .path(let name): decoding.path(name, beside: path, at: include.span)
    case .pack(let reference): self.path(of: reference, from: path, at: include.span)
    }
  }

  private func path(of reference: PackReference, from path: String, at span: Span) -> String? {
    let includer = decoding.packs.file(at: path)?.pack
    if let includer, reference.pack != includer.name, !includer.requires.contains(reference.pack) {
      decoding.report(
        "unknown-pack", "the pack \(includer.name) does not require the pack `\(reference.pack)`", at: span,
        help: "it has to name it under `requires: packs:` in its \(PackManifest.fileName)")
      return nil
    }
    guard let pack = decoding.packs.packs[reference.pack] else {
      let known = decoding.packs.packs.keys.map(\.description).sorted()
      decoding.report(
        "unknown-pack", "the project uses no pack `\(reference.pack)`", at: span,
        help: Decoding.suggestion(for: reference.pack.description, among: known)
          ?? "`checkctl pack add SOURCE` adds one to \(ProjectFile.fileName)")
      return nil
    }
    let name = reference.checklist
    let ending = pack.files["\(name).yaml"] == nil && pack.files["\(name).yml"] != nil ? "yml" : "yaml"
    return "\(pack.root)/\(name).\(ending)"
  }
}
