internal import CLibCurl

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

extension Transfer {
  /// Tells `handle` everything about this transfer.
  func configure(_ handle: EasyHandle, userAgent: String) {
    handle.set(CURLOPT_URL, serverName.flatMap { hop.url.replacingHost(with: $0) } ?? hop.url.text)
    handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
    handle.set(CURLOPT_NOSIGNAL, true)
    handle.set(CURLOPT_QUICK_EXIT, true)
    handle.set(CURLOPT_USERAGENT, userAgent)
    handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    if hop.connectsOnly { handle.set(CURLOPT_CONNECT_ONLY, true) }
    if hop.request.decompress { handle.set(CURLOPT_ACCEPT_ENCODING, "") }
    configureMethod(handle)
    configureHeaders(handle)
    configureTimes(handle)
    configureRoute(handle)
    configureVersion(handle)
    if hop.url.scheme == "https" { configureTLS(handle) }
    let context = Unmanaged.passUnretained(self).toOpaque()
    handle.set(resolverCallback: noteLookup)
    handle.set(CURLOPT_RESOLVER_START_DATA, pointer: context)
    handle.set(socketCallback: openSocket)
    handle.set(CURLOPT_OPENSOCKETDATA, pointer: context)
    handle.set(CURLOPT_HEADERFUNCTION, callback: receiveHeaderLine)
    handle.set(CURLOPT_HEADERDATA, pointer: context)
    handle.set(CURLOPT_WRITEFUNCTION, callback: receiveContent)
    handle.set(CURLOPT_WRITEDATA, pointer: context)
  }

  /// The content to send; methods that are meant to have some get an empty one.
  private var content: [UInt8]? {
    hop.request.body ?? (["POST", "PUT", "PATCH"].contains(hop.request.method) ? [] : nil)
  }

  private func configureMethod(_ handle: EasyHandle) {
    let method = hop.request.method
    if method == "HEAD" {
      handle.set(CURLOPT_NOBODY, true)
    } else if let content {
      handle.set(CURLOPT_POST, true)
      handle.set(body: content)
    }
    if method != "GET" && method != "HEAD" || content != nil { handle.set(CURLOPT_CUSTOMREQUEST, method) }
    let idempotent = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]
    if hop.request.isSentAtMostOnce {
      handle.set(sendingCallback: noteSending)
      handle.set(CURLOPT_PREREQDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
    } else if !(hop.request.isIdempotent ?? idempotent.contains(method)) {
      // libcurl sends again what a dead kept connection swallowed, whatever the method.
      handle.set(CURLOPT_FRESH_CONNECT, true)
    }
  }

  private func configureHeaders(_ handle: EasyHandle) {
    var lines = hop.request.headers.fields.map {
      $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
    }
    if content != nil {
      // libcurl adds both of its own accord unless they are named without a value.
      for name in ["Expect", "Content-Type"] where !hop.request.headers.contains(name) {
        lines.append("\(name):")
      }
    }
    if serverName != nil, !hop.request.headers.contains("Host") { lines.append("Host: \(hop.url.hostField)") }
    handle.set(CURLOPT_HTTPHEADER, list: lines)
  }

