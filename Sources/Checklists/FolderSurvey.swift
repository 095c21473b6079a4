internal import ProbeKit
internal import RegularExpressions
internal import YAMLSyntax

/// What the checklists of a folder have among them; their faults are not told here.
struct FolderSurvey {
  /// The inputs by name: of each name all that ask for something else.
  private(set) var inputs: [String: [InputDeclaration]] = [:]
  /// The targets that they ask, by role: of each the types that it is declared with.
  private(set) var roles: [String: Set<String>] = [:]
  /// Whether these are all there are: not where a checklist cannot be read, or an input of it.
  private(set) var isComplete = true
  /// The ids that items have in their files.
  private(set) var itemNames: Set<String> = []

  /// Reads the files at these paths.
  init(_ decoding: Decoding, _ paths: [String]) {
    decoding.quietly {
      let files = ChecklistFiles(decoding)
      let composer = Composer(decoding, files)
      for path in paths {
        guard let checklist = files.checklist(at: path) else {
          isComplete = false
          continue
        }
        for (role, declared) in checklist.roles { roles[role, default: []].insert(declared.type) }
        itemNames.formUnion(checklist.items.compactMap { $0["id"]?.string })
        add(composer.declarations(of: checklist))
      }
    }
  }

  private mutating func add(_ found: (inputs: [String: InputDeclaration], isComplete: Bool)) {
    isComplete = isComplete && found.isComplete
    for (input, declaration) in found.inputs
    where !inputs[input, default: []].contains(where: { $0.asksTheSame(as: declaration) }) {
      inputs[input, default: []].append(declaration)
    }
  }
}

extension InputDeclaration {
  /// Whether what fits the one fits the other.
  fileprivate func asksTheSame(as other: InputDeclaration) -> Bool {
    type == other.type && pattern?.pattern == other.pattern?.pattern && isSecret == other.isSecret
  }
}
