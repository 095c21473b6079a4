#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The URL of the proxy that `HTTPS_PROXY` or `HTTP_PROXY` names for a server, unless `NO_PROXY` excepts it; upper case
/// wins over lower case. The rules are those of Go's clients, and so of kubectl (golang.org/x/net/http/httpproxy).
public func environmentProxy(for server: HTTPURL, _ environment: [String: String]) -> String? {
  func variable(_ name: String) -> String? {
    [name, name.lowercased()].compactMap { environment[$0] }.first { !$0.isEmpty }
  }
  guard let proxy = variable(server.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY") else { return nil }
  let place = ServerPlace(server)
  let exceptions = (variable("NO_PROXY") ?? "").lowercased().split(separator: ",")
  if place.isLoopback || exceptions.contains(where: { place.isNamed(by: trimmed($0)) }) { return nil }
  return proxy.contains("://") ? proxy : "http://\(proxy)"
}

private func trimmed(_ text: Substring) -> Substring {
  let start = text.drop(while: \.isWhitespace)
  return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
}

extension HTTPURL {
  /// Whether it leads to this machine, by the name `localhost` or a loopback address.
  public var isOnThisMachine: Bool { ServerPlace(self).isLoopback }
}

/// A host and port, as `NO_PROXY` names them.
private struct ServerPlace {
  private let host: String
  private let port: String
  private let address: [UInt8]?

  init(_ url: HTTPURL) {
    host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
    port = String(url.port)
    address = addressBytes(host)
  }

  /// Whether it is on this machine, where no proxy is ever used.
  var isLoopback: Bool {
    guard let address else { return host == "localhost" }
    return address.count == 4 ? address[0] == 127 : address == [UInt8](repeating: 0, count: 15) + [1]
  }

  /// Whether an entry means it: `*`, a range of addresses, or an address or a domain, each perhaps with a port.
  func isNamed(by entry: Substring) -> Bool {
    if entry == "*" { return true }
    if let range = AddressRange(entry) { return address.map(range.contains) ?? false }
    let (name, port) = split(entry)
    guard !name.isEmpty, port.isEmpty || port == self.port else { return false }
    if let other = addressBytes(name) { return other == address }
    return isWithin(name.hasPrefix("*.") ? name.dropFirst() : name)
  }

  /// Whether the host is that domain or below it; with a leading point, only below it.
  private func isWithin(_ domain: Substring) -> Bool {
    domain.hasPrefix(".") ? host.hasSuffix(domain) : host == domain || host.hasSuffix(".\(domain)")
  }

  /// The name and port of an entry; an IPv6 address stands in brackets where a port follows.
  private func split(_ entry: Substring) -> (name: Substring, port: Substring) {
    guard let colon = entry.lastIndex(of: ":") else { return (entry, "") }
    let (name, port) = (entry[..<colon], entry[entry.index(after: colon)...])
    if name.hasPrefix("["), name.hasSuffix("]") { return (name.dropFirst().dropLast(), port) }
    return name.contains(":") ? (entry, "") : (name, port)
  }
}

/// Addresses that begin with the same bits (RFC 4632), written as `10.0.0.0/8`.
private struct AddressRange {
  private let first: [UInt8]
  private let length: Int

  /// Nil where it is none.
  init?(_ text: Substring) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = addressBytes(parts[0]), let length = Int(parts[1]),
      (0...first.count * 8).contains(length)
    else { return nil }
    (self.first, self.length) = (first, length)
  }

  func contains(_ address: [UInt8]) -> Bool {
    address.count == first.count
      && (0..<length).allSatisfy { (address[$0 / 8] ^ first[$0 / 8]) & (0x80 >> ($0 % 8)) == 0 }
  }
}

/// The bytes of an IPv4 or IPv6 address; an IPv4 address within IPv6 is the former. Nil where it is none.
private func addressBytes(_ text: some StringProtocol) -> [UInt8]? {
  var bytes = [UInt8](repeating: 0, count: 16)
  if inet_pton(AF_INET, String(text), &bytes) == 1 { return Array(bytes[..<4]) }
  guard inet_pton(AF_INET6, String(text), &bytes) == 1 else { return nil }
  let isMapped = bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
  return isMapped ? Array(bytes[12...]) : bytes
}
