#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A host, with a port perhaps, in the one form in which hosts are compared.
///
/// Names are in lower case without the dot that may end them. Addresses are those that a resolver reads without asking
/// anybody, the forms of inet_aton(3) included (`0x7f.1`, `2130706433`), and an IPv4 address within IPv6 is the former.
/// Everything that other programs may read in another way is no host: other characters than letters, digits, `-` and `_`
/// (IDNA names are written `xn--...`), percent-encoding, user information, zones, empty labels and ports.
public struct HostName: Hashable, Sendable {
  /// What tells a host from others.
  public enum Identity: Hashable, Sendable {
    /// A name, in lower case.
    case name(String)
    /// The 4 or 16 bytes of an address.
    case address([UInt8])
  }

  /// Which host.
  public let identity: Identity
  /// The port, where there is one.
  public let port: UInt16?

  /// Reads `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT` or a bare IPv6 address; nil for anything else.
  public init?(_ text: String) {
    let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
    if text.hasPrefix("[") {
      let parts = text.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let address = ipv6Bytes(String(parts[0])) else { return nil }
      identity = .address(address)
      guard !parts[1].isEmpty else {
        port = nil
        return
      }
      guard parts[1].hasPrefix(":"), let number = portNumber(parts[1].dropFirst()) else { return nil }
      port = number
    } else if colons > 1 {
      guard let address = ipv6Bytes(text) else { return nil }
      (identity, port) = (.address(address), nil)
    } else {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard let identity = Self.identity(of: parts[0]) else { return nil }
      self.identity = identity
      guard parts.count == 2 else {
        port = nil
        return
      }
      guard let number = portNumber(parts[1]) else { return nil }
      port = number
    }
  }

  private static func identity(of text: Substring) -> Identity? {
    guard let labels = hostLabels(text), let last = labels.last else { return nil }
    guard isNumber(last) else { return .name(labels.joined(separator: ".")) }
    // A name cannot end in a number: resolvers read it as an address, or not at all.
    return text.hasSuffix(".") ? nil : ipv4Bytes(labels).map(Identity.address)
  }
}

extension HostName: CustomStringConvertible {
  /// As it is written: `db.example.com:5432`, `127.0.0.1`, `[2001:db8::1]:443`.
  public var description: String {
    let port = port.map { ":\($0)" } ?? ""
    switch identity {
    case .name(let name): return name + port
    case .address(let bytes) where bytes.count == 4:
      return bytes.map { String($0) }.joined(separator: ".") + port
    case .address(let bytes):
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      _ = inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
      let address = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
      return "[\(address)]" + port
    }
  }
}

/// The labels of a name in lower case, without the dot that may end it (RFC 1035, section 2.3); nil where it is no name of a
/// host.
func hostLabels(_ text: some StringProtocol) -> [String]? {
  let name = text.hasSuffix(".") ? text.dropLast() : text[...]
  guard name.utf8.count <= 253 else { return nil }
  let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  var result: [String] = []
  for label in labels {
    guard (1...63).contains(label.count), label.allSatisfy(isHostByte) else { return nil }
    result.append(String(decoding: label, as: UTF8.self).lowercased())
  }
  return result
}

private func isHostByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
    true
  default: false
  }
}

/// Whether a label makes its host an address (WHATWG URL, "ends in a number checker").
private func isNumber(_ label: String) -> Bool {
  if label.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) { return true }
  return label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit)
}

/// The address that parts in decimal, octal or hexadecimal write (inet_aton(3)); nil where they write none.
private func ipv4Bytes(_ parts: [String]) -> [UInt8]? {
  guard parts.count <= 4, let last = parts.last.flatMap(ipv4Number) else { return nil }
  var address: UInt64 = 0
  for part in parts.dropLast() {
    guard let number = ipv4Number(part), number <= 255 else { return nil }
    address = address << 8 | number
  }
  let rest = 5 - parts.count
  guard last < 1 << (8 * UInt64(rest)) else { return nil }
  address = address << (8 * UInt64(rest)) | last
  return (0..<4).map { UInt8(truncatingIfNeeded: address >> (24 - 8 * UInt64($0))) }
}

private func ipv4Number(_ text: String) -> UInt64? {
  guard text.utf8.count <= 16 else { return nil }
  if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16) }
  return text.hasPrefix("0") ? UInt64(text, radix: 8) : UInt64(text)
}

/// The bytes of an IPv6 address, or those of the IPv4 address that is within (RFC 4291, section 2.5.5.2).
private func ipv6Bytes(_ text: String) -> [UInt8]? {
  var bytes = [UInt8](repeating: 0, count: 16)
  guard !text.utf8.contains(0), inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
  let isMapped = bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
  return isMapped ? Array(bytes[12...]) : bytes
}

private func portNumber(_ text: Substring) -> UInt16? {
  guard text.utf8.count <= 5, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
    let number = UInt16(text), number > 0
  else { return nil }
  return number
}
