internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// Reads the fields of an item's probe; what they must look like is checked when the inputs' types are known.
  func decodeProbe(_ item: inout ItemTemplate, _ entry: Entry) {
    guard let type = registry[item.kind] else { return }
    let description = type.description
    var what: String { "`\(description.kind)`" }
    guard let reader = MapReader(entry.value, what, self) else { return }
    if !reader.hasOnly(description.keySet) { reader.allowOnly(description.keys, in: what) }
    item.isProbeReadable = !reader.hasMisspelled
    for field in description.requiredFields
    where reader[field.name] == nil && !reader.isMisspelled(field.name) {
      report("missing-key", "\(what) needs the key `\(field.name)`", at: entry.key.span, help: field.summary)
    }
    if description.target != nil, let node = reader["target"], let name = text(node, "`target`") {
      item.target = (name, node.span)
    }
    let names = description.fieldsByName
    for field in entry.value.mapping ?? [] {
      guard let name = field.key.scalar?.text, names[name] != nil else { continue }
      item.probeFields.append((name, field.key.span, template(field.value)))
    }
    if names["targets"] != nil {
      item.extraTargets = reader.texts("targets").map { (name: $0.text, span: $0.span) }
    }
  }

  /// Reads `expect`: paths into the observation, and what must hold there.
  func expectations(_ node: Node, of description: ProbeDescription) -> [ExpectationTemplate] {
    guard MapReader(node, "`expect`", self) != nil, let entries = node.mapping else { return [] }
    if entries.isEmpty { report("nothing-expected", "`expect` is empty", at: node.span) }
    return entries.compactMap { entry in
      guard let path = observationPath(entry.key, of: description) else { return nil }
      let matchers: [(keyword: String, keywordSpan: Span, value: Template)]
      if let keywords = entry.value.mapping {
        matchers = keywords.compactMap { matcher($0) }
        if keywords.isEmpty {
          report("nothing-expected", "there is no matcher here", at: entry.value.span)
        }
      } else {
        matchers = [("eq", entry.value.span, template(entry.value))]
      }
      return ExpectationTemplate(
        path: path.path, type: path.type, pathSpan: entry.key.span, matchers: matchers)
    }
  }

  private func matcher(_ entry: Entry) -> (keyword: String, keywordSpan: Span, value: Template)? {
    guard let keyword = entry.key.scalar?.text else { return nil }
    guard Matcher.keywords.contains(keyword) else {
      report(
        "unknown-matcher", "there is no matcher `\(keyword)`", at: entry.key.span,
        help: Self.suggestion(for: keyword, among: Matcher.keywords)
          ?? "matchers are \(Matcher.keywords.joined(separator: ", ")); for equality with a map write `eq: {...}`"
      )
      return nil
    }
    return (keyword, entry.key.span, template(entry.value))
  }

  /// Reads a path into the observation and checks it against the kind's fields.
  func observationPath(_ node: Node, of description: ProbeDescription) -> (path: ObservationPath, type: Type)?
  {
    guard let text = node.scalar?.text else {
      report("wrong-type", "a path into the observation is text, this is \(node.kindName)", at: node.span)
      return nil
    }
    if let known = knownPaths[description.kind]?[text] { return known }
    do {
      let path = try ObservationPath(parsing: text)
      switch path.type(in: description.observation(naming: [path.field])) {
      case .success(let type):
        knownPaths[description.kind, default: [:]][text] = (path, type)
        return (path, type)
      case .failure(let fault):
        report(
          "unknown-field", fault.message, at: span(of: fault.range, in: node), help: fault.help)
        return nil
      }
    } catch {
      report("invalid-path", error.message, at: span(of: error.range, in: node), help: error.help)
      return nil
    }
  }
}
