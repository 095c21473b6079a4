internal import CLibCurl
private import COpenSSL
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

extension Transfer {
  /// What libcurl's `code` means for this transfer.
  func failure(_ code: CURLcode, of handle: EasyHandle) -> HTTPError {
    failure ?? tlsFailure(code, of: handle) ?? connectionFailure(code, of: handle)
      ?? answerFailure(code, of: handle)
  }

  /// Whom the transfer talks to first: the proxy if there is one.
  private var peer: String {
    hop.request.proxy.flatMap(proxyAuthority).map { "proxy \($0)" } ?? hop.url.authority
  }

  private var target: String { hop.url.authority }

  // MARK: Before the answer

  private func connectionFailure(_ code: CURLcode, of handle: EasyHandle) -> HTTPError? {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: HTTPError(.resolve, "the name \(hop.url.host) does not resolve")
    case CURLE_COULDNT_RESOLVE_PROXY: HTTPError(.proxy, "the name of \(peer) does not resolve")
    case CURLE_COULDNT_CONNECT: refusedConnection(handle)
    case CURLE_PROXY: HTTPError(.proxy, "\(peer) refused to connect to \(target)")
    case CURLE_OPERATION_TIMEDOUT: timeout(handle)
    case _ where handle.integer(CURLINFO_HTTP_CONNECTCODE) >= 300:
      HTTPError(
        .proxy, "\(peer) answered \(handle.integer(CURLINFO_HTTP_CONNECTCODE)) to the wish to reach \(target)"
      )
    default: nil
    }
  }

  private func refusedConnection(_ handle: EasyHandle) -> HTTPError {
    let connecting = Int32(handle.integer(CURLINFO_OS_ERRNO))
    let number = connecting == 0 ? socketFailure : connecting
    let usesProxy = hop.request.proxy != nil
    guard number != ECONNREFUSED else {
      return HTTPError(usesProxy ? .proxy : .connectionRefused, "connection to \(peer) refused")
    }
    let reason = number == 0 ? "" : ": \(String(cString: strerror(number)))"
    let kind: HTTPError.Kind =
      if number == ETIMEDOUT {
        .timeout(.connecting)
      } else if connecting == 0, socketFailure != 0 {
        .noSocket
      } else {
        usesProxy ? .proxy : .connect
      }
    return HTTPError(kind, "no connection to \(peer)\(reason)")
  }

  private func timeout(_ handle: EasyHandle) -> HTTPError {
    let phase = self.phase(handle)
    let isConnecting = [.resolving, .connecting, .handshake].contains(phase)
    let connectLimit = isConnecting ? hop.request.connectTimeout : nil
    let limit = [connectLimit, hop.request.timeout].compactMap { $0 }.min()
    let within = limit.map { " within \($0.unitText)" } ?? ""
    return HTTPError(.timeout(phase), awaited(in: phase) + within)
  }

  /// What had not come yet where the transfer was stopped in this phase.
  func awaited(in phase: HTTPError.Phase) -> String {
    switch phase {
    case .resolving: "the name \(proxyHost ?? hop.url.host) did not resolve"
    case .connecting: "no connection to \(peer)"
    case .handshake: "no TLS handshake with \(target)"
    case .response: "no answer from \(target)"
    case .body: "the answer from \(target) was not complete"
    }
  }

  /// What a transfer that stopped was waiting for.
  func phase(_ handle: EasyHandle) -> HTTPError.Phase {
    if hasHeaders { return .body }
    if handle.duration(CURLINFO_NAMELOOKUP_TIME_T) == .zero {
      // Over a shared connection, or one that another transfer is opening, nothing is looked up.
      guard hasBegunLookup else { return .response }
      return looksUpName ? .resolving : .connecting
    }
    let isSecure = hop.url.scheme == "https"
    if isSecure, handle.duration(CURLINFO_APPCONNECT_TIME_T) == .zero {
      return hasBegunHandshake ? .handshake : .connecting
    }
    return handle.duration(CURLINFO_CONNECT_TIME_T) == .zero ? .connecting : .response
  }

  /// Whether the transfer may need a name lookup: of the proxy's name where there is a proxy.
  var looksUpName: Bool {
    if let proxyHost { return !isAddressLiteral(proxyHost) }
    return !isAddressLiteral(hop.url.host) && !hop.request.overridesAddress(of: hop.url)
  }

  private var proxyHost: String? {
    guard let proxy = hop.request.proxy.flatMap(proxyAuthority), let colon = proxy.lastIndex(of: ":") else {
      return nil
    }
    return String(proxy[..<colon])
  }

  // MARK: In the answer

  private func answerFailure(_ code: CURLcode, of handle: EasyHandle) -> HTTPError {
    let text = handle.errorText
    switch code {
    case CURLE_GOT_NOTHING: return HTTPError(.reset, "\(target) closed the connection without an answer")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return text.contains("unexpected eof") && hasHeaders
        ? truncation : HTTPError(.reset, "\(target) reset the connection")
    case CURLE_PARTIAL_FILE: return truncation
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
      return HTTPError(.decompression, "the body from \(target) is not compressed as it says")
    case CURLE_OUT_OF_MEMORY where phase(handle) == .response:  // libcurl's own bound on one line.
      return HTTPError(.headersTooLarge, "the header fields of \(target) are too large")
    case CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return HTTPError(.protocolViolation, "\(target) broke off the HTTP/2 stream")
    // Of a header line that is none, libcurl says that an argument is bad.
    case CURLE_BAD_FUNCTION_ARGUMENT where [.response, .body].contains(phase(handle)),
      CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      return HTTPError(.protocolViolation, "\(target) does not answer as an HTTP server does")
    default:
      return HTTPError(.other, "\(target): \(String(cString: curl_easy_strerror(code)))")
    }
  }

  private var truncation: HTTPError {
    HTTPError(.truncated, "the answer from \(target) ended before it was complete")
  }

  // MARK: TLS

  private func tlsFailure(_ code: CURLcode, of handle: EasyHandle) -> HTTPError? {
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION: certificateFailure(handle.integer(CURLINFO_SSL_VERIFYRESULT))
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: handshakeFailure(handle.errorText)
    case CURLE_RECV_ERROR where handle.errorText.contains("alert"): handshakeFailure(handle.errorText)
    case CURLE_SSL_CACERT_BADFILE:
      HTTPError(.tls(.files), "\(authoritiesText) cannot be used")
    case CURLE_SSL_CERTPROBLEM:
      HTTPError(
        .tls(.files),
        "the client certificate \(hop.request.tls.clientCertificateFile.map { "\($0) " } ?? "")or its key cannot be used"
      )
    default: nil
    }
  }

  private var authoritiesText: String {
    hop.request.tls.caData == nil
      ? "the CA file \(hop.request.tls.caFile ?? "of the system")" : "the data of the certificate authorities"
  }

  /// Why a certificate that was accepted all the same is not verified.
  func complaint(of handle: EasyHandle) -> String {
    certificateFailure(handle.integer(CURLINFO_SSL_VERIFYRESULT)).message
  }

  private func certificateFailure(_ result: Int) -> HTTPError {
    let (reason, what): (HTTPError.TLSReason, String) =
      switch Int32(truncatingIfNeeded: result) {
      // libcurl checks the host itself and then leaves the result at one of the first two.
      case X509_V_OK, X509_V_ERR_UNSPECIFIED, X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
        (.wrongHost, "is not for \(hop.request.tls.serverName ?? hop.url.host)")
      case X509_V_ERR_CERT_HAS_EXPIRED: (.expired, "expired")
      case X509_V_ERR_CERT_NOT_YET_VALID: (.notYetValid, "is not valid yet")
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: (.selfSigned, "is self-signed and not trusted")
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        (.selfSigned, "leads to a self-signed authority that is not trusted")
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        (.unknownAuthority, "is from an unknown authority")
      default: (.certificate, "is refused: \(String(cString: X509_verify_cert_error_string(result)))")
      }
    return HTTPError(.tls(reason), "certificate of \(target) \(what)")
  }

  /// OpenSSL tells these apart in words only.
  private func handshakeFailure(_ text: String) -> HTTPError {
    let speaksOther = [
      "wrong version number", "http request", "packet length too long", "record layer failure",
    ]
    if speaksOther.contains(where: text.contains) {
      return HTTPError(.tls(.notTLS), "\(target) does not speak TLS; is it plain HTTP?")
    }
    if text.contains("protocol version") || text.contains("unsupported protocol") {
      return HTTPError(.tls(.version), "\(target) speaks no version of TLS that is accepted")
    }
    if text.contains("certificate required") || text.contains("alert") && text.contains("certificate") {
      return HTTPError(
        .tls(.clientCertificate), "\(target) does not accept the client certificate, or wants one")
    }
    if text.contains("reset by peer") {
      return HTTPError(.reset, "\(target) reset the connection during the TLS handshake")
    }
    return HTTPError(.tls(.handshake), "the TLS handshake with \(target) failed")
  }
}
