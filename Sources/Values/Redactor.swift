/// Masks secrets wherever they would be shown. It knows every secret of a run, in the forms in which they turn
/// up: raw, URL-encoded, JSON-escaped and in base64 at any alignment. Everything that leaves the program goes
/// through it, before it is shortened.
public final class Redactor: Sendable {
  /// What stands in the place of a secret.
  public static let mask = "********"

  private struct State {
    var secrets: Set<[UInt8]> = []
    /// Lists and maps that are secrets as a whole.
    var structures: Set<Value> = []
    /// Those of them whose forms are not made yet: files may bring thousands before anything is shown.
    var unprepared: [String] = []
    /// By their first byte, the longest first; empty where there are none at all.
    var patterns: [[SecretPattern]] = []

    mutating func prepare() {
      let added = unprepared.reduce(into: Set()) { $0.formUnion(SecretPattern.all(for: $1)) }
      unprepared = []
      if patterns.isEmpty, !added.isEmpty { patterns = Array(repeating: [], count: 256) }
      for (first, added) in Dictionary(grouping: added.filter { !$0.bytes.isEmpty }, by: { $0.bytes[0] }) {
        patterns[Int(first)] = Set(patterns[Int(first)]).union(added).sorted {
          $0.bytes.count > $1.bytes.count
        }
      }
    }
  }

  private let state = Lock(State())

  /// Knows no secret yet.
  public init() {}

  /// Every secret that it knows.
  public var secrets: [String] { state.withLock { $0.secrets.map { String(decoding: $0, as: UTF8.self) } } }

  /// Whether it knows no secret, so that there is nothing to mask.
  public var isIdle: Bool { state.withLock { $0.secrets.isEmpty } }

  /// Masks this secret from now on. A blank one is nothing to mask; one of fewer than four bytes is masked
  /// only where it stands as a word of its own, or no output could be read.
  public func add(_ secret: String) {
    let trimmed = secret.drop(while: \.isWhitespace)
    guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return }
    // A file of a secret often ends in a newline that its users cut off.
    if trimmed[...last].utf8.count < secret.utf8.count { add(String(trimmed[...last])) }
    state.withLock { state in
      if state.secrets.insert(Array(secret.utf8)).inserted { state.unprepared.append(secret) }
    }
  }

  /// Masks every text and every number in this value from now on, and knows it as a whole again.
  public func add(_ value: Value) {
    switch value {
    case .string(let text): add(text)
    case .bytes(let bytes):
      String(validating: bytes, as: UTF8.self).map { add($0) }
      add(base64(bytes))
    case .list(let elements):
      state.withLock { _ = $0.structures.insert(value) }
      elements.forEach { add($0) }
    case .map(let entries):
      state.withLock { _ = $0.structures.insert(value) }
      entries.forEach { add($0.value) }
    case .int, .uint, .double, .decimal: add(value.json)
    case .duration(let duration): add(duration.unitText)
    case .timestamp(let timestamp): add(timestamp.description)
    case .opaque(let other): add(other.base.description)
    case .null, .bool: break
    }
  }

  /// Whether this value is known as a secret: a text, bytes, or a list or a map as a whole.
  public func knows(_ value: Value) -> Bool {
    switch value {
    case .string(let text): state.withLock { $0.secrets.contains(Array(text.utf8)) }
    case .bytes(let bytes): state.withLock { $0.secrets.contains(Array(base64(bytes).utf8)) }
    case .list, .map: state.withLock { $0.structures.contains(value) }
    default: false
    }
  }

  /// The text with every known secret masked.
  public func redact(_ text: String) -> String { masked(text) { _ in true } }

  /// A text that is put together of masked values and of the program's own words, with what secrets it may still hold
  /// masked; but not those of fewer than four bytes, which stand in counts and places everywhere.
  public func redactComposed(_ text: String) -> String { masked(text) { !$0.asWord } }

  private func masked(_ text: String, by counts: (SecretPattern) -> Bool) -> String {
    let patterns = state.withLock { state in
      if !state.unprepared.isEmpty { state.prepare() }
      return state.patterns
    }
    guard !patterns.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var kept = 0
    var index = 0
    // Where secrets overlap, all that any of them covers is one mask.
    while index < bytes.count {
      let beginning = patterns[Int(bytes[index])]
      if !beginning.isEmpty,
        let pattern = beginning.first(where: { counts($0) && $0.matches(bytes, at: index) })
      {
        if index >= kept {
          result += bytes[kept..<index]
          result += Array(Self.mask.utf8)
        }
        kept = max(kept, index + pattern.bytes.count)
      }
      index += 1
    }
    guard kept > 0 else { return text }
    return String(decoding: result + bytes[kept...], as: UTF8.self)
  }

  /// The value with every known secret masked, in keys too.
  public func redact(_ value: Value) -> Value {
    guard !isIdle else { return value }
    return switch value {
    case .string(let text): .string(redact(text))
    case .bytes(let bytes):
      String(validating: bytes, as: UTF8.self).map { .bytes(Array(redact($0).utf8)) } ?? value
    case .list(let elements): .list(elements.map(redact))
    case .map(let entries):
      .map(
        ValueMap(
          entries.map { entry -> (ValueKey, Value) in
            guard case .string(let key) = entry.key else { return (entry.key, redact(entry.value)) }
            return (.string(redact(key)), redact(entry.value))
          }))
    case .int, .uint, .double, .decimal: redact(value.json) == value.json ? value : .string(Self.mask)
    case .opaque(let other):
      redact(other.base.description) == other.base.description ? value : .string(Self.mask)
    case .null, .bool, .duration, .timestamp: value
    }
  }
}

/// One form in which a secret may turn up.
private struct SecretPattern: Hashable, Sendable {
  let bytes: [UInt8]
  let asWord: Bool

  /// The bytes all at once: some secrets are long.
  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  func matches(_ text: [UInt8], at index: Int) -> Bool {
    guard index + bytes.count <= text.count else { return false }
    for (offset, byte) in bytes.enumerated() where text[index + offset] != byte { return false }
    guard asWord else { return true }
    let end = index + bytes.count
    return (index == 0 || !isWord(text[index - 1])) && (end == text.count || !isWord(text[end]))
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || Unicode.Scalar(byte).properties.isAlphabetic
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func all(for secret: String) -> Set<SecretPattern> {
    Set(
      SecretForms.all(of: secret).map {
        SecretPattern(bytes: Array($0.utf8), asWord: SecretForms.isWord(secret))
      })
  }
}
