internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import YAMLSyntax

/// A checklist file, decoded.
struct Checklist: Sendable {
  let path: String
  let name: String
  let nameSpan: Span
  let title: String
  let inputs: [String: InputDeclaration]
  /// Inputs whose declarations have faults; what refers to them has none for that.
  let brokenInputs: Set<String>
  /// Whether every input that the file declares is among `inputs`.
  let areInputsKnown: Bool
  let roles: [String: Role]
  /// Whether a role has no known type, so that others cannot be judged.
  let hasBrokenRoles: Bool
  let includes: [Include]
  /// The maps of the items, to be decoded once what a consumer overrides is known.
  let items: [Node]
  let defaults: [Entry]

  /// What the checklist talks to, by the type of target.
  struct Role: Sendable {
    let type: String
    let span: Span
  }

  /// Another checklist that it takes in.
  struct Include: Sendable {
    let file: File
    let span: Span
    /// Nil for the plain form.
    let instance: Instance?

    enum File: Sendable {
      /// A file by its path, relative to this one.
      case path(String)
      /// A checklist of a pack.
      case pack(PackReference)
    }
  }

  /// An instance of another checklist under a name of its own.
  struct Instance: Sendable {
    let name: String
    let span: Span
    let targets: [String: BoundTarget]
    let inputs: [String: Template]
    let inputSpans: [String: Span]
    let overrides: [String: Entry]
    let disabled: [String: (reason: String, span: Span)]
  }

  /// What a consumer binds a role to: a role of its own, or a target of the environment.
  struct BoundTarget: Sendable {
    let name: String
    let span: Span
    let roleSpan: Span
  }
}

/// An item as its file says it.
struct ItemTemplate: Sendable {
  var id: String
  var span: Span
  var idSpan: Span
  var title: Template
  var severity: Severity = .medium
  var section = ""
  var tags: [String] = []
  var owner: String?
  var remedy: Template?
  var docs: Template?
  var kind: String
  var kindSpan: Span
  /// Whether what the probe is to ask can be read, so that it makes sense to judge it as a whole.
  var isProbeReadable = false
  var probeFields: [(name: String, nameSpan: Span, value: Template)] = []
  var target: (name: String, span: Span)?
  var extraTargets: [(name: String, span: Span)] = []
  var expectations: [ExpectationTemplate] = []
  var expectSpan: Span?
  var assertions: [PlacedExpression] = []
  var outputs: [OutputTemplate] = []
  var per: PerTemplate?
  /// Whether it names `per`, which may be beyond reading.
  var hasPer = false
  var needs: [(id: String, span: Span)] = []
  var after: [(id: String, span: Span)] = []
  var when: PlacedExpression?
  var forEach: Template?
  var timeout: Duration?
  var retry: RetryPolicy?
  var retrySpan: Span?
  var stable: StablePolicy?
  var stableSpan: Span?
  var delay: Duration?
  var locks: Set<String> = []
  var gate: Bool?
  var redact: [ObservationPath] = []
  var failsOnNoData = false
  var isAction = false
  var isCleanup = false
  var overrides: [String] = []
  /// Whether it reads what came of items that it waits for.
  var usesNeeds = false
  /// Whether it has expressions at all; most items have none.
  var hasExpressions = true

  /// Whether it speaks of a field of the observation.
  func names(_ field: String) -> Bool {
    expectations.contains { $0.path.field == field }
      || assertions.contains { $0.expression.variables.contains(field) }
  }

  /// Every expression in it that the run may give its value.
  var expressions: [PlacedExpression] {
    let templates = [title, remedy, docs].compactMap(\.self) + probeFields.map(\.value)
    let perParts = [per?.list, per?.key, per?.expected].compactMap(\.self)
    return (templates + expectations.flatMap { $0.matchers.map(\.value) }).flatMap(\.expressions)
      + [when].compactMap(\.self) + assertions + outputs.map(\.value) + perParts
  }

  /// The fields of the observation, those included that it names where only the run shows which there are.
  func observation(of description: ProbeDescription) -> [Type.Field] {
    guard description.isOpen else { return description.observation }
    let observing = assertions + outputs.map(\.value) + [per?.list, per?.key].compactMap(\.self)
    let names = observing.reduce(into: Set<String>()) { $0.formUnion($1.expression.variables) }
    // Of the names of types, fields are called `type`, which the function of that name leaves free.
    let isField = { (name: String) in
      name == "type" || !Declarations.reserved.contains(name) && !checklistEnvironment.knows(name)
    }
    return description.observation(naming: names.filter(isField))
  }

  /// The names in `needs` that it reads; nil where it reads them otherwise than by name.
  var needsRead: Set<String>? {
    let read = expressions.map(\.expression)
    return read.contains(where: \.readsAllNeeds) ? nil : read.reduce(into: []) { $0.formUnion($1.needs) }
  }
}

/// What an item expects of one place in the observation.
struct ExpectationTemplate: Sendable {
  let path: ObservationPath
  /// The type of what is there.
  let type: Type
  let pathSpan: Span
  let matchers: [(keyword: String, keywordSpan: Span, value: Template)]
}

/// A value that an item takes from its observation for those that wait for it.
struct OutputTemplate: Sendable {
  let name: String
  let value: PlacedExpression
  let isSecret: Bool
}

/// How an item judges its observation element by element.
struct PerTemplate: Sendable {
  let span: Span
  /// The elements.
  let list: PlacedExpression
  /// What tells an element from the others; the element itself where it is not said.
  let key: PlacedExpression?
  /// The keys that must be there.
  let expected: PlacedExpression?
}
