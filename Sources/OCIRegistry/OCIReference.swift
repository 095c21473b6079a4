public import Digests
internal import Values

/// The name of a repository in a registry, and of one of its manifests: `registry[:port]/name[:tag][@sha256:...]`
/// (OCI distribution specification 1.1, "Pulling manifests").
public struct OCIReference: Hashable, Sendable, LosslessStringConvertible {
  /// The host of the registry in lower case, with its port where one is written.
  public let registry: String
  /// The name of the repository in the registry, such as `platform/postgres`.
  public let repository: String
  /// The tag; nil where none is written.
  public let tag: String?
  /// The digest of the manifest; nil where none is written. It goes before the tag, which anybody may move.
  public let digest: SHA256Digest?

  /// Reads a reference; says what is wrong with it.
  public init(parsing text: String) throws(OCIError) {
    do {
      self = try Self.parsed(text)
    } catch {
      throw OCIError(
        .invalidRequest,
        "`\(printable(text.shortened(to: 200)))` is no reference to an OCI registry: \(error.message); "
          + "expected registry[:port]/name[:tag][@sha256:...]")
    }
  }

  /// Reads a reference; nil where it is none.
  public init?(_ description: String) {
    guard let parsed = try? Self.parsed(description) else { return nil }
    self = parsed
  }

  private init(registry: String, repository: String, tag: String?, digest: SHA256Digest?) {
    self.registry = registry
    self.repository = repository
    self.tag = tag
    self.digest = digest
  }

  /// As it is written, the registry in lower case.
  public var description: String {
    "\(registry)/\(repository)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
  }

  /// The same repository with this tag and no digest.
  public func tagged(_ tag: String) throws(OCIError) -> OCIReference {
    guard Self.isTag(tag) else {
      throw OCIError(.invalidRequest, Self.tagFault(tag).message)
    }
    return OCIReference(registry: registry, repository: repository, tag: tag, digest: nil)
  }

  /// The same repository and tag with this digest.
  public func pinned(to digest: SHA256Digest) -> OCIReference {
    OCIReference(registry: registry, repository: repository, tag: tag, digest: digest)
  }

  /// Whether a text can be a tag: a letter, digit or underscore, then at most 127 of these, points and hyphens.
  static func isTag(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
      return false
    }
    return text.utf8.count <= 128
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }
  }

  /// What the path of the API calls the manifest; nil where there is neither a digest nor a tag.
  var name: String? { digest?.description ?? tag }
}

/// What is wrong with a text.
private struct Fault: Error {
  let message: String
}

extension OCIReference {
  private static func parsed(_ text: String) throws(Fault) -> OCIReference {
    guard !text.contains("://") else { throw Fault(message: "it begins with a scheme, which is left out") }
    guard let slash = text.firstIndex(of: "/") else {
      throw Fault(message: "there is no slash between the registry and the name")
    }
    let registry = String(text[..<slash])
    guard isRegistry(registry) else {
      throw Fault(
        message: "`\(printable(registry))` is no host with a port, as `registry.example.com:5000` is")
    }
    let (rest, digest) = try splitDigest(text[text.index(after: slash)...])
    let (repository, tag) = try splitTag(rest)
    guard registry.utf8.count + repository.utf8.count < 255 else {
      throw Fault(message: "the registry and the name are longer than 254 characters together")
    }
    guard isRepository(repository) else { throw repositoryFault(repository) }
    return OCIReference(registry: registry.lowercased(), repository: repository, tag: tag, digest: digest)
  }

  private static func splitDigest(_ text: Substring) throws(Fault) -> (Substring, SHA256Digest?) {
    guard let at = text.firstIndex(of: "@") else { return (text, nil) }
    let written = String(text[text.index(after: at)...])
    guard let digest = SHA256Digest(written) else {
      throw Fault(
        message:
          "`\(printable(written))` is no digest, which is sha256: and 64 hexadecimal digits in lower case")
    }
    return (text[..<at], digest)
  }

  private static func splitTag(_ text: Substring) throws(Fault) -> (String, String?) {
    guard let colon = text.firstIndex(of: ":") else { return (String(text), nil) }
    let tag = String(text[text.index(after: colon)...])
    guard isTag(tag) else { throw tagFault(tag) }
    return (String(text[..<colon]), tag)
  }

  private static func tagFault(_ tag: String) -> Fault {
    Fault(
      message:
        "`\(printable(tag.shortened(to: 140)))` is no tag, which has at most 128 letters, digits, `_`, `.`"
        + " and `-`, and does not begin with `.` or `-`")
  }

  private static func repositoryFault(_ name: String) -> Fault {
    Fault(
      message: "`\(printable(name))` is no name of a repository, which has lower-case letters and digits,"
        + " with `.`, `_`, `__` or hyphens between them, and slashes between its parts")
  }

  /// A name, an IPv4 address or an IPv6 address in brackets, with a port perhaps.
  private static func isRegistry(_ text: String) -> Bool {
    var host = text[...]
    if let colon = text.lastIndex(of: ":"), text.last != "]" {
      let port = text[text.index(after: colon)...]
      guard port.utf8.allSatisfy(isDigit), let number = UInt16(port), number > 0 else { return false }
      host = text[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = host.dropFirst().dropLast().utf8
      return address.contains(UInt8(ascii: ":"))
        && address.allSatisfy { isHexadecimal($0) || ":.".utf8.contains($0) }
    }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return !host.isEmpty
      && labels.allSatisfy { label in
        !label.isEmpty && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, and the same again behind each slash.
  private static func isRepository(_ text: String) -> Bool {
    text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      let separators = part.utf8.split(omittingEmptySubsequences: false, whereSeparator: isLowerOrDigit)
        .filter { !$0.isEmpty }
      guard let first = part.utf8.first, let last = part.utf8.last else { return false }
      return isLowerOrDigit(first) && isLowerOrDigit(last)
        && separators.allSatisfy { run in
          [".", "_", "__"].contains { run.elementsEqual($0.utf8) }
            || run.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }
  }

  private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
