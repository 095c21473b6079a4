private import COpenSSL
private import Digests

/// A public Ed25519 key (RFC 8032).
public struct VerifyingKey: Hashable, Sendable, CustomStringConvertible {
  private let point: [UInt8]

  init(point: [UInt8]) { self.point = point }

  /// The key that a PEM block `PUBLIC KEY` holds, as `openssl pkey -pubout` writes it (SubjectPublicKeyInfo, RFC 8410).
  ///
  /// - Parameter what: What the text is called in messages, such as its file.
  public init(pem text: String, what: String = "the public key") throws(SignatureError) {
    let der = try PEM(text, wanted: "PUBLIC KEY", what: what).bytes
    let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var pointer = buffer.baseAddress
      return d2i_PUBKEY(nil, &pointer, buffer.count)
    }
    guard let key = KeyHandle(read) else {
      throw SignatureError(
        "\(what): the PEM block holds no public key that OpenSSL can read; "
          + "write one with `openssl pkey -in KEY -pubout`")
    }
    guard key.isEd25519, let point = key.point else {
      throw SignatureError(
        "\(what): the key is not an Ed25519 key; make one with `openssl genpkey -algorithm ed25519`")
    }
    self.point = point
    // There is one way to write a key, or one key would have several names.
    guard der == self.der else {
      throw SignatureError(
        "\(what): the public key is not written as RFC 8410 says; write it anew with `openssl pkey -pubin -pubout`"
      )
    }
  }

  /// The key in PEM.
  public var pem: String { PEM.text(der, label: "PUBLIC KEY") }

  /// The name of the key: `sha256:` and the digest of its SubjectPublicKeyInfo in DER, in hexadecimal.
  public var keyID: String { SHA256Digest(of: der).description }

  /// Whether a signature is one of a message by this key's owner.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    KeyHandle(point: point)?.verifies(signature, of: message) ?? false
  }

  /// The name of the key.
  public var description: String { keyID }

  private var der: [UInt8] { Self.prefix + point }

  /// What stands before the point in SubjectPublicKeyInfo (RFC 8410, section 4).
  private static let prefix: [UInt8] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]
}
