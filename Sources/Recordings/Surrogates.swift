internal import CheckEngine
internal import ProbeKit
internal import Values

/// What stands in a recording for the secrets of a run: for each another text of the same length and kind, the same
/// wherever the secret stands, in each of the forms in which it may stand there.
struct Surrogates {
  private struct Pattern {
    let bytes: [UInt8]
    let replacement: [UInt8]
    let isWord: Bool
  }

  /// The texts that stand for secrets.
  private(set) var texts: [String] = []
  private let key: String
  /// By their first byte, the longest first.
  private var patterns: [[Pattern]] = Array(repeating: [], count: 256)

  /// Surrogates for these secrets. With another key they are other ones, and nobody who does not know the key can tell
  /// whether a guessed secret is the one that a surrogate stands for.
  init(for secrets: [String], key: String) {
    self.key = key
    let known = Set(secrets)
    var taken: Set<String> = []
    // A secret that holds another one keeps it, as its surrogate.
    for secret in known.sorted(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
      let surrogate = surrogate(for: secret, known, taken)
      taken.insert(surrogate)
      add(secret, surrogate)
    }
    texts = taken.sorted()
  }

  private func surrogate(for secret: String, _ known: Set<String>, _ taken: Set<String>) -> String {
    let held = replaced(secret)
    if !held.hasSameBytes(as: secret), held.utf8.count == secret.utf8.count, !known.contains(held) {
      return completed(held, of: secret)
    }
    var candidate = secret
    for attempt in 0..<50 {
      var scrambling = Scrambling(key: key, secret: secret, attempt: attempt)
      candidate = scrambling.text(for: secret)
      if !taken.contains(candidate), !known.contains(candidate), replaced(candidate) == candidate { break }
    }
    return candidate
  }

  /// A secret whose parts have their surrogates already, with the rest scrambled.
  private func completed(_ held: String, of secret: String) -> String {
    let (old, new) = (Array(secret.utf8), Array(held.utf8))
    var scrambling = Scrambling(key: key, secret: secret, attempt: 0)
    let other = Array(scrambling.text(for: secret).utf8)
    guard other.count == old.count else { return held }
    let bytes = old.indices.map { old[$0] == new[$0] ? other[$0] : new[$0] }
    return String(validating: bytes, as: UTF8.self) ?? held
  }

  private mutating func add(_ secret: String, _ surrogate: String) {
    let isWord = SecretForms.isWord(secret)
    var pairs = Array(zip(SecretForms.all(of: secret), SecretForms.all(of: surrogate)))
    if !isWord {
      for form in [base64(Array(secret.utf8)), base64(Array(surrogate.utf8))].paired {
        pairs.append(form)
        pairs.append((form.0.unpadded, form.1.unpadded))
      }
    }
    var seen: Set<String> = []
    for (form, replacement) in pairs where !form.isEmpty && seen.insert(form).inserted {
      let pattern = Pattern(bytes: Array(form.utf8), replacement: Array(replacement.utf8), isWord: isWord)
      let first = Int(pattern.bytes[0])
      let place = patterns[first].firstIndex { $0.bytes.count < pattern.bytes.count } ?? patterns[first].count
      patterns[first].insert(pattern, at: place)
    }
  }

  /// The text with surrogates for the secrets in it.
  func replaced(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    var isChanged = false
    while place < bytes.count {
      guard let pattern = pattern(in: bytes, at: place) else {
        result.append(bytes[place])
        place += 1
        continue
      }
      isChanged = true
      result += pattern.replacement
      let end = place + pattern.bytes.count
      result += remainder(of: bytes, from: place + 1, to: end)
      place = max(end, overlap(in: bytes, from: place + 1, to: end))
    }
    return isChanged ? String(decoding: result, as: UTF8.self) : text
  }

  /// Where the secrets end that begin within another one and go on behind it.
  private func overlap(in bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var (farthest, place) = (end, start)
    while place < farthest {
      if let pattern = pattern(in: bytes, at: place) { farthest = max(farthest, place + pattern.bytes.count) }
      place += 1
    }
    return farthest
  }

  /// What stands for the part of such secrets behind the first one.
  private func remainder(of bytes: [UInt8], from start: Int, to end: Int) -> [UInt8] {
    let farthest = overlap(in: bytes, from: start, to: end)
    guard farthest > end else { return [] }
    let rest = String(decoding: bytes[end..<farthest], as: UTF8.self)
    var scrambling = Scrambling(key: key, secret: rest, attempt: 0)
    return Array(scrambling.text(for: rest).utf8)
  }

