private import Values

/// Bytes of a type, and who signed them: a DSSE envelope, version 1
/// (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md).
public struct Envelope: Hashable, Sendable {
  /// One signature.
  public struct Signature: Hashable, Sendable {
    /// The name of the key, as the signer gives it: a hint, which nothing vouches for.
    public var keyID: String?
    /// The signature itself.
    public var bytes: [UInt8]
  }

  /// What the payload is, such as a media type. It is signed too.
  public let payloadType: String
  /// What was signed.
  public let payload: [UInt8]
  /// The signatures, at least one.
  public let signatures: [Signature]

  /// The media type of an envelope in JSON.
  public static let mediaType = "application/vnd.dsse.envelope.v1+json"
  /// The most bytes that an envelope may have.
  public static let largest = 1 << 20
  /// The most signatures that an envelope may have.
  public static let mostSignatures = 64

  /// Signs a payload.
  public static func sign(
    payload: [UInt8], type: String, with keys: [SigningKey]
  ) throws(SignatureError) -> Envelope {
    guard !keys.isEmpty else { throw SignatureError("an envelope needs at least one key to be signed with") }
    let message = encoded(payload: payload, type: type)
    var signatures: [Signature] = []
    for key in keys {
      signatures.append(
        Signature(keyID: key.verifyingKey.keyID, bytes: try key.signature(of: message)))
    }
    return Envelope(payloadType: type, payload: payload, signatures: signatures)
  }

  /// The envelope with the signature of one more key; a former one that names that key goes.
  public func adding(_ key: SigningKey) throws(SignatureError) -> Envelope {
    let fresh = try Envelope.sign(payload: payload, type: payloadType, with: [key])
    let kept = signatures.filter { $0.keyID != key.verifyingKey.keyID }
    return Envelope(payloadType: payloadType, payload: payload, signatures: kept + fresh.signatures)
  }

  /// Those of the keys that signed the payload and its type, each once; none where nobody did. A signature counts by
  /// verifying, whatever key it names. What the type must be is for the caller to compare.
  public func verify(with keys: [VerifyingKey]) -> [VerifyingKey] {
    let message = Self.encoded(payload: payload, type: payloadType)
    var seen: Set<VerifyingKey> = []
    return keys.filter { key in
      seen.insert(key).inserted && signatures.contains { key.verifies($0.bytes, of: message) }
    }
  }

  /// What is signed: the pre-authentication encoding of a payload and its type (DSSE, protocol.md).
  static func encoded(payload: [UInt8], type: String) -> [UInt8] {
    Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
  }
}
