internal import CLibCurl

/// A libcurl easy handle, its error text, and the lists that libcurl only borrows.
///
/// It is for one transfer: until version 8.1.1, libcurl forgets to forget the last header field of the transfer before,
/// and frees it twice when the next answer begins with a folded line. Connections outlive it.
final class EasyHandle {
  let easy: UnsafeMutableRawPointer
  private let errorBuffer: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  /// The first option that libcurl refused.
  private(set) var refusal = CURLE_OK

  /// `nil` when memory is short.
  init?() {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
  }

  deinit {
    curl_easy_cleanup(easy)
    for list in lists { curl_slist_free_all(list) }
    errorBuffer.deallocate()
  }

  /// What libcurl said about the last failure.
  var errorText: String { String(cString: errorBuffer) }

  func set(_ option: CURLoption, _ value: Int) {
    note(checkctl_curl_set_long(easy, option, value))
  }

  func set(_ option: CURLoption, _ value: Bool) {
    set(option, value ? 1 : 0)
  }

  func set(_ option: CURLoption, offset value: Int) {
    note(checkctl_curl_set_offset(easy, option, value))
  }

  func set(_ option: CURLoption, _ value: String?) {
    note(checkctl_curl_set_string(easy, option, value))
  }

  func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
    note(checkctl_curl_set_pointer(easy, option, pointer))
  }

  func set(_ option: CURLoption, callback: @escaping checkctl_curl_data_callback) {
    note(checkctl_curl_set_data_callback(easy, option, callback))
  }

  /// Has `callback` called when a TLS handshake begins, with the pointer of `CURLOPT_SSL_CTX_DATA`.
  func set(tlsCallback callback: @escaping curl_ssl_ctx_callback) {
    note(checkctl_curl_set_tls_callback(easy, callback))
  }

  /// Has `callback` called when a name lookup begins, with the pointer of `CURLOPT_RESOLVER_START_DATA`.
  func set(resolverCallback callback: @escaping curl_resolver_start_callback) {
    note(checkctl_curl_set_resolver_callback(easy, callback))
  }

  /// Has `callback` called each time a request is about to go out, with the pointer of `CURLOPT_PREREQDATA`.
  func set(sendingCallback callback: @escaping curl_prereq_callback) {
    note(checkctl_curl_set_sending_callback(easy, callback))
  }

  /// Has `callback` make every socket, with the pointer of `CURLOPT_OPENSOCKETDATA`.
  func set(socketCallback callback: @escaping curl_opensocket_callback) {
    note(checkctl_curl_set_socket_callback(easy, callback))
  }

  func set(_ option: CURLoption, list texts: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for text in texts {
      guard let longer = curl_slist_append(list, text) else {
        curl_slist_free_all(list)
        return note(CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note(checkctl_curl_set_list(easy, option, list))
  }

  /// Has libcurl copy what a file would hold.
  func set(_ option: CURLoption, blob: [UInt8]) {
    blob.withUnsafeBytes { note(checkctl_curl_set_blob(easy, option, $0.baseAddress, $0.count)) }
  }

  /// Has libcurl copy `body` as the content to send.
  func set(body: [UInt8]) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
    guard !body.isEmpty else { return set(CURLOPT_COPYPOSTFIELDS, "") }
    body.withUnsafeBytes { bytes in
      set(CURLOPT_COPYPOSTFIELDS, pointer: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
  }

  func integer(_ info: CURLINFO) -> Int {
    var value = 0
    checkctl_curl_get_long(easy, info, &value)
    return value
  }

  /// A time that libcurl states in microseconds.
  func duration(_ info: CURLINFO) -> Duration {
    var value: curl_off_t = 0
    checkctl_curl_get_offset(easy, info, &value)
    return .microseconds(value)
  }

  /// The address at the other end of the connection, with its port.
  var peer: String {
    var value: UnsafePointer<CChar>?
    checkctl_curl_get_string(easy, CURLINFO_PRIMARY_IP, &value)
    let address = value.map { String(cString: $0) } ?? ""
    let port = integer(CURLINFO_PRIMARY_PORT)
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  /// OpenSSL's object of the connection in use; only while it is in use.
  func tlsSession() -> OpaquePointer? {
    var value: UnsafeMutablePointer<curl_tlssessioninfo>?
    guard checkctl_curl_get_tls_session(easy, &value) == CURLE_OK, let session = value?.pointee,
      session.backend == CURLSSLBACKEND_OPENSSL, let object = session.internals
    else { return nil }
    return OpaquePointer(object)
  }

  private func note(_ code: CURLcode) {
    if refusal == CURLE_OK { refusal = code }
  }
}
