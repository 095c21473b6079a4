public import Checklists
public import Digests
public import SemanticVersions
public import Signatures
internal import Values

/// A signature over a pack: a DSSE envelope (https://github.com/secure-systems-lab/dsse) around a statement that names
/// the pack, its version, the digest of its content, and the digest of the manifest by which registries know it.
public struct PackSignature: Sendable {
  /// The envelope.
  public let envelope: Envelope
  /// What it says.
  public let statement: Statement

  /// What is signed.
  public struct Statement: Hashable, Sendable {
    /// The pack.
    public let name: PackName
    /// Its version.
    public let version: SemanticVersion
    /// The digest over its canonical list of files.
    public let content: SHA256Digest
    /// The digest of its OCI manifest.
    public let manifest: SHA256Digest

    /// Makes a statement.
    public init(name: PackName, version: SemanticVersion, content: SHA256Digest, manifest: SHA256Digest) {
      self.name = name
      self.version = version
      self.content = content
      self.manifest = manifest
    }
  }

  /// The file that holds the envelope of a pack in a folder or a git repository.
  public static let fileName = "pack.dsse.json"
  /// The type of what is signed.
  static let payloadType = "application/vnd.checkctl.pack.v1+json"

  /// Reads an envelope; throws `untrusted` where it is none, or speaks of something else than a pack.
  public init(_ bytes: [UInt8], of what: String) throws(PackError) {
    do {
      envelope = try Envelope(json: bytes)
    } catch {
      throw PackError(.untrusted, "the signature of \(what) cannot be read: \(error.message)")
    }
    guard envelope.payloadType == Self.payloadType, let statement = Statement(envelope.payload) else {
      throw PackError(.untrusted, "the signature of \(what) is none over a pack")
    }
    self.statement = statement
  }

  private init(envelope: Envelope, statement: Statement) {
    self.envelope = envelope
    self.statement = statement
  }

  /// Signs a statement; a signature by another key over the very same is kept beside the new one.
  public static func sign(
    _ statement: Statement, with key: SigningKey, beside other: PackSignature? = nil
  ) throws(PackError) -> PackSignature {
    do {
      if let other, other.statement == statement {
        return PackSignature(envelope: try other.envelope.adding(key), statement: statement)
      }
      return PackSignature(
        envelope: try Envelope.sign(payload: statement.payload, type: payloadType, with: [key]),
        statement: statement)
    } catch {
      throw PackError(.invalid, "the pack cannot be signed: \(error.message)")
    }
  }

  /// The names of the keys that say they signed it.
  public var signers: [String] { envelope.signatures.compactMap(\.keyID) }

  /// As it stands in a file.
  public var text: String { String(decoding: envelope.json, as: UTF8.self) }
}

extension PackSignature.Statement {
  /// As it is signed: JSON on one line.
  var payload: [UInt8] {
    let value: Value = [
      "pack": .string(name.description), "version": .string(version.description),
      "content": .string(content.description), "manifest": .string(manifest.description),
    ]
    return Array(value.json.utf8)
  }

  init?(_ payload: [UInt8]) {
    guard let value = try? parseJSON(payload), let name = value["pack"]?.string.flatMap(PackName.init),
      let version = value["version"]?.string.flatMap(SemanticVersion.init),
      let content = value["content"]?.string.flatMap({ SHA256Digest($0) }),
      let manifest = value["manifest"]?.string.flatMap({ SHA256Digest($0) })
    else { return nil }
    self.init(name: name, version: version, content: content, manifest: manifest)
  }
}
