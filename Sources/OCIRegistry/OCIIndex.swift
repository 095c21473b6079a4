internal import Values

/// An index as referrers are listed in it (OCI image specification 1.1, "Image Index"). What it says beyond that is kept.
struct OCIIndex {
  static let mediaType = "application/vnd.oci.image.index.v1+json"

  /// What it lists.
  private(set) var manifests: [OCIDescriptor]
  private var value: ValueMap

  /// One that lists nothing.
  init() {
    manifests = []
    value = ["schemaVersion": 2, "mediaType": .string(Self.mediaType), "manifests": .list([])]
  }

  /// Reads an index, as strictly as `OCIManifest` is read.
  init(decoding bytes: [UInt8], what: String) throws(OCIError) {
    let fields = try ManifestFields(bytes, what: what)
    try fields.expect(mediaType: Self.mediaType)
    guard fields.value["layers"] == nil else { throw fields.fault("it has both `layers` and `manifests`") }
    guard let entries = fields.value["manifests"]?.list else {
      throw fields.fault("expected a list `manifests`")
    }
    manifests = try fields.descriptors(entries, at: "manifests")
    value = fields.value.map ?? [:]
  }

  /// Lists one more.
  mutating func append(_ descriptor: OCIDescriptor) {
    manifests.append(descriptor)
    value["manifests"] = .list((value["manifests"]?.list ?? []) + [descriptor.value])
  }

  /// The index in JSON.
  var bytes: [UInt8] { Array(Value.map(value).json.utf8) }
}
