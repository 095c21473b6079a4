internal import Diagnostics
internal import YAMLSyntax

/// The packs that the checklists of a folder include.
extension Project {
  /// Where the checklists of the folder include one of a pack, as `path:line:column`.
  public func includes(of name: PackName) -> [String] {
    decoding.quietly {
      checklistNames.map(path).compactMap { decoding.parse($0) }.flatMap { root in
        (root["include"]?.sequence ?? []).compactMap { node in
          guard let use = node["use"], let text = use.string, PackReference(text)?.pack == name else {
            return nil
          }
          return decoding.sources.place(of: use.span)
        }
      }
    }
  }
}
