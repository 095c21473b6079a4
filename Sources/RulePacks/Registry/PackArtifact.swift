internal import Checklists
internal import Digests
internal import OCIRegistry
internal import SemanticVersions
internal import Signatures
internal import Values

/// A pack as registries hold it: an artifact with an empty config and a layer for each file, titled with its path, so
/// that any client of the OCI specifications gets the same files.
struct PackArtifact {
  let manifest: OCIManifest

  /// The type of the artifact of a pack.
  static let type = "application/vnd.checkctl.pack.v1"
  /// The type of a layer: one file.
  static let fileType = "application/vnd.checkctl.pack.file.v1"
  /// The type of the artifact of a signature over a pack.
  static let signatureType = "application/vnd.checkctl.pack.signature.v1"
  /// Annotations that the OCI image specification defines.
  static let nameKey = "org.opencontainers.image.title"
  static let versionKey = "org.opencontainers.image.version"

  /// The same files make the same manifest, byte for byte: what is signed is its digest.
  init(_ content: PackContent, _ manifest: PackManifest) {
    let layers = content.files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      path, bytes in
      OCIDescriptor(of: bytes, mediaType: Self.fileType, annotations: [OCIDescriptor.titleKey: path])
    }
    var annotations = [
      Self.nameKey: manifest.name.description, Self.versionKey: manifest.version.description,
    ]
    annotations["org.opencontainers.image.description"] = manifest.description
    annotations["org.opencontainers.image.licenses"] = manifest.licence
    self.manifest = OCIManifest(artifactType: Self.type, layers: layers, annotations: annotations)
  }

  /// Makes sure that layers are the files of a pack, by what is told of them, before any is asked for.
  static func checkFiles(_ layers: [OCIDescriptor], of what: String) throws(PackError) {
    var total = 0
    var titles: Set<String> = []
    for layer in layers {
      let title = layer.title ?? ""
      if let fault = PackContent.fault(ofPath: title) {
        throw PackError(.untrusted, "\(what) is refused: the file \(jsonQuoted(title)) \(fault)")
      }
      guard titles.insert(title).inserted else {
        throw PackError(.untrusted, "\(what) is refused: it has the file \(title) twice")
      }
      guard layer.size <= PackContent.mostFileBytes, total + layer.size <= PackContent.mostBytes,
        titles.count <= PackContent.mostFiles
      else { throw PackError(.untrusted, "\(what) is refused: \(title) or all of it is too large") }
      total += layer.size
    }
  }

  /// What a signature over the pack says.
  static func statement(_ content: PackContent, _ manifest: PackManifest) -> PackSignature.Statement {
    .init(
      name: manifest.name, version: manifest.version, content: content.digest,
      manifest: PackArtifact(content, manifest).manifest.descriptor.digest)
  }
}
