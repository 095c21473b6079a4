internal import Documents
public import ProbeKit
public import Values

extension ConfigProbe: RehearsedProbe {
  /// What a test may state of a configuration.
  public static let cannedFields: [FieldDescription] = [
    .init("document", .any, "What it holds, as a value; null where it holds nothing."),
    .init(
      "text", .string, "What the file or the entry `key` holds, as text; it is read as the real one would be."
    ),
    .init(
      "data", .map(.string), "The entries of the ConfigMap or Secret, those of a Secret as they are decoded."),
    .init("exists", .bool, "Write `exists: false` where there is none."),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// What would be seen of such a configuration.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("document", "text", "data")
    if canned["exists"] == false {
      if let name = ["document", "text", "data"].first(where: canned.names) {
        throw FieldFault("is nothing that a configuration has which is not there", path: [.key(name)])
      }
      return missing
    }
    guard ["document", "text", "data"].contains(where: canned.names) else {
      throw FieldFault(
        "does not say what it holds", help: "add `document: {...}`, `text: ...`, or `exists: false`")
    }
    switch source {
    case .file(let path, let format):
      if canned.names("data") {
        throw FieldFault("belongs to a ConfigMap or a Secret, and this is a file", path: [.key("data")])
      }
      return try answer(canned, format, named: path, context)
    case .data(let data): return try answer(canned, data, context)
    }
  }

  private var missing: CannedAnswer {
    switch source {
    case .file(let path, _): CannedAnswer(Self.missing(path))
    case .data(let data):
      CannedAnswer(
        .failure(
          ProbeError(.refused, "\(data.title) not found", refusal: Observation(ClusterData.nothing))))
    }
  }

  private func answer(
    _ canned: Fields, _ data: ClusterData, _ context: ProbeContext
  ) throws(FieldFault) -> CannedAnswer {
    if let key = data.key, !canned.names("data") {
      let answer = try answer(canned, key.format, named: "\(data.title)/\(key.name)", context)
      if data.isSecret, case .success(let seen) = answer.result, let document = seen.fields["document"] {
        secretLeaves(of: document).forEach(context.redactor.add)
      }
      return answer
    }
    if canned.names("text") {
      throw FieldFault(
        "is of one entry, and the item names none by `key`", path: [.key("text")], help: "write `data: {...}`"
      )
    }
    let given = canned["data"] ?? canned.values["document"] ?? .null
    let entries = given.map ?? [:]
    if let other = entries.first(where: { $0.value.string == nil }) {
      throw FieldFault(
        "should be text, as all values of a ConfigMap or Secret are",
        path: [.key(canned.names("data") ? "data" : "document"), .key(other.key.description)],
        help: "write it in quotes")
    }
    if data.isSecret { entries.compactMap(\.value.string).forEach(context.redactor.add) }
    return CannedAnswer(
      Result { () throws(ProbeError) in try data.shown(entries, in: context) })
  }

  private func answer(
    _ canned: Fields, _ format: DocumentFormat, named name: String, _ context: ProbeContext
  ) throws(FieldFault) -> CannedAnswer {
    let document: Value?
    if let text = canned.string("text") {
      do {
        document = try parseDocument(Array(text.utf8), as: format, named: name)
      } catch {
        return CannedAnswer(.failure(ProbeError(.answer, error.message)))
      }
    } else {
      document = canned["document"]
      if format == .dotenv, let other = document?.map?.first(where: { $0.value.string == nil }) {
        throw FieldFault(
          "should be text, as all values of a dotenv file are",
          path: [.key("document"), .key(other.key.description)], help: "write it in quotes")
      }
    }
    return CannedAnswer(
      observation(of: document, as: format.rawValue, named: name, redacting: context.redactor))
  }
}
