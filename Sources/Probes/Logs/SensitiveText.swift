internal import RegularExpressions
internal import Values

/// Finds in a text what should not stand in a log: addresses of people, numbers of payment cards, and what opens
/// something.
struct SensitiveText: Sendable {
  /// What was found.
  enum Kind: String, CaseIterable, Sendable {
    case privateKey = "private_key"
    case jwt, key, token, password, email, card
  }

  struct Match: Sendable {
    let kind: Kind
    let range: Range<Int>
  }

  private let pattern: RegularExpression
  private let secretName: RegularExpression
  private let secretsWithin: RegularExpression

  private static let names =
    "[a-z0-9_.-]*(?:password|passwd|passphrase|pwd|secret|token|session[_-]?id|(?:api|access|account|private|signing)[_-]?key)"

  /// The groups of the pattern, in its order.
  private enum Group: Int, CaseIterable {
    case privateKey = 1, jwt, key, token, bearer, name, separator, value, passwordInURL, email, card
  }

  init() throws(RegularExpression.SyntaxError) {
    pattern = try RegularExpression(
      [
        #"(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[^"-]*(?:-----END [A-Z0-9 ]*-----)?|-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)"#,
        #"\b(eyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*)"#,
        #"\b((?:AKIA|ASIA)[A-Z0-9]{16}\b|AIza[0-9A-Za-z_-]{35}|[sr]k_live_[0-9A-Za-z]{16,})"#,
        #"\b(gh[pousr]_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,})"#,
        #"\b(?i:(?:bearer|basic)\s+|authorization[\\"'\s:=>\[]{1,8}(?:[a-z]+\s+)?)([A-Za-z0-9._~+/=-]{8,})"#,
        #"(?i:\b(\#(Self.names))((?:\\?["'])?\s*(?:=>|[=:])\s*(?:\[\s*)?(?:\\?["'])?|\s+is\s+))([^\s"'\\,;&{}\[\]()<>*][^\s"'\\,;&{}\[\]()<>]*)"#,
        #"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#"':@]*:([^\s/?#"'@]+)@"#,
        #"([A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})"#,
        #"(?:^|[^A-Za-z0-9])([2-6](?:[ -]?[0-9]){12,18})(?:[^A-Za-z0-9]|$)"#,
      ].joined(separator: "|"))
    secretName = try RegularExpression("^(?i:\(Self.names))$")
    secretsWithin = try RegularExpression(#"(?i:(?:\#(Self.names))"\s*:\s*[\[{])"#)
  }

  /// Whether a record may have lists or maps under the name of a secret.
  func mayHoldSecretsWithin(_ text: String) -> Bool { secretsWithin.matches(text) }

  /// What stands in a text, in its order; no two overlap.
  func matches(in text: String) -> [Match] {
    guard pattern.matches(text) else { return [] }
    let bytes = Array(text.utf8)
    var found: [Match] = []
    var position = 0
    while let groups = pattern.firstMatch(in: bytes, from: position, groups: Group.allCases.count) {
      let match = match(groups, in: bytes)
      if let match { found.append(match) }
      // What turned out to be nothing may begin with a part of something.
      position = match?.range.upperBound ?? (groups[0]?.lowerBound ?? position) + 1
      if position >= bytes.count { break }
    }
    return found
  }

  private func match(_ groups: [Range<Int>?], in bytes: [UInt8]) -> Match? {
    func range(_ group: Group) -> Range<Int>? { groups[group.rawValue] }
    if let range = range(.privateKey) { return Match(kind: .privateKey, range: range) }
    if let range = range(.jwt) { return Match(kind: .jwt, range: range) }
    if let range = range(.key) { return Match(kind: .key, range: range) }
    if let range = range(.token) { return Match(kind: .token, range: range) }
    if let range = range(.passwordInURL) {
      return bytes[range].allSatisfy { $0 == UInt8(ascii: "*") } ? nil : Match(kind: .password, range: range)
    }
    if let range = range(.email) { return Match(kind: .email, range: range) }
    // `bearer authentication` and `Basic understanding` are words.
    if let range = range(.bearer) {
      guard Self.isNoWord(bytes[range]) else { return nil }
      return Match(kind: bytes[range].starts(with: "eyJ".utf8) ? .jwt : .token, range: range)
    }
    if let range = range(.card) { return isCard(range, in: bytes) ? Match(kind: .card, range: range) : nil }
    guard let name = range(.name), let separator = range(.separator), let value = range(.value) else {
      return nil
    }
    return isSecret(bytes[value], after: bytes[separator])
      ? Match(kind: kind(of: bytes[name]), range: value) : nil
  }

  /// Whether a text has a digit, or a capital behind a small letter.
  private static func isNoWord(_ text: ArraySlice<UInt8>) -> Bool {
    let (small, large) = (UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"))
    return text.contains(where: isDigit)
      || zip(text, text.dropFirst()).contains { small.contains($0) && large.contains($1) }
  }

  private func kind(of name: ArraySlice<UInt8>) -> Kind {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    if name.hasSuffix("token") || name.hasSuffix("id") { return .token }
    return name.hasSuffix("key") || name.hasSuffix("secret") ? .key : .password
  }

  /// In prose, as in `password: incorrect`, a plain word is none.
  private func isSecret(_ value: ArraySlice<UInt8>, after separator: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: value, as: UTF8.self).lowercased()
    if Self.placeholders.contains(text) || Set(text).count == 1 { return false }
    func has(_ signs: String) -> Bool { separator.contains(where: signs.utf8.contains) }
    if has("=\"'") { return true }
    return has(":") ? !text.allSatisfy(\.isLetter) : value.contains(where: isDigit)
  }

  private static let placeholders: Set<String> = [
    "null", "nil", "none", "true", "false", "undefined", "redacted", "filtered", "masked", "hidden",
    "removed",
  ]

  /// By its check digit (ISO/IEC 7812-1, annex B); a part of a longer number or name is none.
  private func isCard(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
    let joints = [UInt8(ascii: "."), UInt8(ascii: "-")]
    if range.lowerBound > 0, joints.contains(bytes[range.lowerBound - 1]) { return false }
    let next = bytes[range.upperBound...].prefix(2)
    if let first = next.first, joints.contains(first), next.count == 2, isDigit(next[next.startIndex + 1]) {
      return false
    }
    let digits = bytes[range].filter(isDigit).map { Int($0 - UInt8(ascii: "0")) }
    guard (13...19).contains(digits.count), Set(digits).count > 1 else { return false }
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let value = digit.offset.isMultiple(of: 2) ? digit.element : digit.element * 2
      return sum + (value > 9 ? value - 9 : value)
    }
    return sum.isMultiple(of: 10)
  }

