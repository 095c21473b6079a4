internal import Diagnostics
internal import Documents
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Finds the secrets that stand in files as they are and makes them known to the redactor before anything is
/// shown, so that no snippet of a diagnostic holds one; also where a key is misspelled or the file cannot be parsed.
struct LiteralSecrets {
  let redactor: Redactor
  private let registry: ProbeRegistry
  private let names: Set<String>
  private let otherNames: Set<String>
  /// The kinds whose fields may have secrets within.
  private let embedding: [any Probe.Type]
  private let meanings = Meanings()

  init(_ registry: ProbeRegistry, _ redactor: Redactor) {
    self.redactor = redactor
    self.registry = registry
    embedding = registry.kinds.filter { $0.description.embedsSecrets }
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

  /// What the keys of a map are.
  private indirect enum Ground {
    /// Those of a file or an item, and what nobody knows.
    case file
    /// Fields of a probe or a target, header fields among them.
    case fields
    /// What is within a known field.
    case field
    /// Names that a file gives; what is below them.
    case names(Ground)
    /// Data, in which names say nothing.
    case data

    static func below(keyOfFile key: String) -> Ground {
      switch key {
      case "inputs": .names(.data)
      case "for_each", "expect", "per", "outputs": .data
      case "targets": .names(.fields)
      case "override", "disable": .names(.file)
      case "items", "include", "defaults": .file
      default: .fields
      }
    }

    func below(_ key: KeyMeaning) -> Ground {
      switch self {
      case .file: key.belowInFile
      case .fields: key.belowInFields
      case .names(let ground): ground
      case .field, .data: self
      }
    }
  }

  /// Everything of a file that stands under the name of a secret, and the secrets within other texts, such as every
  /// password within a URL or DSN.
  func note(_ root: Node, in sources: SourceMap) { note(root, on: .file, in: sources) }

  /// The secrets within the texts of a file in which no key names one, such as passwords within URLs.
  func note(embeddedIn node: Node) {
    switch node.content {
    case .scalar(let scalar): noteEmbedded(in: scalar.text)
    case .sequence(let elements): elements.forEach(note(embeddedIn:))
    case .mapping(let entries): for entry in entries { note(embeddedIn: entry.value) }
    }
  }

  private func note(_ node: Node, on ground: Ground, in sources: SourceMap) {
    switch node.content {
    case .scalar(let scalar): noteEmbedded(in: scalar.text)
    case .sequence(let elements): for element in elements { note(element, on: ground, in: sources) }
    case .mapping(let entries):
      for entry in entries {
        if case .names(.data) = ground { noteDefault(of: entry.value, in: sources) }
        let meaning = meaning(of: entry.key.scalar?.text ?? "")
        if isSecret(meaning, entry.value, on: ground) {
          noteAll(entry.value, in: sources)
        } else {
          let below = ground.below(meaning)
          if case (.file, .fields) = (ground, below) { noteProbe(meaning.kinds, entry.value) }
          note(entry.value, on: below, in: sources)
        }
      }
    }
  }

  /// The default of an input that is, or is meant to be, a secret, also where its declaration is faulty.
  private func noteDefault(of declaration: Node, in sources: SourceMap) {
    let entries = declaration.mapping ?? []
    func isMeant(_ entry: Entry, _ name: String) -> Bool {
      let key = entry.key.scalar?.text ?? ""
      return key == name || closestMatch(to: key, among: [name]) != nil
    }
    guard entries.contains(where: { isMeant($0, "secret") && $0.value.scalar?.value != .bool(false) }) else {
      return
    }
    for entry in entries where isMeant(entry, "default") { noteAll(entry.value, in: sources) }
  }

  private func isSecret(_ key: KeyMeaning, _ value: Node, on ground: Ground) -> Bool {
    switch ground {
    case .data: false
    case .names: value.scalar != nil && key.isSecretName
    case .file, .field: key.isSecret
    case .fields: key.isSecret || key.isCredential
    }
  }

  /// What a key says of what follows it.
  private final class KeyMeaning {
    /// Whether it is the name of a secret field.
    let isSecretName: Bool
    /// Whether it is that, or is meant to be; most keys never stand where that matters.
    private(set) lazy var isSecret = isSecretName || !isOther && closestMatch(to: key, among: names) != nil
    /// Whether it is named like a credential.
    private(set) lazy var isCredential = !isOther && isNameOfCredential(key)
    /// What is below it where it is a key of a file or an item.
    let belowInFile: Ground
    /// What is below it where it is among fields.
    let belowInFields: Ground
    /// The kinds of probe that it may be, of those that know how to find secrets within their fields.
    let kinds: [any Probe.Type]
    private let key: String
    private let names: Set<String>
    private let isOther: Bool

    init(_ key: String, in secrets: LiteralSecrets) {
      self.key = key
      names = secrets.names
      isOther = secrets.otherNames.contains(key)
      isSecretName = names.contains(key)
      belowInFile = .below(keyOfFile: key)
      belowInFields = isOther && !["headers", "query", "form"].contains(key) ? .field : .fields
      // Where nobody knows the kind, any of them may be meant.
      kinds = secrets.registry[key].map { $0.description.embedsSecrets ? [$0] : [] } ?? secrets.embedding
    }
  }

  /// What is known of keys: files have the same over and over.
  private final class Meanings {
    var ofKeys: [String: KeyMeaning] = [:]
  }

  private func meaning(of key: String) -> KeyMeaning {
    if let known = meanings.ofKeys[key] { return known }
    let meaning = KeyMeaning(key, in: self)
    meanings.ofKeys[key] = meaning
    return meaning
  }

  /// Whether what follows such a key is a secret, for all that is known.
  func maySecretFollow(_ key: String) -> Bool {
    let meaning = meaning(of: key)
    return meaning.isSecret || meaning.isCredential
  }

  /// The secrets that only the kind knows how to find.
  private func noteProbe(_ kinds: [any Probe.Type], _ node: Node) {
    guard !kinds.isEmpty, let entries = node.mapping else { return }
    let literals = entries.compactMap { entry -> (ValueKey, Value)? in
      guard let key = entry.key.scalar?.text, let value = entry.value.literal else { return nil }
      return (.string(key), value)
    }
    guard !literals.isEmpty else { return }
    let fields = Fields(ValueMap(literals))
    for kind in kinds {
      for secret in kind.description.secrets(fields) { redactor.add(secret) }
    }
  }

  /// Everything below a node.
  func noteAll(_ node: Node, in sources: SourceMap) {
    switch node.content {
    case .scalar(let scalar):
      if case .bool = scalar.value { return }
      guard scalar.value != .null else { return }
      add(scalar.text)
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

  /// A line of a secret without the quotes around it; the sign that begins a block is none.
  func add(written line: Substring) {
    var text = line.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    if let first = text.first, "|>".contains(first), text.allSatisfy({ "|>+-0123456789".contains($0) }) {
      return
    }
    if let first = text.first, "\"'".contains(first) { text.removeFirst() }
    if let last = text.last, "\"'".contains(last) { text.removeLast() }
    add(String(text))
  }

  /// The passwords in `scheme://user:password@host` and in `password=...`.
  func noteEmbedded(in text: String) { passwords(within: text).forEach { add($0) } }

  /// A secret, or what of it is written out where `${...}` stands in it.
  func add(_ text: String) {
    let pieces = InterpolationScanner.pieces(of: text)
    guard pieces.count == 1, case .literal(let whole) = pieces[0] else {
      for case .literal(let piece) in pieces { add(piece: piece) }
      return
    }
    redactor.add(text)
    redactor.add(whole)
    for scheme in ["Bearer ", "Basic "] where whole.hasPrefix(scheme) {
      redactor.add(String(whole.dropFirst(scheme.count)))
    }
  }

  /// A literal part of a secret. A word before it is a scheme, such as `Bearer`; what is shorter than four bytes
  /// tells little, and stands in other words' places everywhere.
  func add(piece: String) {
    let word = piece.prefix { $0.isLetter || $0 == "-" }
    let rest = piece[word.endIndex...]
    let secret = rest.first == " " ? rest.dropFirst() : piece[...]
    if secret.utf8.count >= 4, secret.contains(where: { $0.isLetter || $0.isNumber }) {
      redactor.add(String(secret))
    }
  }
}

extension Node {
  /// The value, if no `${...}` stands anywhere in it.
  fileprivate var literal: Value? {
    switch content {
    case .scalar(let scalar): return scalar.text.contains(ascii: "${") ? nil : scalar.literal
    case .sequence(let elements):
      let values = elements.compactMap(\.literal)
      return values.count == elements.count ? .list(values) : nil
    case .mapping(let entries):
      let values = entries.compactMap { entry -> (ValueKey, Value)? in
        guard let key = entry.key.scalar?.text, let value = entry.value.literal else { return nil }
        return (.string(key), value)
      }
      return values.count == entries.count ? .map(ValueMap(values)) : nil
    }
  }
}
