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
  static let functions: Set<String> = ["env", "secret_file"]
}

/// Reads environments, each file once.
struct EnvironmentLoader {
  let decoding: Decoding
  let directory: String

  /// The names of all environments, sorted.
  var names: [String] {
    FileSystem.names(in: directory).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map(Path.stem)
  }

  /// Reads an environment with all that it extends; nil where it is beyond use.
  func environment(_ name: String) -> Environment? {
    guard let merged = merged(name, namedAt: nil, stack: []) else { return nil }
    let inputs = (merged.inputs ?? []).compactMap { entry -> (String, Environment.Input)? in
      guard let name = decoding.name(entry.key, of: "an input") else { return nil }
      return (name, .init(value: decoding.template(entry.value), nameSpan: entry.key.span))
    }
    let targets = (merged.targets ?? []).compactMap { entry in target(entry).map { ($0.name, $0) } }
    let environment = Environment(
      name: name, directory: directory, inputs: Dictionary(inputs) { $1 }, targets: Dictionary(targets) { $1 })
    check(environment)
    return environment
  }

  private struct Merged {
    var inputs: [Entry]?
    var targets: [Entry]?
  }

  private func merged(_ name: String, namedAt span: Span?, stack: [String]) -> Merged? {
    let path = file(of: name)
    guard let root = decoding.parse(path, namedAt: span) else { return nil }
    let what = "an environment"
    guard let reader = MapReader(root, what, decoding) else { return nil }
    reader.allowOnly(["checkctl", "environment", "extends", "inputs", "targets", "description"], in: what)
    decoding.checkVersion(reader, in: what)
    if let node = reader.required("environment", in: what), let own = decoding.text(node, "`environment`"), own != name {
      decoding.report(
        "name-mismatch", "the file is named `\(name)`, its environment `\(own)`", at: node.span,
        help: "rename one of them")
    }
    var result = Merged()
    for base in reader.texts("extends") {
      guard !(stack + [name]).contains(base.text) else {
        decoding.report(
          "extends-cycle", "this environment extends itself: " + (stack + [name, base.text]).joined(separator: " → "),
          at: base.span)
        continue
      }
      guard let other = merged(base.text, namedAt: base.span, stack: stack + [name]) else { continue }
      result.inputs = deepMerge(result.inputs, other.inputs)
      result.targets = deepMerge(result.targets, other.targets)
    }
    result.inputs = deepMerge(result.inputs, entries(reader["inputs"], "`inputs`"))
    result.targets = deepMerge(result.targets, entries(reader["targets"], "`targets`"))
    return result
  }

  private func file(of name: String) -> String {
    let yaml = Path.join(directory, name + ".yaml")
    let yml = Path.join(directory, name + ".yml")
    return !FileSystem.exists(yaml) && FileSystem.exists(yml) ? yml : yaml
  }

  private func entries(_ node: Node?, _ what: String) -> [Entry]? {
    guard let node, node.scalar?.value != .null, MapReader(node, what, decoding) != nil else { return nil }
    return node.mapping
  }

  /// Maps merge, at any depth; of anything else the later one wins.
  private func deepMerge(_ base: [Entry]?, _ later: [Entry]?) -> [Entry]? {
    guard var result = base, let later else { return later ?? base }
    for entry in later {
      guard let place = result.firstIndex(where: { $0.key.scalar?.text == entry.key.scalar?.text }) else {
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

  private func target(_ entry: Entry) -> Environment.TargetTemplate? {
    guard let name = decoding.name(entry.key, of: "a target"), let reader = MapReader(entry.value, "a target", decoding)
    else { return nil }
    let types = decoding.registry.targets
    let found = types.compactMap { type in reader[type.type].map { (type, $0) } }
    guard let (type, address) = found.first else {
      decoding.report(
        "unknown-target-type", "the target `\(name)` does not say what it is", at: entry.value.span,
        help: "give it one of " + types.map { "`\($0.type):`" }.joined(separator: ", "))
      return nil
    }
    if found.count > 1 {
      decoding.report(
        "conflicting-keys", "a target is one thing, `\(name)` is \(found.map(\.0.type).joined(separator: " and "))",
        at: entry.value.span)
    }
    reader.allowOnly([type.type] + type.fields.map(\.name), in: "a target of type \(type.type)")
    let fields = (entry.value.mapping ?? []).compactMap { field -> Template.Entry? in
      guard let key = field.key.scalar?.text, type.fields.contains(where: { $0.name == key }) else { return nil }
      return Template.Entry(key: key, keySpan: field.key.span, value: decoding.template(field.value))
    }
    return .init(
      name: name, nameSpan: entry.key.span, type: type.type, address: decoding.template(address), fields: fields)
  }

  private func check(_ environment: Environment) {
    let checker = TemplateChecker(
      decoding: decoding, declarations: Declarations(inputs: [:], functions: Environment.functions), patterned: [])
    for input in environment.inputs.values { checker.checkExpressions(input.value) }
    for target in environment.targets.values {
      guard let type = decoding.registry.targets.first(where: { $0.type == target.type }) else { continue }
      checker.check(target.address, type.address)
      for field in target.fields {
        if let known = type.fields.first(where: { $0.name == field.key }) { checker.check(field.value, known) }
      }
    }
  }
}
