internal import Values

/// An IPv4 or IPv6 address, as strictly read as Go's net/netip does: no zones, and no zeros before the numbers of
/// IPv4. An IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2) counts as the IPv4 address where it
/// is written in hexadecimal, and is refused with points.
struct IPAddress: Opaque {
  /// Its bits, the last ones of the number.
  let bits: UInt128
  let isV6: Bool

  let typeName = "net.IP"

  init(v4 bits: UInt32) {
    self.bits = UInt128(bits)
    isV6 = false
  }

  init(v6 bits: UInt128) {
    self.bits = bits
    isV6 = true
  }

  /// The number of bits.
  var width: Int { isV6 ? 128 : 32 }

  var isUnspecified: Bool { bits == 0 }
  var isLoopback: Bool { isV6 ? bits == 1 : bits >> 24 == 127 }
  var isMulticast: Bool { isV6 ? bits >> 120 == 0xff : bits >> 28 == 0xe }
  /// ff02::/16 with any flags, and 224.0.0.0/24.
  var isLinkLocalMulticast: Bool { isV6 ? bits >> 112 & 0xff0f == 0xff02 : bits >> 8 == 0xe00000 }
  /// fe80::/10 and 169.254.0.0/16.
  var isLinkLocalUnicast: Bool { isV6 ? bits >> 118 == 0x3fa : bits >> 16 == 0xa9fe }
  /// Private addresses are among them, as in Go.
  var isGlobalUnicast: Bool {
    let isBroadcast = !isV6 && bits == 0xffff_ffff
    return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast && !isBroadcast
  }

  /// The canonical form (RFC 5952).
  var description: String { isV6 ? v6Text : bytes.map(String.init).joined(separator: ".") }

  private var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: bits >> UInt128(24 - $0 * 8)) } }

  private var v6Text: String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - $0 * 16)) }
    let texts = groups.map { String($0, radix: 16) }
    guard let zeros = Self.longestZeros(groups) else { return texts.joined(separator: ":") }
    return texts[..<zeros.lowerBound].joined(separator: ":") + "::"
      + texts[zeros.upperBound...].joined(separator: ":")
  }

  /// The first of the longest runs of at least two groups of zeros.
  private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var longest = 0..<1
    for start in groups.indices {
      let length = groups[start...].prefix { $0 == 0 }.count
      if length > longest.count { longest = start..<start + length }
    }
    return longest.count > 1 ? longest : nil
  }
}

extension IPAddress {
  /// Reads an address.
  init(_ text: String) throws(EvaluationError) {
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: "%")) { throw Self.invalid(text, "has a zone, which is not allowed") }
    if !bytes.contains(UInt8(ascii: ":")) {
      guard let bits = Self.v4(bytes[...]) else { throw Self.invalid(text, "is no IP address") }
      self.init(v4: bits)
      return
    }
    guard let bits = Self.v6(bytes[...]) else { throw Self.invalid(text, "is no IP address") }
    guard bits >> 32 == 0xffff else {
      self.init(v6: bits)
      return
    }
    if bytes.contains(UInt8(ascii: ".")) {
      throw Self.invalid(text, "is an IPv4 address mapped into IPv6, which is not allowed")
    }
    self.init(v4: UInt32(truncatingIfNeeded: bits))
  }

  private static func invalid(_ text: String, _ reason: String) -> EvaluationError {
    EvaluationError("'\(text.shortened(to: 60))' \(reason)")
  }

  private static func v4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let number = decimalNumber(part, upTo: 255) else { return nil }
      bits = bits << 8 | UInt32(number)
    }
    return bits
  }

  private static func v6(_ text: ArraySlice<UInt8>) -> UInt128? {
    guard let gap = firstGap(in: text) else {
      guard let groups = groups(text, mayEndInV4: true), groups.count == 8 else { return nil }
      return number(groups)
    }
    guard let head = groups(text[..<gap], mayEndInV4: false),
      let tail = groups(text[(gap + 2)...], mayEndInV4: true), head.count + tail.count < 8
    else { return nil }
    return number(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  /// Where `::` stands.
  private static func firstGap(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
  }

  private static func number(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  /// Groups of hexadecimal digits, of which an IPv4 address may be the last two.
  private static func groups(_ text: ArraySlice<UInt8>, mayEndInV4: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = text.split(
      separator: UInt8(ascii: ":"), maxSplits: 8, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains(UInt8(ascii: ".")) {
        guard mayEndInV4, index == parts.count - 1, let bits = v4(part) else { return nil }
        groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
      } else {
        guard (1...4).contains(part.count), let group = UInt16(hexadecimal: part) else { return nil }
        groups.append(group)
      }
    }
    return groups
  }
}

/// A decimal number of at most three digits without zeros before it.
func decimalNumber(_ text: ArraySlice<UInt8>, upTo limit: Int) -> Int? {
  guard (1...3).contains(text.count), text.allSatisfy({ (48...57).contains($0) }),
    text.count == 1 || text.first != UInt8(ascii: "0")
  else { return nil }
  let number = text.reduce(0) { $0 * 10 + Int($1 - 48) }
  return number <= limit ? number : nil
}

extension UInt16 {
  fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
    // A sign is no digit, which the initializer of the standard library would take.
    guard digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 32) }) else { return nil }
    self.init(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
