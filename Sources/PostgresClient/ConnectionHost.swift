private import CLibPQ

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// One place that libpq will try: an element of its `host`, `hostaddr` and `port` lists.
struct ConnectionHost: Equatable {
  var host: String
  var address: String
  var port: String

  /// What to call it: the name, else the address.
  var displayName: String {
    let name = host.isEmpty ? address : host
    return name.contains(":") ? "[\(name)]" : name
  }

  /// A directory of Unix sockets, or an abstract socket.
  private var isSocket: Bool { host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") }

  /// The places that resolved options name. libpq has checked that the lists are of equal length.
  static func list(_ options: [String: String], defaultHost: String) -> [ConnectionHost] {
    let hosts = elements(options["host"])
    let addresses = elements(options["hostaddr"])
    let ports = elements(options["port"])
    return (0..<max(hosts.count, addresses.count, 1)).map { index in
      let host = index < hosts.count ? hosts[index] : ""
      let address = index < addresses.count ? addresses[index] : ""
      let port = ports.isEmpty ? "" : ports[min(index, ports.count - 1)]
      return ConnectionHost(
        host: host.isEmpty && address.isEmpty ? defaultHost : host, address: address,
        port: port.isEmpty ? "5432" : port)
    }
  }

  private static func elements(_ list: String?) -> [String] {
    guard let list, !list.isEmpty else { return [] }
    return list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The options with every name looked up, so that libpq need not do it while it should not block. A name with
  /// several addresses becomes several places. It blocks.
  static func lookingUpNames(in options: [String: String]) throws(PostgresError) -> [String: String] {
    var places: [ConnectionHost] = []
    var complaint: String?
    for place in list(options, defaultHost: "") {
      guard place.address.isEmpty, !place.isSocket else {
        places.append(place)
        continue
      }
      switch addresses(of: place.host) {
      case .success(let addresses):
        places += addresses.map { ConnectionHost(host: place.host, address: $0, port: place.port) }
      case .failure(let failure):
        complaint = failure.message
      }
    }
    if places.isEmpty, let complaint { throw PostgresError(kind: .connection, message: complaint) }
    return options.merging(Self.options(places)) { $1 }
  }

  /// The options that name these places.
  static func options(_ places: [ConnectionHost]) -> [String: String] {
    [
      "host": places.map(\.host).joined(separator: ","),
      "hostaddr": places.map(\.address).joined(separator: ","),
      "port": places.map(\.port).joined(separator: ","),
    ]
  }

  private static func addresses(of name: String) -> Result<[String], PostgresError> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, nil, &hints, &list)
    guard status == 0 else {
      let reason = String(cString: gai_strerror(status))
      return .failure(
        PostgresError(kind: .connection, message: "the name '\(name)' does not resolve: \(reason)"))
    }
    defer { freeaddrinfo(list) }
    let addresses = sequence(first: list) { $0?.pointee.ai_next }
      .prefix { $0 != nil }
      .compactMap { $0.flatMap(numeric) }
    return .success(addresses)
  }

  private static func numeric(_ entry: UnsafeMutablePointer<addrinfo>) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = getnameinfo(
      entry.pointee.ai_addr, entry.pointee.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0,
      NI_NUMERICHOST)
    guard status == 0 else { return nil }
    return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
  }
}
