internal import Digests
internal import Values

/// The fields of a manifest or an index in JSON, and what may be wrong with them.
struct ManifestFields {
  let value: Value
  private let what: String

  private static let names = [
    "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations",
    "digest", "size",
  ]

  /// Reads an object.
  init(_ bytes: [UInt8], what: String) throws(OCIError) {
    self.what = what
    guard bytes.count <= OCIManifest.largest else {
      throw OCIError(.tooLarge, "\(what) is larger than \(OCIManifest.largest >> 20) MiB")
    }
    do {
      value = try parseJSON(bytes)
    } catch {
      throw OCIError(
        .invalidAnswer, "\(what) is not JSON: \(printable(error.message)) (at byte \(error.offset))")
    }
    guard value.map != nil else { throw fault("expected an object, not \(value.kindName)") }
    try refuseOtherCase(value)
    guard value["schemaVersion"]?.int == 2 else { throw fault("expected `schemaVersion` 2") }
  }

  /// An error about this manifest.
  func fault(_ message: String) -> OCIError { OCIError(.invalidAnswer, "\(what) cannot be used: \(message)") }

  /// Refuses what says that it is something else.
  func expect(mediaType: String) throws(OCIError) {
    guard let written = try optionalText("mediaType", of: value), written != mediaType else { return }
    throw fault(
      "it is `\(printable(written.shortened(to: 100)))`, not `\(mediaType)`: no artifact is kept in that")
  }

  /// A text that may be missing or null.
  func optionalText(_ key: String, of value: Value, at place: String = "") throws(OCIError) -> String? {
    switch value[key] {
    case nil, .null: return nil
    case .string(let text): return text.isEmpty ? nil : text
    default: throw fault("`\(place)\(key)` must be a string")
    }
  }

  /// The descriptors of a list.
  func descriptors(_ entries: [Value], at place: String) throws(OCIError) -> [OCIDescriptor] {
    guard entries.count <= OCIManifest.mostEntries else {
      throw fault("`\(place)` has \(entries.count) entries, of which \(OCIManifest.mostEntries) are allowed")
    }
    var result: [OCIDescriptor] = []
    for (index, entry) in entries.enumerated() {
      result.append(try descriptor(entry, at: "\(place)[\(index)]"))
    }
    return result
  }

  /// One descriptor.
  func descriptor(_ value: Value?, at place: String) throws(OCIError) -> OCIDescriptor {
    guard let value, value.map != nil else { throw fault("expected an object `\(place)`") }
    try refuseOtherCase(value)
    guard let mediaType = value["mediaType"]?.string else {
      throw fault("expected a string `\(place).mediaType`")
    }
    guard let digest = value["digest"]?.string.flatMap({ SHA256Digest($0) }) else {
      throw fault("`\(place).digest` must be sha256: and 64 hexadecimal digits in lower case")
    }
    guard let size = value["size"]?.int, size >= 0 else {
      throw fault("`\(place).size` must be a number of bytes")
    }
    return OCIDescriptor(
      mediaType: mediaType, digest: digest, size: size,
      artifactType: try optionalText("artifactType", of: value, at: "\(place)."),
      annotations: try annotations(of: value, at: "\(place).annotations"))
  }

  /// The annotations of an object.
  func annotations(of value: Value, at place: String) throws(OCIError) -> [String: String] {
    guard let entries = value["annotations"], entries != .null else { return [:] }
    guard let map = entries.map else { throw fault("`\(place)` must be an object") }
    var result: [String: String] = [:]
    for entry in map {
      guard let text = entry.value.string else { throw fault("`\(place)` must hold strings") }
      // Two names that Swift's strings take for one would be two to others.
      guard result.updateValue(text, forKey: entry.key.description) == nil else {
        throw fault("`\(place)` has a name twice")
      }
    }
    return result
  }

  private func refuseOtherCase(_ value: Value) throws(OCIError) {
    for key in value.map?.keys ?? [] where !Self.names.contains(key.description) {
      let lowered = key.description.lowercased()
      guard let name = Self.names.first(where: { $0.lowercased() == lowered }) else { continue }
      throw fault("the key `\(printable(key.description))` differs from `\(name)` only in case")
    }
  }
}
