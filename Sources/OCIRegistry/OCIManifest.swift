public import Digests
internal import Values

/// An image manifest as artifacts use it (OCI image specification 1.1, "Guidelines for Artifact Usage"): one layer per
/// file, each with its name as `org.opencontainers.image.title`.
public struct OCIManifest: Hashable, Sendable {
  /// What kind of artifact it is; nil where only the configuration's media type says so.
  public var artifactType: String?
  /// The configuration, for most artifacts the empty one.
  public var config: OCIDescriptor
  /// The content, in its order.
  public var layers: [OCIDescriptor]
  /// The manifest that this one is about, as a signature is about what it signs.
  public var subject: OCIDescriptor?
  /// What else is said of the artifact.
  public var annotations: [String: String]

  /// The media type of a manifest.
  public static let mediaType = "application/vnd.oci.image.manifest.v1+json"
  /// The most bytes that a manifest or an index may have.
  public static let largest = 4 << 20
  /// The most layers that a manifest, and entries that an index may have.
  public static let mostEntries = 10_000

  /// An artifact with an empty configuration.
  public init(
    artifactType: String, layers: [OCIDescriptor], subject: OCIDescriptor? = nil,
    annotations: [String: String] = [:]
  ) {
    self.artifactType = artifactType
    config = .empty
    self.layers = layers
    self.subject = subject
    self.annotations = annotations
  }

  /// The manifest in JSON: the same manifest gives the same bytes.
  public var bytes: [UInt8] {
    var map: ValueMap = ["schemaVersion": 2, "mediaType": .string(Self.mediaType)]
    if let artifactType { map["artifactType"] = .string(artifactType) }
    map["config"] = config.value
    map["layers"] = .list(layers.map(\.value))
    if let subject { map["subject"] = subject.value }
    if !annotations.isEmpty { map["annotations"] = encoded(annotations) }
    return Array(Value.map(map).json.utf8)
  }

  /// What refers to this manifest.
  public var descriptor: OCIDescriptor {
    OCIDescriptor(
      of: bytes, mediaType: Self.mediaType, artifactType: artifactType ?? config.mediaType,
      annotations: annotations)
  }
}

extension OCIManifest {
  /// Reads a manifest of at most `largest` bytes and `mostEntries` layers. Unknown fields are passed over, as the
  /// specification demands. Refused are keys that stand twice, those that differ from a field's name only in case, which
  /// some readers would take for it, a manifest that is an index too, and digests of another kind than SHA-256.
  ///
  /// - Parameter what: What the bytes are called in messages, such as their reference.
  public init(decoding bytes: [UInt8], what: String = "the manifest") throws(OCIError) {
    let fields = try ManifestFields(bytes, what: what)
    try fields.expect(mediaType: Self.mediaType)
    guard fields.value["manifests"] == nil else { throw fields.fault("it has both `layers` and `manifests`") }
    artifactType = try fields.optionalText("artifactType", of: fields.value)
    config = try fields.descriptor(fields.value["config"], at: "config")
    guard let entries = fields.value["layers"]?.list else { throw fields.fault("expected a list `layers`") }
    layers = try fields.descriptors(entries, at: "layers")
    subject =
      switch fields.value["subject"] {
      case nil, .null: nil
      case .some(let value): try fields.descriptor(value, at: "subject")
      }
    annotations = try fields.annotations(of: fields.value, at: "annotations")
  }
}
