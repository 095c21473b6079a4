internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Finds the secrets that stand in files as they are and makes them known to the redactor before anything is
/// shown, so that no snippet of a diagnostic holds one; also where a key is misspelled or the file cannot be parsed.
struct LiteralSecrets {
  let redactor: Redactor
  private let names: Set<String>
  private let otherNames: Set<String>

  init(_ registry: ProbeRegistry, _ redactor: Redactor) {
    self.redactor = redactor
    var secret: Set<String> = []
    var other: Set<String> = []
    let fields =
      registry.kinds.flatMap { $0.description.fields } + registry.targets.flatMap { $0.fields + [$0.address] }
    for field in fields { Self.collect(field, &secret, &other) }
    names = secret
    otherNames = other.subtracting(secret)
  }

  private static func collect(
    _ field: FieldDescription, _ secret: inout Set<String>, _ other: inout Set<String>
  ) {
    if field.isSecret { secret.insert(field.name) } else { other.insert(field.name) }
    collect(field.type, &secret, &other)
  }

  private static func collect(_ type: FieldType, _ secret: inout Set<String>, _ other: inout Set<String>) {
    switch type {
    case .object(let fields):
      for field in fields { collect(field, &secret, &other) }
    case .list(let inner), .map(let inner): collect(inner, &secret, &other)
    case .either(let types):
      for type in types { collect(type, &secret, &other) }
    default: break
    }
  }

  /// Everything below a node that stands under the name of a secret, and every password within a URL or DSN.
  func note(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): noteEmbedded(in: scalar.text)
    case .sequence(let elements): elements.forEach(note)
    case .mapping(let entries):
      for entry in entries {
        if isSecret(entry.key.scalar?.text ?? "") { noteAll(entry.value) } else { note(entry.value) }
      }
    }
  }

  /// Everything below a node.
  func noteAll(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      guard scalar.value != .null, !scalar.text.contains("${") else { return }
      if case .bool = scalar.value { return }
      redactor.add(scalar.text)
    case .sequence(let elements): elements.forEach(noteAll)
    case .mapping(let entries): entries.forEach { noteAll($0.value) }
    }
  }

  /// Everything in a value.
  func noteAll(_ value: Value) {
    switch value {
    case .string(let text): redactor.add(text)
    case .list(let elements): elements.forEach(noteAll)
    case .map(let entries): entries.forEach { noteAll($0.value) }
    case .int, .uint, .double, .decimal: redactor.add(value.json)
    default: break
    }
  }

  /// The secrets of a file that cannot be parsed, line by line.
  func note(lines text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      noteEmbedded(in: String(line))
      for name in names {
        var rest = line[...]
        while let found = rest.firstRange(of: name) {
          rest = rest[found.upperBound...]
          if let value = Self.value(after: rest) { redactor.add(value) }
        }
      }
    }
  }

  /// What follows a key's colon, without quotes and what closes a flow map.
  private static func value(after key: Substring) -> String? {
    let rest = key.drop { $0 == "\"" || $0 == "'" || $0 == " " }
    guard rest.first == ":" else { return nil }
    let text = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    let value: Substring
    if let quote = text.first, quote == "\"" || quote == "'" {
      value = text.dropFirst().prefix { $0 != quote }
    } else {
      value = text.prefix { !",}#".contains($0) }
    }
    return value.isEmpty || value.contains("${") ? nil : String(value)
  }

  private func isSecret(_ key: String) -> Bool {
    if names.contains(key) { return true }
    if otherNames.contains(key) { return false }
    return closestMatch(to: key, among: names) != nil
  }

  /// The password in `scheme://user:password@host` and in `password=...`.
  private func noteEmbedded(in text: String) {
    var rest = text[...]
    while let found = rest.firstRange(of: "://") {
      rest = rest[found.upperBound...]
      let authority = rest.prefix { !"/?#\"' ".contains($0) }
      guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
        continue
      }
      add(authority[authority.index(after: colon)..<at])
    }
    rest = text[...]
    while let found = rest.firstRange(of: "password=") {
      rest = rest[found.upperBound...]
      if let quote = rest.first, quote == "'" {
        add(rest.dropFirst().prefix { $0 != quote })
      } else {
        add(rest.prefix { !" &\"'".contains($0) })
      }
    }
  }

  private func add(_ secret: Substring) {
    guard !secret.contains("${") else { return }
    redactor.add(String(secret))
  }
}
