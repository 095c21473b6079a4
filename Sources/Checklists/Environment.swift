internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// The values that differ between staging and production, with all that an environment extends.
struct Environment: Sendable {
  let name: String
  /// The folder that its paths are relative to.
  let directory: String
  let inputs: [String: Input]
  let targets: [String: TargetTemplate]
  /// Items that are left out in it, with the reason.
  let disabled: [String: (reason: String, span: Span)]
  /// Where targets stand that another environment may give a type, and this one does not.
  let untyped: [String: Span]

  struct Input: Sendable {
    let value: Template
    let nameSpan: Span
  }

  struct TargetTemplate: Sendable {
    let name: String
    let nameSpan: Span
    let type: String
    let address: Template
    let fields: [Template.Entry]
  }

  /// The functions that exist in environments alone.
  static var functions: Set<String> { Set(functionSummaries.keys) }

  /// What each of them gives.
  static let functionSummaries = [
    "env": "The value of an environment variable; an error where it is not set or empty",
    "secret_file": "The content of a file, without the line break at its end",
  ]
}

/// Reads environments, each file once.
final class EnvironmentLoader {
  private let decoding: Decoding
  private let directory: String
  private var known: [String: Merged?] = [:]
  /// The environments that another one extends: what is missing in them may be given there.
  private lazy var extended = Set(
    names.flatMap { name in
      let bases = DataFiles.tree(file(of: name))?["extends"]?.sequence ?? []
      return bases.compactMap(\.string)
    })

  /// How deep environments may extend each other.
  private static let deepest = 64

  init(decoding: Decoding, directory: String) {
    self.decoding = decoding
    self.directory = directory
  }

  /// The names of all environments, sorted.
  var names: [String] {
    FileSystem.yamlStems(in: directory)
  }

  /// Reads an environment with all that it extends; nil where it is beyond use.
  func environment(_ name: String) -> Environment? {
    guard let merged = merged(name, namedAt: nil, stack: []) else { return nil }
    let inputs = (merged.inputs ?? []).compactMap { entry -> (String, Environment.Input)? in
      guard let name = decoding.name(entry.key, of: "an input") else { return nil }
      return (name, .init(value: decoding.template(entry.value), nameSpan: entry.key.span))
    }
    let isPartial = extended.contains(name)
    let targets = (merged.targets ?? []).compactMap { entry in
      target(entry, isPartial: isPartial).map { ($0.name, $0) }
    }
    let environment = Environment(
      name: name, directory: directory, inputs: Dictionary(inputs) { $1 },
      targets: Dictionary(targets) { $1 }, disabled: decoding.disabled(merged.disable ?? []),
      untyped: isPartial ? untyped(merged.targets ?? []) : [:])
    check(environment, isPartial: isPartial)
    return environment
  }

  private struct Merged {
    var inputs: [Entry]?
    var targets: [Entry]?
    var disable: [Entry]?
  }

  private func merged(_ name: String, namedAt span: Span?, stack: [String]) -> Merged? {
    if let merged = known[name] { return merged }
    let merged = read(name, namedAt: span, stack: stack)
    known[name] = .some(merged)
    return merged
  }

  private func read(_ name: String, namedAt span: Span?, stack: [String]) -> Merged? {
    let path = file(of: name)
    decoding.reportTwin(of: path)
    guard let root = decoding.parse(path, namedAt: span) else { return nil }
    decoding.secrets.note(root, in: decoding.sources)
    let what = "an environment"
    guard let reader = MapReader(root, what, decoding) else { return nil }
    reader.allowOnly(
      ["checkctl", "environment", "extends", "inputs", "targets", "disable", "description"], in: what)
    decoding.checkVersion(reader, in: what)
    _ = reader.text("description")
    if let node = reader.required("environment", in: what), let own = decoding.text(node, "`environment`"),
      own != name
    {
      decoding.report(
        "name-mismatch", "the file is named `\(name)`, its environment `\(own)`", at: node.span,
        help: "rename one of them")
    }
    var result = Merged()
    for base in reader.texts("extends") {
      guard !(stack + [name]).contains(base.text) else {
        decoding.report(
          "extends-cycle",
          "an environment extends itself: "
            + ((stack + [name]).drop { $0 != base.text } + [base.text]).joined(separator: " → "),
          at: base.span, help: "take one of these out")
        continue
      }
      guard stack.count < Self.deepest else {
        decoding.report(
          "extends-cycle", "environments extend each other more than \(Self.deepest) deep here", at: base.span
        )
        continue
      }
      guard let other = merged(base.text, namedAt: base.span, stack: stack + [name]) else { continue }
      result.inputs = deepMerge(result.inputs, other.inputs)
      result.targets = deepMerge(result.targets, other.targets)
      result.disable = deepMerge(result.disable, other.disable)
    }
    result.inputs = deepMerge(result.inputs, entries(reader["inputs"], "`inputs`"))
    result.targets = deepMerge(result.targets, entries(reader["targets"], "`targets`"))
    result.disable = deepMerge(result.disable, entries(reader["disable"], "`disable`"))
    return result
  }

  private func file(of name: String) -> String { FileSystem.yamlFile(named: name, in: directory) }

  private func entries(_ node: Node?, _ what: String) -> [Entry]? {
    guard let node, node.scalar?.value != .null, MapReader(node, what, decoding) != nil else { return nil }
    return node.mapping
  }

