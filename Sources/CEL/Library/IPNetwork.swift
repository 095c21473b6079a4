internal import Values

/// A range of IP addresses in CIDR notation (RFC 4632, section 3.1): `10.0.0.0/8`. What the address has beyond
/// the prefix is kept.
struct IPNetwork: Opaque {
  let address: IPAddress
  let prefixLength: Int

  let typeName = "net.CIDR"

  var description: String { "\(address)/\(prefixLength)" }

  /// The range with zeros beyond the prefix.
  var masked: IPNetwork { IPNetwork(address: masked(address), prefixLength: prefixLength) }

  /// Whether an address is one of the range; those of the other family are not.
  func contains(_ other: IPAddress) -> Bool {
    other.isV6 == address.isV6 && masked(other) == masked(address)
  }

  /// Whether another range lies within this one.
  func contains(_ other: IPNetwork) -> Bool {
    other.prefixLength >= prefixLength && contains(other.address)
  }

  private func masked(_ address: IPAddress) -> IPAddress {
    let rest = UInt128(address.width - prefixLength)
    // A shift by all 128 bits gives zero.
    let bits = (address.bits >> rest) << rest
    return address.isV6 ? IPAddress(v6: bits) : IPAddress(v4: UInt32(truncatingIfNeeded: bits))
  }
}

extension IPNetwork {
  /// Reads a range.
  init(_ text: String) throws(EvaluationError) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw Self.invalid(text, "it has no /LENGTH") }
    let addressText = String(decoding: parts[0], as: UTF8.self)
    let address: IPAddress
    do { address = try IPAddress(addressText) } catch { throw Self.invalid(text, error.message) }
    guard address.isV6 || !parts[0].contains(UInt8(ascii: ":")) else {
      throw Self.invalid(text, "an IPv4 address mapped into IPv6 is not allowed")
    }
    guard let length = decimalNumber(Array(parts[1])[...], upTo: address.width) else {
      throw Self.invalid(text, "the length is not from 0 to \(address.width)")
    }
    self.init(address: address, prefixLength: length)
  }

  private static func invalid(_ text: String, _ reason: String) -> EvaluationError {
    EvaluationError("'\(text.shortened(to: 60))' is no CIDR: \(reason)")
  }
}
