internal import COpenSSL
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Gives `settings`, an OpenSSL `SSL_CTX`, the authorities by which a certificate is judged that is accepted whatever
/// comes of it; libcurl leaves them out then. False where the file cannot be used.
func loadAuthorities(into settings: OpaquePointer, file: String?) -> Bool {
  guard let store = AuthorityStore.known(from: file) else { return false }
  SSL_CTX_set1_cert_store(settings, store.pointer)
  return true
}

/// Certificate authorities that were read once: the system's are some hundred, and reading them takes as many
/// milliseconds.
///
/// Unchecked: OpenSSL guards the store with a lock of its own.
private final class AuthorityStore: @unchecked Sendable {
  private static let all = Lock<[String?: AuthorityStore]>([:])

  let pointer: OpaquePointer

  /// The authorities of a file, or the system's; nil where they cannot be read.
  static func known(from file: String?) -> AuthorityStore? {
    all.withLock { all in
      if let store = all[file] { return store }
      let store = AuthorityStore(file)
      all[file] = store
      return store
    }
  }

  private init?(_ file: String?) {
    guard let pointer = X509_STORE_new() else { return nil }
    self.pointer = pointer
    let status =
      file.map { X509_STORE_load_file(pointer, $0) } ?? X509_STORE_set_default_paths(pointer)
    // libcurl would take an error that is left here for one of its own.
    ERR_clear_error()
    if status != 1 { return nil }
  }

  deinit { X509_STORE_free(pointer) }
}

/// Has `transfer` told of the handshake of `settings`, an OpenSSL `SSL_CTX`, as it ends well.
func notify(_ transfer: UnsafeMutableRawPointer, ofHandshakeIn settings: OpaquePointer) {
  // What OpenSSL calls the application's data; libcurl has none there.
  SSL_CTX_set_ex_data(settings, 0, transfer)
  SSL_CTX_set_info_callback(settings) { session, place, _ in
    guard place & SSL_CB_HANDSHAKE_DONE != 0, let session,
      let transfer = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), 0)
    else { return }
    Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue().handshakeEnds(session)
  }
}

extension TLSFacts {
  /// The facts of `session`, an OpenSSL `SSL` in use, made to reach `host`; `nil` if the server showed no
  /// certificate.
  init?(session: OpaquePointer, host: String) {
    guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
    defer { X509_free(certificate) }
    protocolVersion = String(cString: SSL_get_version(session))
    subject = Self.text(of: X509_get_subject_name(certificate))
    issuer = Self.text(of: X509_get_issuer_name(certificate))
    names = Self.names(of: certificate)
    notAfter = Self.seconds(X509_get0_notAfter(certificate))
    // The dot that ends a name written in full is in no certificate.
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    let matches =
      isAddressLiteral(host)
      ? X509_check_ip_asc(certificate, withoutBrackets(host), 0)
      : X509_check_host(certificate, name, 0, 0, nil)
    verified = SSL_get_verify_result(session) == Int(X509_V_OK) && matches == 1
  }

  private static func text(of name: OpaquePointer?) -> String {
    guard let name, let output = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(output) }
    X509_NAME_print_ex(output, name, 0, checkctl_name_flags_rfc2253())
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 512)
    while case let count = BIO_read(output, &buffer, Int32(buffer.count)), count > 0 {
      text += buffer.prefix(Int(count))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func names(of certificate: OpaquePointer) -> [String] {
    guard let extensionValue = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else {
      return []
    }
    let names = OpaquePointer(extensionValue)
    defer { GENERAL_NAMES_free(names) }
    return (0..<checkctl_general_names_count(names)).compactMap { index in
      guard let name = checkctl_general_names_at(names, index)?.pointee else { return nil }
      switch name.type {
      case GEN_DNS: return bytes(of: name.d.dNSName).map { String(decoding: $0, as: UTF8.self) }
      case GEN_IPADD: return bytes(of: name.d.iPAddress).flatMap(address)
      default: return nil
      }
    }
  }

  private static func bytes(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8]? {
    guard let string, let data = ASN1_STRING_get0_data(string) else { return nil }
    return Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(string))))
  }

  private static func address(_ bytes: [UInt8]) -> String? {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    return inet_ntop(family, bytes, &text, socklen_t(text.count)).map { String(cString: $0) }
  }

  private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
    return Int64(timegm(&parts))
  }
}