  /// Maps merge, at any depth; of anything else the later one wins.
  private func deepMerge(_ base: [Entry]?, _ later: [Entry]?) -> [Entry]? {
    guard var result = base, let later else { return later ?? base }
    var places = Dictionary(result.enumerated().map { ($1.key.scalar?.text, $0) }) { first, _ in first }
    for entry in later {
      guard let place = places[entry.key.scalar?.text] else {
        places[entry.key.scalar?.text] = result.count
        result.append(entry)
        continue
      }
      if let inner = deepMerge(result[place].value.mapping, entry.value.mapping), entry.value.mapping != nil {
        result[place] = Entry(key: entry.key, value: Node(.mapping(inner), at: entry.value.span))
      } else {
        result[place] = entry
      }
    }
    return result
  }

  private func target(_ entry: Entry, isPartial: Bool) -> Environment.TargetTemplate? {
    guard let name = decoding.name(entry.key, of: "a target"),
      let reader = MapReader(entry.value, "the target `\(name)`", decoding)
    else { return nil }
    let types = decoding.registry.targets
    let found = types.compactMap { type in reader[type.type].map { (type, $0) } }
    guard let (type, address) = found.first else {
      if isPartial {
        checkParts(entry.value, reader)
        return nil
      }
      for entry in entry.value.mapping ?? [] { noteAddress(entry.value) }
      decoding.report(
        "unknown-target-type", "the target `\(name)` does not say what it is", at: entry.key.span,
        help: nearType(reader, types.map(\.type))
          ?? "give it one of " + types.map { "`\($0.type):`" }.joined(separator: ", "))
      return nil
    }
    if found.count > 1 {
      decoding.report(
        "conflicting-keys",
        "a target is one thing, `\(name)` is \(found.map(\.0.type).joined(separator: " and "))",
        at: found[1].1.span, related: [.init(found[0].1.span, "the first")], help: "make a target of each")
      return nil
    }
    reader.allowOnly([type.type] + type.fields.map(\.name), in: "a target of type \(type.type)")
    let fields = (entry.value.mapping ?? []).compactMap { field -> Template.Entry? in
      guard let key = field.key.scalar?.text, type.fields.contains(where: { $0.name == key }) else {
        return nil
      }
      return Template.Entry(key: key, keySpan: field.key.span, value: decoding.template(field.value))
    }
    let target = Environment.TargetTemplate(
      name: name, nameSpan: entry.key.span, type: type.type, address: decoding.template(address),
      fields: fields)
    noteSecrets(target, type)
    return target
  }

  private func untyped(_ targets: [Entry]) -> [String: Span] {
    let types = decoding.registry.targets.map(\.type)
    let untyped = targets.filter { target in !types.contains { target.value[$0] != nil } }
    return Dictionary(untyped.map { ($0.key.scalar?.text ?? "", $0.key.span) }) { $1 }
  }

  /// What a target without a type has must fit some type, and is checked for no more.
  private func checkParts(_ node: Node, _ reader: MapReader) {
    let types = decoding.registry.targets
    let keys = Set(types.map(\.type) + types.flatMap { $0.fields.map(\.name) })
    reader.allowOnly(keys.sorted(), in: "a target")
    let checker = TemplateChecker(decoding: decoding, declarations: Self.declarations, patterned: [])
    for entry in node.mapping ?? [] { checker.checkExpressions(decoding.template(entry.value)) }
  }

  private static let declarations = Declarations(inputs: [:], functions: Environment.functions)

  private func nearType(_ reader: MapReader, _ types: [String]) -> String? {
    reader.keys.lazy.compactMap { Decoding.suggestion(for: $0, among: types) }.first
  }

  /// The secrets that only the type knows how to find, such as a password within a connection string.
  private func noteSecrets(_ target: Environment.TargetTemplate, _ type: TargetDescription) {
    let fields = target.fields.map { (ValueKey.string($0.key), $0.value.outline) }
    let outline = Target(
      name: target.name, type: type.type, address: target.address.outline, fields: Fields(ValueMap(fields)))
    for secret in type.secrets(outline) where !secret.contains(Template.standIn) {
      decoding.secrets.redactor.add(secret)
    }
  }

  /// The secrets in what may be the address of a target whose type is misspelled.
  private func noteAddress(_ node: Node) {
    guard let text = node.string else { return }
    for type in decoding.registry.targets {
      let target = Target(name: "", type: type.type, address: .string(text), fields: Fields(ValueMap()))
      for secret in type.secrets(target) { decoding.secrets.add(secret) }
    }
  }

  private func check(_ environment: Environment, isPartial: Bool) {
    let checker = TemplateChecker(
      decoding: decoding, declarations: Self.declarations, patterned: [], isPartial: isPartial)
    for input in environment.inputs.values { checker.checkExpressions(input.value) }
    for target in environment.targets.values {
      guard let type = decoding.registry.targets.first(where: { $0.type == target.type }) else { continue }
      let prefix = "the target `\(target.name)`: "
      checker.check(target.address, type.address, prefix: prefix)
      for field in type.fields {
        if let given = target.fields.first(where: { $0.key == field.name }) {
          checker.check(given.value, field, prefix: prefix)
        } else if field.isRequired, !isPartial {
          decoding.report(
            "missing-key", "the target `\(target.name)` needs the key `\(field.name)`", at: target.nameSpan,
            help: field.summary)
        }
      }
    }
  }
}

extension Template {
  /// What an expression is in an outline.
  static let standIn = "\u{1}"

  /// The value as far as it is written out, a stand-in where an expression stands.
  var outline: Value {
    switch content {
    case .literal(let value): value
    case .expression, .broken: .string(Self.standIn)
    case .text(let segments):
      .string(segments.map { if case .literal(let text) = $0 { text } else { Self.standIn } }.joined())
    case .list(let elements): .list(elements.map(\.outline))
    case .map(let entries): .map(ValueMap(entries.map { (.string($0.key), $0.value.outline) }))
    }
  }
}
