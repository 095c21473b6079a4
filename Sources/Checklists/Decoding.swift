internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// What decoding one set of files knows and finds: the texts, the kinds of probe, and the faults so far.
final class Decoding {
  let registry: ProbeRegistry
  var sources = SourceMap()
  var diagnostics = Diagnostics()
  /// Where the secrets go that stand in files.
  let secrets: LiteralSecrets
  /// Whether an expression that was parsed since the item began reads `needs`.
  var hasReadNeeds = false
  /// Whether an expression was parsed since the item began.
  var hasReadExpression = false
  /// The packs that may be included.
  let packs: PackLibrary
  /// Every key that an item may have.
  let knownItemKeys: Set<String>
  /// The sound paths into the observations of each kind that were read so far: items have the same over and over.
  var knownPaths: [String: [String: (path: ObservationPath, type: Type)]] = [:]

  init(registry: ProbeRegistry, redactor: Redactor, packs: PackLibrary = PackLibrary()) {
    self.registry = registry
    self.packs = packs
    knownItemKeys = Set(Self.itemKeys + registry.names)
    secrets = LiteralSecrets(registry, redactor)
  }

  func report(
    _ code: Diagnostic.Code, _ message: String, at span: Span, severity: Diagnostic.Severity = .error,
    related: [Diagnostic.Label] = [], help: String? = nil
  ) {
    diagnostics.add(Diagnostic(code, message, at: span, severity: severity, related: related, help: help))
  }

  /// Does something of which the faults are not told here. What it reads is among the texts all the same, so that
  /// others may point into it.
  func quietly<Result>(_ body: () -> Result) -> Result {
    let before = diagnostics
    defer { diagnostics = before }
    return body()
  }

  /// A template stands where a secret does: what it says must not be seen in a snippet.
  func noteSecret(_ template: Template) {
    switch template.content {
    case .literal(.null), .literal(.bool), .expression: return
    case .literal(let value): secrets.redactor.add(value)
    case .text(let segments):
      for case .literal(let text) in segments { secrets.add(piece: text) }
    case .broken: break
    case .list(let elements): return elements.forEach(noteSecret)
    case .map(let entries): return entries.forEach { noteSecret($0.value) }
    }
    secrets.note(sourceOf: template.span, in: sources)
  }

  /// The place in the source of a range within a scalar's text.
  func span(of range: Range<Int>, in node: Node) -> Span {
    sourceSpan(of: range, in: node, of: sources[node.span.file])
  }

  /// How many names are compared for "did you mean".
  static let mostCandidates = 1000

  /// "did you mean", if a candidate is near.
  static func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    closestMatch(to: word, among: candidates).map { "did you mean `\($0)`?" }
  }
}

/// Reads the keys of one map and reports those that nobody knows.
final class MapReader {
  let decoding: Decoding
  let span: Span
  private let entries: [Entry]
  /// Where they are many, the entries by their keys.
  private let index: [String: Entry]?
  private var misspelled: Set<String> = []
  /// A bit for the length and first letter of each key: most keys that are asked for are not there.
  private let signs: UInt64

  /// Reports a node that is not a map, and is nil then.
  convenience init?(_ node: Node, _ what: @autoclosure () -> String, _ decoding: Decoding) {
    guard let entries = node.mapping else {
      decoding.report("wrong-type", "\(what()) is a map, this is \(node.kindName)", at: node.span)
      return nil
    }
    self.init(entries: entries, span: node.span, decoding)
  }

  init(entries: [Entry], span: Span, _ decoding: Decoding) {
    self.decoding = decoding
    self.span = span
    self.entries = entries
    signs = entries.reduce(0) { $0 | ($1.key.scalar.map { Self.sign(of: $0.text) } ?? 0) }
    // A short list is searched sooner than a table is made of it.
    index =
      entries.count <= 24
      ? nil
      : Dictionary(entries.compactMap { entry in entry.key.scalar.map { ($0.text, entry) } }) { first, _ in
        first
      }
  }

  subscript(key: String) -> Node? { entry(key)?.value }

  func entry(_ key: String) -> Entry? {
    guard signs & Self.sign(of: key) != 0 else { return nil }
    if let index { return index[key] }
    return entries.firstIndex { $0.key.hasText(key) }.map { entries[$0] }
  }

