private import Values

extension Envelope {
  /// The envelope in JSON on one line, keys sorted: the same envelope gives the same bytes.
  public var json: [UInt8] {
    let signatures = signatures.map { signature in
      var entry: ValueMap = [:]
      if let keyID = signature.keyID { entry["keyid"] = .string(keyID) }
      entry["sig"] = .string(base64(signature.bytes))
      return Value.map(entry)
    }
    let value: Value = [
      "payload": .string(base64(payload)), "payloadType": .string(payloadType),
      "signatures": .list(signatures),
    ]
    return Array(value.json.utf8)
  }

  /// Reads an envelope. Unknown fields are passed over, as DSSE demands; keys that stand twice, base64 that is not written
  /// in the one right way, and more than `largest` bytes or `mostSignatures` signatures are refused.
  ///
  /// - Parameter what: What the bytes are called in messages, such as their file.
  public init(json bytes: [UInt8], what: String = "the DSSE envelope") throws(SignatureError) {
    guard bytes.count <= Self.largest else {
      throw SignatureError("\(what): larger than \(Self.largest >> 20) MiB")
    }
    let value: Value
    do {
      value = try parseJSON(bytes)
    } catch {
      throw SignatureError("\(what): not JSON: \(error.message) (at byte \(error.offset))")
    }
    guard value.map != nil else { throw SignatureError("\(what): expected an object, not \(value.kindName)") }
    payloadType = try Self.text("payloadType", of: value, in: what)
    payload = try Self.decoded(try Self.text("payload", of: value, in: what), "payload", in: what)
    guard let entries = value["signatures"]?.list else {
      throw SignatureError("\(what): expected a list `signatures`")
    }
    guard !entries.isEmpty else { throw SignatureError("\(what): `signatures` is empty: nobody signed it") }
    guard entries.count <= Self.mostSignatures else {
      throw SignatureError(
        "\(what): \(entries.count) signatures, of which \(Self.mostSignatures) are allowed")
    }
    var signatures: [Signature] = []
    for (index, entry) in entries.enumerated() {
      signatures.append(try Self.signature(entry, at: "signatures[\(index)]", in: what))
    }
    self.signatures = signatures
  }

  private static func signature(
    _ entry: Value, at place: String, in what: String
  ) throws(SignatureError) -> Signature {
    guard let map = entry.map else { throw SignatureError("\(what): `\(place)` must be an object") }
    let keyID: String?
    switch map["keyid"] {
    case nil, .null: keyID = nil
    case .string(let text): keyID = text
    default: throw SignatureError("\(what): `\(place).keyid` must be a string")
    }
    guard let text = map["sig"]?.string else {
      throw SignatureError("\(what): expected a string `\(place).sig`")
    }
    return Signature(keyID: keyID, bytes: try decoded(text, "\(place).sig", in: what))
  }

  private static func text(_ key: String, of value: Value, in what: String) throws(SignatureError) -> String {
    guard let text = value[key]?.string else { throw SignatureError("\(what): expected a string `\(key)`") }
    return text
  }

  /// Base64 in the standard or the URL-safe alphabet, of which DSSE allows either; not both mixed, and padded.
  private static func decoded(_ text: String, _ place: String, in what: String) throws(SignatureError)
    -> [UInt8]
  {
    let isURLSafe = text.utf8.contains { "-_".utf8.contains($0) }
    let standard =
      isURLSafe && !text.utf8.contains { "+/".utf8.contains($0) }
      ? text.replacing(exactly: "-", with: "+").replacing(exactly: "_", with: "/") : text
    // Only what is written in the one right way: else the same envelope had many forms.
    guard let bytes = base64Decoded(standard), base64(bytes) == standard else {
      throw SignatureError("\(what): `\(place)` is not base64 by RFC 4648 with padding")
    }
    return bytes
  }
}