  private func configureTimes(_ handle: EasyHandle) {
    if let timeout = hop.timeout { handle.set(CURLOPT_TIMEOUT_MS, milliseconds(timeout)) }
    if let timeout = hop.request.connectTimeout {
      handle.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(timeout))
    }
  }

  /// An empty proxy and an empty list of exceptions keep libcurl from reading the process environment.
  private func configureRoute(_ handle: EasyHandle) {
    handle.set(CURLOPT_PROXY, hop.request.proxy ?? "")
    handle.set(CURLOPT_NOPROXY, "")
    let overrides = hop.request.resolve.compactMap { try? HTTPRequest.addressOverride($0) }
    // libcurl verifies the certificate for the host of its URL: that is the name, and its address is the real host's.
    let detour = serverName.map { ["\($0):\(hop.url.port):\(hop.url.host):\(hop.url.port)"] } ?? []
    handle.set(CURLOPT_CONNECT_TO, list: overrides + detour)
  }

  private func configureVersion(_ handle: EasyHandle) {
    let version: Int =
      switch hop.request.version {
      case .automatic, .http2: Int(CURL_HTTP_VERSION_2TLS)
      case .http1: Int(CURL_HTTP_VERSION_1_1)
      case .http2PriorKnowledge: Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
      }
    handle.set(CURLOPT_HTTP_VERSION, version)
    if hop.request.version == .http2 || hop.request.version == .http2PriorKnowledge {
      handle.set(CURLOPT_PIPEWAIT, true)
    }
  }

  /// The name in the server's certificate, where it is not the host's.
  private var serverName: String? { hop.url.scheme == "https" ? hop.request.tls.serverName : nil }

  private func configureTLS(_ handle: EasyHandle) {
    let tls = hop.request.tls
    handle.set(CURLOPT_SSL_VERIFYPEER, tls.insecure ? 0 : 1)
    handle.set(CURLOPT_SSL_VERIFYHOST, tls.insecure ? 0 : 2)
    handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = tls.caFile { handle.set(CURLOPT_CAINFO, file) }
    if let data = tls.caData { handle.set(CURLOPT_CAINFO_BLOB, blob: data) }
    // With authorities from one file only, libcurl reads them once and not for every connection.
    handle.set(CURLOPT_CAPATH, nil)
    handle.set(tlsCallback: noteHandshake)
    handle.set(CURLOPT_SSL_CTX_DATA, pointer: Unmanaged.passUnretained(self).toOpaque())
    if tls.clientCertificateFile != nil || tls.clientCertificateData != nil {
      handle.set(CURLOPT_SSLCERT, tls.clientCertificateFile)
      handle.set(CURLOPT_SSLKEY, tls.clientKeyFile)
      if let data = tls.clientCertificateData { handle.set(CURLOPT_SSLCERT_BLOB, blob: data) }
      if let data = tls.clientKeyData { handle.set(CURLOPT_SSLKEY_BLOB, blob: data) }
      // Without any password OpenSSL would ask for one on the terminal.
      handle.set(CURLOPT_KEYPASSWD, tls.clientKeyPassword ?? "")
    }
  }

  /// `duration` in libcurl's unit, rounded up; zero would mean none.
  private func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}

private func noteHandshake(
  _ easy: UnsafeMutableRawPointer?, _ settings: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
  guard let context else { return CURLE_OK }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  transfer.handshakeBegins()
  guard let settings = settings.map({ OpaquePointer($0) }) else { return CURLE_OK }
  if transfer.hop.request.tls.insecure {
    let isLoaded = loadAuthorities(into: settings, file: transfer.hop.request.tls.caFile)
    if !isLoaded, transfer.hop.connectsOnly { return CURLE_SSL_CACERT_BADFILE }
  }
  // Once libcurl says that it is connected, it shows the session no more.
  if transfer.hop.connectsOnly { notify(context, ofHandshakeIn: settings) }
  return CURLE_OK
}

private func noteLookup(
  _ state: UnsafeMutableRawPointer?, _ reserved: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let context else { return 0 }
  Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().lookupBegins()
  return 0
}

private func noteSending(
  _ context: UnsafeMutableRawPointer?, _ peer: UnsafeMutablePointer<CChar>?,
  _ local: UnsafeMutablePointer<CChar>?, _ peerPort: Int32, _ localPort: Int32
) -> Int32 {
  guard let context else { return Int32(CURL_PREREQFUNC_OK) }
  return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().requestGoesOut()
    ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
}

/// As libcurl does it, but for keeping the reason where there is none: libcurl says only that it could not connect.
private func openSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let context, let address = address?.pointee else { return -1 }
  #if canImport(Glibc)
    let flags = Int32(SOCK_CLOEXEC.rawValue)
  #else
    let flags: Int32 = 0
  #endif
  let descriptor = socket(address.family, address.socktype | flags, address.`protocol`)
  if descriptor < 0 {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().hasNoSocket(because: errno)
  }
  return descriptor
}

private func receiveHeaderLine(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  return transfer.receive(headerLine: UnsafeRawBufferPointer(start: data, count: size * count))
    ? size * count : 0
}

private func receiveContent(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return 0 }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  let accepted = transfer.receive(content: UnsafeRawBufferPointer(start: data, count: size * count))
  // Zero would mean success for an empty piece.
  return accepted ? size * count : -1
}
