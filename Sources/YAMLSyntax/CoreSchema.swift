/// The type of a scalar by the core schema (YAML 1.2.2, section 10.3.2).
enum ScalarKind: UInt8 {
  case string, null, bool, integer, float

  var name: String {
    switch self {
    case .string: "a string"
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "an integer"
    case .float: "a number"
    }
  }

  /// The type of a plain scalar.
  init(ofPlain text: UnsafeBufferPointer<UInt8>) {
    guard let first = text.first else {
      self = .null
      return
    }
    switch first {
    case UInt8(ascii: "~"): self = text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"): self = text.isSpelled("null") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"): self = text.isSpelled("true") ? .bool : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"): self = text.isSpelled("false") ? .bool : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      self = Self.ofNumber(text)
    default: self = .string
    }
  }

  private static func ofNumber(_ text: UnsafeBufferPointer<UInt8>) -> ScalarKind {
    if text.count > 2, text[0] == UInt8(ascii: "0") {
      let digits = text[2...]
      if text[1] == UInt8(ascii: "x") { return digits.allSatisfy(isHexadecimal) ? .integer : .string }
      if text[1] == UInt8(ascii: "o") { return digits.allSatisfy(isOctal) ? .integer : .string }
    }
    var rest = text[...]
    let signed = rest[0] == UInt8(ascii: "+") || rest[0] == UInt8(ascii: "-")
    if signed { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: ".") {
      let word = UnsafeBufferPointer(rebasing: rest.dropFirst())
      if word.isSpelled("inf") { return .float }
      if !signed,
        word.elementsEqual("nan".utf8) || word.elementsEqual("NaN".utf8) || word.elementsEqual("NAN".utf8)
      {
        return .float
      }
    }
    let whole = rest.prefix(while: isDecimal)
    rest = rest[whole.endIndex...]
    if rest.isEmpty { return whole.isEmpty ? .string : .integer }
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDecimal)
      rest = rest[fraction.endIndex...]
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return .string }
    if rest.isEmpty { return .float }
    guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return .string }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDecimal) ? .float : .string
  }
}

/// What a scalar of that kind stands for.
func resolvedValue(of text: String, kind: ScalarKind) -> Scalar.Value {
  switch kind {
  case .string: .string
  case .null: .null
  case .bool: .bool(text.utf8.first.map { $0 | 0x20 } == UInt8(ascii: "t"))
  case .integer: integerValue(of: text)
  case .float: .float(floatValue(of: text))
  }
}

private func integerValue(of text: String) -> Scalar.Value {
  if text.hasPrefix("0x") { return integerValue(digits: text.dropFirst(2), radix: 16) }
  if text.hasPrefix("0o") { return integerValue(digits: text.dropFirst(2), radix: 8) }
  if let value = Int64(text) { return .int(value) }
  let digits = text.drop { $0 == "+" || $0 == "-" }.drop { $0 == "0" }
  return .bigInteger((text.hasPrefix("-") ? "-" : "") + digits)
}

private func integerValue(digits: Substring, radix: UInt32) -> Scalar.Value {
  if let value = Int64(digits, radix: Int(radix)) { return .int(value) }
  var limbs: [UInt32] = [0]  // least significant first, nine decimal digits each
  for digit in digits.utf8.lazy.map(hexadecimalValue) {
    var carry = UInt64(digit)
    for index in limbs.indices {
      let sum = UInt64(limbs[index]) * UInt64(radix) + carry
      limbs[index] = UInt32(sum % 1_000_000_000)
      carry = sum / 1_000_000_000
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }
  let padded = limbs.reversed().map { limb in
    let text = String(limb)
    return String(repeating: "0", count: 9 - text.count) + text
  }
  return .bigInteger(String(padded.joined().drop { $0 == "0" }))
}

private func floatValue(of text: String) -> Double {
  switch text.utf8.last.map({ $0 | 0x20 }) {
  case UInt8(ascii: "f"): text.hasPrefix("-") ? -.infinity : .infinity
  case UInt8(ascii: "n"): .nan
  default: Double(text) ?? .nan
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it is the lower-case word, or the word capitalised, or the word in capitals.
  fileprivate func isSpelled(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: count)
    guard zip(self, letters).allSatisfy({ $0 | 0x20 == $1 && isLetter($0) }) else { return false }
    let capitals = self.count { $0 & 0x20 == 0 }
    return capitals == 0 || capitals == count || (capitals == 1 && self[0] & 0x20 == 0)
  }
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

private func isDecimal(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isOctal(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) }

private func isHexadecimal(_ byte: UInt8) -> Bool {
  isDecimal(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}

private func hexadecimalValue(_ digit: UInt8) -> UInt8 {
  isDecimal(digit) ? digit - UInt8(ascii: "0") : (digit | 0x20) - UInt8(ascii: "a") + 10
}
