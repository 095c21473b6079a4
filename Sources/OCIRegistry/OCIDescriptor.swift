public import Digests
internal import Values

/// What refers to a manifest or a blob (OCI image specification 1.1, "Content Descriptors").
public struct OCIDescriptor: Hashable, Sendable {
  /// The media type of the content.
  public let mediaType: String
  /// The digest of the content.
  public let digest: SHA256Digest
  /// The size of the content in bytes.
  public let size: Int
  /// What kind of artifact a manifest is; nil for other content.
  public let artifactType: String?
  /// What else is said of the content.
  public let annotations: [String: String]

  /// The annotation that names the file which a layer is.
  public static let titleKey = "org.opencontainers.image.title"

  /// A descriptor with these facts.
  public init(
    mediaType: String, digest: SHA256Digest, size: Int, artifactType: String? = nil,
    annotations: [String: String] = [:]
  ) {
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
    self.artifactType = artifactType
    self.annotations = annotations
  }

  /// A descriptor of these bytes.
  public init(
    of bytes: [UInt8], mediaType: String, artifactType: String? = nil, annotations: [String: String] = [:]
  ) {
    self.init(
      mediaType: mediaType, digest: SHA256Digest(of: bytes), size: bytes.count, artifactType: artifactType,
      annotations: annotations)
  }

  /// The name of the file as it stands there: whoever writes a file of that name must look at it first.
  public var title: String? { annotations[Self.titleKey] }

  /// The empty content `{}`, for manifests that need no configuration.
  public static let empty = OCIDescriptor(of: emptyContent, mediaType: "application/vnd.oci.empty.v1+json")
  /// What `empty` describes.
  public static let emptyContent = Array("{}".utf8)

  /// The descriptor as JSON has it, annotations in the order of their names' bytes.
  var value: Value {
    var map: ValueMap = [
      "mediaType": .string(mediaType), "digest": .string(digest.description), "size": .int(Int64(size)),
    ]
    if let artifactType { map["artifactType"] = .string(artifactType) }
    if !annotations.isEmpty { map["annotations"] = encoded(annotations) }
    return .map(map)
  }
}

/// Annotations in the order of their names' bytes.
func encoded(_ annotations: [String: String]) -> Value {
  let sorted = annotations.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  return .map(ValueMap(sorted.map { (ValueKey.string($0.key), Value.string($0.value)) }))
}
