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
  func note(_ node: Node, in sources: SourceMap) {
    switch node.content {
    case .scalar(let scalar): noteEmbedded(in: scalar.text)
    case .sequence(let elements): elements.forEach { note($0, in: sources) }
    case .mapping(let entries):
      for entry in entries {
        if isSecret(entry.key.scalar?.text ?? "") {
          noteAll(entry.value, in: sources)
        } else {
          note(entry.value, in: sources)
        }
      }
    }
  }

  /// Everything below a node.
  func noteAll(_ node: Node, in sources: SourceMap) {
    switch node.content {
    case .scalar(let scalar):
      guard scalar.value != .null, !scalar.text.contains("${") else { return }
      if case .bool = scalar.value { return }
      redactor.add(scalar.text)
      note(sourceOf: node.span, in: sources)
    case .sequence(let elements): elements.forEach { noteAll($0, in: sources) }
    case .mapping(let entries): entries.forEach { noteAll($0.value, in: sources) }
    }
  }

  /// A secret as it is written, with its escapes, line by line: so do snippets show it.
  func note(sourceOf span: Span, in sources: SourceMap) {
    let written = String(decoding: sources[span.file].bytes[span.bytes], as: UTF8.self)
    for line in written.split(whereSeparator: \.isNewline) { add(written: line) }
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
    let lines = text.split(whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      noteEmbedded(in: String(line))
      for name in names {
        var rest = line[...]
        while let found = rest.firstRange(of: name) {
          rest = rest[found.upperBound...]
          guard let value = Self.value(after: rest) else { continue }
          note(value)
          for inner in lines[(index + 1)...].prefix(while: { Self.indent(of: $0) > Self.indent(of: line) }) {
            add(written: inner)
          }
        }
      }
    }
  }

  /// What follows a key's colon.
  private static func value(after key: Substring) -> Substring? {
    let rest = key.drop { $0 == "\"" || $0 == "'" || $0 == " " }
    return rest.first == ":" ? rest.dropFirst().drop { $0 == " " || $0 == "\t" } : nil
  }

  private static func indent(of line: Substring) -> Int { line.prefix { $0 == " " }.count }

  /// A value of which nobody knows where it ends: at the first quote or the last, at what may close it or not at all.
  private func note(_ value: Substring) {
    if let quote = value.first, quote == "\"" || quote == "'" {
      let inner = value.dropFirst()
      add(inner.prefix { $0 != quote })
      add(written: inner.prefix(upTo: inner.lastIndex(of: quote) ?? inner.endIndex))
    } else {
      add(written: value.prefix { !",}#".contains($0) })
      add(written: value.prefix(through: value.lastIndex { !"}] ".contains($0) } ?? value.startIndex))
    }
  }

  /// A line of a secret without the quotes around it; the sign that begins a block is none.
  private func add(written line: Substring) {
    var text = line.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    if let first = text.first, "|>".contains(first), text.allSatisfy({ "|>+-0123456789".contains($0) }) {
      return
    }
    if let first = text.first, "\"'".contains(first) { text.removeFirst() }
    if let last = text.last, "\"'".contains(last) { text.removeLast() }
    add(text)
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
    guard !secret.isEmpty, !secret.contains("${") else { return }
    redactor.add(String(secret))
  }
}
