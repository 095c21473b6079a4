internal import CEL
internal import ProbeKit
internal import Values

/// The reference of a kind of probe, from its description.
struct ProbeReference {
  private let description: ProbeDescription

  init(_ description: ProbeDescription) { self.description = description }

  var text: String {
    var text = "\(description.kind)  \(description.summary)\n"
    if let target = description.target {
      let orField = description.alternativesText.map { " or \($0)" } ?? ""
      text += "\nTARGET\(orField)\n  \(target.type)  \(target.summary)\n"
      text += table((target.address.unfolded + target.fields).map(row), indent: "    ")
      text += "    A checklist declares it as `targets: {NAME: \(target.type)}`, an environment binds it as\n"
      text +=
        "    `targets: {NAME: {\(target.type): ...}}`; an item names it as `target:` where there are several.\n"
    }
    text += "\nFIELDS\n" + table(description.fields.map(row), indent: "  ")
    text += "\nOBSERVATION, for `expect`, `assert`, `per` and `outputs`\n"
    text += table(description.observation.map { [$0.name, $0.type.description, $0.summary] }, indent: "  ")
    if description.isOpen { text += "  Which fields there are, only the run shows: any may be named.\n" }
    if let natural = description.naturalExpectation {
      text += "  By itself it expects \(natural.summary), unless `expect` names `\(natural.field)`.\n"
    }
    text += "\nMATCHERS\n" + table(Matcher.Keyword.allCases.map { [$0.rawValue, $0.summary] }, indent: "  ")
    for example in description.examples {
      text += "\nEXAMPLE  \(example.title)\n"
      text += example.yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }
        .joined()
    }
    if let details = description.details { text += "\n\(details)\n" }
    return text
  }

  private func row(_ field: FieldDescription) -> [String] {
    let marks = [
      field.isRequired ? "required" : nil, field.defaultValue.map { "default \(text($0, of: field.type))" },
      field.isSecret ? "secret" : nil,
    ].compactMap(\.self)
    let more = marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
    let keys = field.type.keys.isEmpty ? "" : " Keys: \(field.type.keys.joined(separator: ", "))."
    return [field.name, field.type.shortName, field.summary + keys + more]
  }

  private func text(_ value: Value, of type: FieldType) -> String {
    if case .size = type, case .int(let count) = value { return byteText(count) }
    return value.string ?? value.json.filter { $0 != "\"" }
  }
}

extension FieldDescription {
  /// The field, and those of the map that it is.
  fileprivate var unfolded: [FieldDescription] {
    guard case .object(let fields) = type else { return [self] }
    return [self] + fields.map { FieldDescription("\(name).\($0.name)", $0.type, $0.summary) }
  }
}

extension FieldType {
  /// The type in a word or two.
  fileprivate var shortName: String {
    switch self {
    case .object, .map: "a map"
    case .duration: "a duration"
    case .size: "a size"
    case .list(let element):
      "a list of \(element.shortName)".replacing("of a ", with: "of ").replacing("of an ", with: "of ")
    case .either(let types): types.map(\.shortName).joined(separator: " or ")
    default: name
    }
  }

  /// The keys, where it is or may be a map whose keys are known.
  fileprivate var keys: [String] {
    switch self {
    case .object(let fields): fields.map(\.name)
    case .either(let types): types.flatMap(\.keys)
    default: []
    }
  }
}