  /// A text with what was found in it masked.
  func masked(_ text: String, _ matches: [Match]) -> String {
    guard !matches.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var kept = 0
    for match in matches {
      result += bytes[kept..<match.range.lowerBound]
      result += Array(Redactor.mask.utf8)
      kept = match.range.upperBound
    }
    return String(decoding: result + bytes[kept...], as: UTF8.self)
  }

  /// A value with everything of that kind masked that its texts, numbers and keys are; what was found is added.
  func masked(_ value: Value, finding kinds: inout Set<Kind>) -> Value {
    switch value {
    case .string(let text):
      let found = matches(in: text)
      kinds.formUnion(found.map(\.kind))
      return .string(masked(text, found))
    case .int, .uint, .decimal, .double:
      let found = matches(in: value.json)
      kinds.formUnion(found.map(\.kind))
      return found.isEmpty ? value : .string(Redactor.mask)
    case .list(let elements): return .list(elements.map { masked($0, finding: &kinds) })
    case .map(let entries):
      var result = ValueMap()
      for (key, value) in entries {
        let name = key.description
        let found = matches(in: name)
        kinds.formUnion(found.map(\.kind))
        result[found.isEmpty ? key : .string(masked(name, found))] =
          secret(value, under: name, finding: &kinds) ?? masked(value, finding: &kinds)
      }
      return .map(result)
    default: return value
    }
  }

  /// A value with all masked that a key makes a secret; nil where it is none.
  private func secret(_ value: Value, under key: String, finding kinds: inout Set<Kind>) -> Value? {
    guard secretName.matches(key) else { return nil }
    var isFound = false
    let masked = secrets(value.isNumber ? .string(value.json) : value, &isFound)
    guard isFound else { return nil }
    kinds.insert(kind(of: ArraySlice(key.utf8)))
    return masked
  }

  /// A value with every text in it masked but placeholders; numbers within, such as ages, are none.
  private func secrets(_ value: Value, _ isFound: inout Bool) -> Value {
    switch value {
    case .list(let elements): return .list(elements.map { secrets($0, &isFound) })
    case .map(let entries): return .map(ValueMap(entries.map { ($0.key, secrets($0.value, &isFound)) }))
    default:
      guard let text = value.string, !text.isEmpty, text != Redactor.mask,
        isSecret(ArraySlice(text.utf8), after: [UInt8(ascii: "\"")])
      else { return value }
      isFound = true
      return .string(Redactor.mask)
    }
  }
}
