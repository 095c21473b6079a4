internal import COpenSSL

/// OpenSSL's object of a key, for as long as one call needs it.
struct KeyHandle: ~Copyable {
  let key: OpaquePointer

  /// Takes over a key; nil where there is none.
  init?(_ key: OpaquePointer?) {
    guard let key else {
      ERR_clear_error()
      return nil
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The key of a seed of 32 bytes.
  init?(seed: [UInt8]) {
    self.init(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count))
  }

  /// The key of a point of 32 bytes.
  init?(point: [UInt8]) {
    self.init(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, point, point.count))
  }

  /// A new key.
  static func generated() -> KeyHandle? {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_keygen(context, &key) == 1 else { return nil }
    return KeyHandle(key)
  }

  var isEd25519: Bool { EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 }

  /// The private part: 32 bytes.
  var seed: [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 32)
    var count = bytes.count
    return EVP_PKEY_get_raw_private_key(key, &bytes, &count) == 1 && count == 32 ? bytes : nil
  }

  /// The public part: 32 bytes.
  var point: [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 32)
    var count = bytes.count
    return EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 && count == 32 ? bytes : nil
  }

  func signature(of message: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
    else {
      ERR_clear_error()
      return nil
    }
    return signature
  }

  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let isValid =
      EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    // What does not verify leaves its reason in the thread's queue, where the next TLS connection would find it.
    ERR_clear_error()
    return isValid
  }
}
