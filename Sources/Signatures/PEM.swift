private import Values

/// The first block of a text in PEM (RFC 7468): a label, and bytes in base64.
struct PEM {
  let label: String
  let bytes: [UInt8]

  /// More than any key.
  private static let largest = 64 * 1024

  /// Reads a block whose label is `wanted`, called `what` in messages.
  init(_ text: String, wanted: String, what: String) throws(SignatureError) {
    guard text.utf8.count <= Self.largest else {
      throw SignatureError("\(what): larger than \(Self.largest >> 10) KiB, which no key is")
    }
    var lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }[...]
    lines = lines.drop { !$0.hasPrefix("-----BEGIN ") }
    guard let first = lines.popFirst() else {
      throw SignatureError("\(what): no PEM; expected a block that begins with -----BEGIN \(wanted)-----")
    }
    guard first.hasSuffix("-----"), first.count > 16 else {
      throw SignatureError("\(what): the line of -----BEGIN is malformed")
    }
    label = String(first.dropFirst("-----BEGIN ".count).dropLast(5))
    guard label == wanted else { throw Self.other(label, wanted: wanted, what: what) }
    guard let end = lines.firstIndex(of: "-----END \(label)-----") else {
      throw SignatureError("\(what): the line -----END \(label)----- is missing")
    }
    guard let bytes = base64Decoded(lines[..<end].joined()) else {
      throw SignatureError("\(what): what stands between the lines of the PEM block is not base64")
    }
    self.bytes = bytes
  }

  /// Bytes under a label, 64 digits a line.
  static func text(_ bytes: [UInt8], label: String) -> String {
    var rest = base64(bytes)[...]
    var lines: [String] = []
    while !rest.isEmpty {
      lines.append(String(rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----"]).joined(separator: "\n") + "\n"
  }

  private static func other(_ label: String, wanted: String, what: String) -> SignatureError {
    let fault =
      switch label {
      case "ENCRYPTED PRIVATE KEY":
        "the private key is encrypted; decrypt it with `openssl pkey -in FILE -out KEY`"
      case "PRIVATE KEY":
        "this is a private key where a public one should stand; `openssl pkey -in FILE -pubout` writes that"
      case "PUBLIC KEY": "this is a public key; signing needs the private one"
      case "CERTIFICATE":
        "this is a certificate; its public key comes from `openssl x509 -in FILE -pubkey -noout`"
      case "OPENSSH PRIVATE KEY":
        "this is a key of OpenSSH; make one with `openssl genpkey -algorithm ed25519`"
      default: "this is PEM of `\(label.shortened(to: 40))`; expected `\(wanted)` with an Ed25519 key"
      }
    return SignatureError("\(what): \(fault)")
  }
}