  private static func sign(of key: String) -> UInt64 {
    1 << UInt64((key.utf8.count &* 5 &+ Int(key.utf8.first ?? 0)) % 64)
  }

  /// The keys, sorted.
  var keys: [String] { entries.compactMap(\.key.scalar?.text).sorted() }

  /// Whether every key is one of these.
  func hasOnly(_ known: Set<String>) -> Bool {
    entries.indices.allSatisfy { entries[$0].key.hasText(among: known) }
  }

  /// Reports every key that is not one of these; `help` may say more of a particular one.
  func allowOnly(_ known: [String], in what: String, help: (String) -> String? = { _ in nil }) {
    let named = entries.compactMap { entry in entry.key.scalar.map { (key: $0.text, entry: entry) } }
    for (key, entry) in named.filter({ !known.contains($0.key) }).sorted(by: { $0.key < $1.key }) {
      let special = help(key)
      if special == nil, let meant = closestMatch(to: key, among: known) { misspelled.insert(meant) }
      decoding.report(
        "unknown-key", "\(what) has no key `\(key)`", at: entry.key.span,
        help: special ?? Decoding.suggestion(for: key, among: known)
          ?? "known here: " + known.joined(separator: ", "))
    }
  }

  /// Whether `allowOnly` reported an unknown key that was probably meant to be this one.
  func isMisspelled(_ key: String) -> Bool { misspelled.contains(key) }

  /// Whether `allowOnly` reported an unknown key that was probably meant to be a known one.
  var hasMisspelled: Bool { !misspelled.isEmpty }

  /// The node of a key that must be there.
  func required(_ key: String, in what: String) -> Node? {
    if let node = self[key] { return node }
    if !isMisspelled(key) {
      decoding.report("missing-key", "\(what) needs the key `\(key)`", at: span.start)
    }
    return nil
  }

  /// Plain text: no `${...}`.
  func text(_ key: String) -> String? {
    guard let node = self[key] else { return nil }
    return decoding.text(node, "`\(key)`")
  }

  func bool(_ key: String) -> Bool? {
    guard let node = self[key] else { return nil }
    if case .bool(let value)? = node.scalar?.value { return value }
    decoding.report(
      "wrong-type", "`\(key)` is true or false, this is \(node.kindName)", at: node.span,
      help: ["yes", "on", "no", "off"].contains(node.string?.lowercased() ?? "")
        ? "YAML 1.2 reads yes, no, on and off as text: write true or false" : nil)
    return nil
  }

  /// A list of plain texts.
  func texts(_ key: String) -> [(text: String, span: Span)] {
    guard let node = self[key] else { return [] }
    guard let elements = node.sequence else {
      decoding.report(
        "wrong-type", "`\(key)` is a list, this is \(node.kindName)", at: node.span,
        help: node.scalar.map { $0.value == .null ? "write `\(key): []`" : "write `\(key): [\($0.text)]`" })
      return []
    }
    return elements.compactMap { element in
      decoding.text(element, "an element of `\(key)`").map { ($0, element.span) }
    }
  }
}

extension Decoding {
  /// A scalar that is text as it stands.
  func text(_ node: Node, _ what: @autoclosure () -> String) -> String? {
    guard let scalar = node.scalar, scalar.value == .string else {
      report(
        "wrong-type", "\(what()) is text, this is \(node.kindName)", at: node.span,
        help: node.scalar.map {
          $0.value == .null ? "write the text behind the colon" : "quote it: \"\($0.text)\""
        })
      return nil
    }
    if scalar.text.contains(ascii: "${") {
      report(
        "interpolation-not-allowed", "`${...}` has no place in \(what())", at: node.span,
        help: "it must be known before any input is: write it out")
      return nil
    }
    return scalar.text
  }

  /// One of the words of an enumeration.
  func word<Word: RawRepresentable & CaseIterable>(_ node: Node, _ what: String) -> Word?
  where Word.RawValue == String {
    guard let text = text(node, what) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    report(
      "unknown-word", "\(what) is one of \(words.joined(separator: ", ")), not `\(text)`", at: node.span,
      help: Self.suggestion(for: text, among: words))
    return nil
  }
}
