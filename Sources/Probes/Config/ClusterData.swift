internal import Diagnostics
internal import Documents
internal import KubernetesClient
internal import ProbeKit
internal import Values

/// The data of a ConfigMap or a Secret, or the document that one entry of it is.
struct ClusterData: Sendable {
  let target: Target
  let isSecret: Bool
  let name: String
  let namespace: String?
  let key: (name: String, format: DocumentFormat)?

  static let nothing: ValueMap = ["exists": false]

  /// The type of the object.
  var resource: String { isSecret ? "secrets" : "configmaps" }

  /// As messages name it.
  var title: String { "\(isSecret ? "Secret" : "ConfigMap") \(name)" }

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    try shown(data(of: try await object(in: context)), in: context)
  }

  /// What the data shows.
  func shown(_ data: ValueMap, in context: ProbeContext) throws(ProbeError) -> Observation {
    // Those of a Secret are known since it was read.
    guard let key else {
      if !isSecret { hideSecrets(in: data, from: context.redactor) }
      return observation(
        of: data.isEmpty ? nil : .map(data), as: "data", named: title, redacting: context.redactor)
    }
    guard let entry = data[.string(key.name)] else {
      let near = closestMatch(to: key.name, among: data.keys.map(\.description))
      throw ProbeError(
        .refused, "\(title) has no key `\(key.name)`" + (near.map { "; did you mean `\($0)`?" } ?? ""),
        refusal: Observation(Self.nothing, cause: "\(title) has no key `\(key.name)`"))
    }
    let bytes: [UInt8] = if case .bytes(let bytes) = entry { bytes } else { Array((entry.string ?? "").utf8) }
    let place = "\(title)/\(key.name)"
    do {
      let document = try parseDocument(bytes, as: key.format, named: place)
      if isSecret, let document { secretLeaves(of: document).forEach(context.redactor.add) }
      return observation(of: document, as: key.format.rawValue, named: place, redacting: context.redactor)
    } catch {
      throw ProbeError(.answer, error.message)
    }
  }

  /// Entries are often documents themselves. Where their secrets cannot be told, all of one is masked.
  private func hideSecrets(in data: ValueMap, from redactor: Redactor) {
    for (key, value) in data {
      guard let text = value.string else { continue }
      if let format = DocumentFormat(ofFile: key.description),
        let document = try? parseDocument(Array(text.utf8), as: format, named: key.description)
      {
        secrets(inDocument: document).forEach { redactor.add($0) }
      } else if text.contains(where: \.isNewline) {
        redactor.add(text)
      }
    }
  }

  /// The object. What a Secret holds is masked from now on.
  private func object(in context: ProbeContext) async throws(ProbeError) -> Value {
    let client = try await context.resources.resource(for: target) { ClusterResource(target) }.client(
      in: context)
    var query = KubernetesClient.Query(resource: resource, name: name)
    query.namespace = namespace
    do throws(KubernetesError) {
      guard
        case .object(let object) = try await client.answer(
          query, timeout: context.timeout, refusing: context.refusal(of: query, to: target))
      else {
        return [:]
      }
      secretValues(in: object).forEach(context.redactor.add)
      return object
    } catch {
      throw ProbeError(error, refusal: Self.nothing)
    }
  }

  /// Text where it is text, else bytes (Kubernetes documentation, "ConfigMaps", "Secrets").
  private func data(of object: Value) -> ValueMap {
    var data = ValueMap()
    for (key, value) in object["data"]?.map ?? [:] {
      data[key] = isSecret ? Self.decoded(value) : value
    }
    for (key, value) in object["binaryData"]?.map ?? [:] { data[key] = Self.decoded(value) }
    return data
  }

  private static func decoded(_ value: Value) -> Value {
    guard let text = value.string, let bytes = base64Decoded(text) else { return value }
    return String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(bytes)
  }
}
