private import COpenSSL

/// A private Ed25519 key (RFC 8032). It never shows itself but in `pem`.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let seed: [UInt8]
  /// The key that verifies what this one signs.
  public let verifyingKey: VerifyingKey

  /// A new key, of OpenSSL's random numbers.
  public init() throws(SignatureError) {
    guard let key = KeyHandle.generated() else {
      throw SignatureError("OpenSSL could not generate an Ed25519 key")
    }
    try self.init(key, what: "the new signing key")
  }

  /// The key that a PEM block `PRIVATE KEY` holds, as `openssl genpkey -algorithm ed25519` writes it (PKCS#8, RFC 8410).
  ///
  /// - Parameter what: What the text is called in messages, such as its file.
  public init(pem text: String, what: String = "the signing key") throws(SignatureError) {
    let der = try PEM(text, wanted: "PRIVATE KEY", what: what).bytes
    let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var pointer = buffer.baseAddress
      guard let information = d2i_PKCS8_PRIV_KEY_INFO(nil, &pointer, buffer.count) else { return nil }
      defer { PKCS8_PRIV_KEY_INFO_free(information) }
      return EVP_PKCS82PKEY(information)
    }
    guard let key = KeyHandle(read) else {
      throw SignatureError(
        "\(what): the PEM block holds no private key that OpenSSL can read; "
          + "make one with `openssl genpkey -algorithm ed25519`")
    }
    try self.init(key, what: what)
  }

  private init(_ key: borrowing KeyHandle, what: String) throws(SignatureError) {
    guard key.isEd25519, let seed = key.seed, let point = key.point else {
      throw SignatureError(
        "\(what): the key is not an Ed25519 key; make one with `openssl genpkey -algorithm ed25519`")
    }
    self.seed = seed
    verifyingKey = VerifyingKey(point: point)
  }

  /// The key itself, in PEM (PKCS#8, not encrypted).
  public var pem: String { PEM.text(Self.prefix + seed, label: "PRIVATE KEY") }

  /// The signature of a message: 64 bytes.
  public func signature(of message: [UInt8]) throws(SignatureError) -> [UInt8] {
    guard let signature = KeyHandle(seed: seed)?.signature(of: message) else {
      throw SignatureError("OpenSSL could not sign with the key \(verifyingKey.keyID)")
    }
    return signature
  }

  /// Which key it is, without the key.
  public var description: String { "the private key of \(verifyingKey.keyID)" }

  /// Nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// What stands before the seed in PKCS#8 (RFC 8410, section 7): version 0, the algorithm 1.3.101.112, and the headers of
  /// two nested octet strings.
  private static let prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
}