  private func pattern(in bytes: [UInt8], at place: Int) -> Pattern? {
    patterns[Int(bytes[place])].first { pattern in
      let end = place + pattern.bytes.count
      guard end <= bytes.count, bytes[place..<end].elementsEqual(pattern.bytes) else { return false }
      return !pattern.isWord
        || (place == 0 || !bytes[place - 1].isOfWord) && (end == bytes.count || !bytes[end].isOfWord)
    }
  }

  /// The value with surrogates for the secrets in it, in keys too.
  func replaced(_ value: Value) -> Value {
    switch value {
    case .string(let text): return .string(replaced(text))
    case .bytes(let bytes): return .bytes(replaced(bytes))
    case .list(let elements): return .list(elements.map(replaced))
    case .map(let entries):
      return .map(
        ValueMap(
          entries.map { entry -> (ValueKey, Value) in
            guard case .string(let key) = entry.key else { return (entry.key, replaced(entry.value)) }
            return (.string(replaced(key)), replaced(entry.value))
          }))
    case .int, .uint, .double, .decimal: return number(value)
    case .duration(let duration):
      let text = replaced(duration.unitText)
      return text == duration.unitText ? value : .duration(Duration(units: text) ?? .zero)
    case .timestamp(let time):
      guard replaced(time.description) != time.description else { return value }
      var stream = KeyStream(key: key, label: time.description)
      return .timestamp(Timestamp(seconds: Int64(stream.next()) * 86_400 * 60 + Int64(stream.next())))
    case .null, .bool, .opaque: return value
    }
  }

  private func number(_ value: Value) -> Value {
    let text = value.json
    let other = replaced(text)
    guard other != text else { return value }
    // A number of as many digits, which begins so low that the type holds it.
    let candidates = [other] + [other.replacingFirstDigit()].compactMap(\.self)
    for candidate in candidates {
      let number: Value? =
        switch value {
        case .int: Int64(candidate).map { .int($0) }
        case .uint: UInt64(candidate).map { .uint($0) }
        case .double: Double(candidate).map { .double($0) }
        default: Decimal(candidate).map { .decimal($0) }
        }
      if let number { return number }
    }
    return .string(other)
  }

  private func replaced(_ bytes: [UInt8]) -> [UInt8] {
    if let text = String(validating: bytes, as: UTF8.self) { return Array(replaced(text).utf8) }
    let text = base64(bytes)
    guard replaced(text) != text else { return bytes }
    if let other = base64Decoded(replaced(text)), other.count == bytes.count { return other }
    var stream = KeyStream(key: key, label: text)
    return stream.bytes(bytes.count)
  }
}

extension Surrogates {
  func replaced(_ answer: Result<Observation, ProbeError>) -> Result<Observation, ProbeError> {
    switch answer {
    case .success(let observation): .success(replaced(observation))
    case .failure(let error):
      .failure(
        ProbeError(
          error.kind, replaced(error.message), isTransient: error.isTransient,
          refusal: error.refusal.map(replaced), excerpt: error.excerpt.map(replaced),
          awaited: error.awaited.map(replaced)))
    }
  }

  func replaced(_ question: RecordedQuestion) -> RecordedQuestion {
    RecordedQuestion(
      kind: question.kind, target: question.target.map { replaced($0) },
      targets: question.targets.mapValues { replaced($0) },
      fields: replaced(Value.map(question.fields)).map ?? [:])
  }

  /// The observation with surrogates for the secrets in it.
  func replaced(_ observation: Observation) -> Observation {
    Observation(
      replaced(.map(observation.fields)).map ?? [:], noData: observation.noData.map(replaced),
      excerpt: observation.excerpt.map(replaced), cause: observation.cause.map(replaced),
      notes: observation.notes.map(replaced), undecidable: observation.undecidable.mapValues(replaced),
      declared: observation.declared, isFinal: observation.isFinal)
  }
}

extension UInt8 {
  /// Whether it is part of a word, as the redactor has it.
  fileprivate var isOfWord: Bool {
    self >= 0x80 || self == UInt8(ascii: "_") || Unicode.Scalar(self).properties.isAlphabetic || isDigit(self)
  }
}

extension String {
  fileprivate var unpadded: String {
    var text = self
    while text.hasSuffix("=") { text.removeLast() }
    return text
  }

  fileprivate func replacingFirstDigit() -> String? {
    guard let place = firstIndex(where: { ("0"..."9").contains($0) }) else { return nil }
    return self[..<place] + "1" + self[index(after: place)...]
  }
}

extension [String] {
  /// The two of them, as base64 has them in both alphabets.
  fileprivate var paired: [(String, String)] {
    func forURLs(_ text: String) -> String {
      text.replacing(exactly: "+", with: "-").replacing(exactly: "/", with: "_")
    }
    return [(self[0], self[1]), (forURLs(self[0]), forURLs(self[1]))]
  }
}
