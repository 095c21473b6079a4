private import CResolv

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A name server: an address and a port.
public struct DNSServer: Hashable, Sendable, CustomStringConvertible {
  /// The socket address, as the system has it.
  let address: [UInt8]
  /// As people write it: `192.0.2.1:53`, `[2001:db8::1]:53`.
  public let description: String

  /// A server as people write it: an IPv4 or IPv6 address, with a port perhaps. Nil where it is none; a name is none,
  /// since nobody could be asked where it is.
  public init?(_ text: String) {
    guard let (host, port) = Self.parts(of: text) else { return nil }
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      address = withUnsafeBytes(of: four) { Array($0) }
      description = "\(host):\(port)"
    } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = port.bigEndian
      address = withUnsafeBytes(of: six) { Array($0) }
      description = "[\(host)]:\(port)"
    } else {
      return nil
    }
  }

  private static func parts(of text: String) -> (host: String, port: UInt16)? {
    if text.hasPrefix("[") {
      let parts = text.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      if parts[1].isEmpty { return (String(parts[0]), 53) }
      guard parts[1].hasPrefix(":") else { return nil }
      return UInt16(parts[1].dropFirst()).flatMap { $0 > 0 ? (String(parts[0]), $0) : nil }
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return (text, 53) }
    return UInt16(parts[1]).flatMap { $0 > 0 ? (String(parts[0]), $0) : nil }
  }

  /// The system's servers (resolv.conf(5)), in its order. Reads files, so it may block.
  static func ofSystem() -> [DNSServer] {
    var servers = [sockaddr_storage](repeating: sockaddr_storage(), count: 3)
    let count = checkctl_name_servers(&servers, Int32(servers.count))
    return servers.prefix(Int(count)).compactMap { DNSServer($0) }
  }

  private init?(_ storage: sockaddr_storage) {
    var storage = storage
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let isSix = storage.ss_family == sa_family_t(AF_INET6)
    let length = isSix ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    let status = withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getnameinfo(
          $0, socklen_t(length), &host, socklen_t(host.count), &port, socklen_t(port.count),
          NI_NUMERICHOST | NI_NUMERICSERV)
      }
    }
    guard status == 0 else { return nil }
    address = withUnsafeBytes(of: storage) { Array($0.prefix(length)) }
    let name = host.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    let number = port.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    description = isSix ? "[\(name)]:\(number)" : "\(name):\(number)"
  }
}
