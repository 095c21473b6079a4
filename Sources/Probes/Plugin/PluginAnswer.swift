internal import Diagnostics
internal import ProbeKit
internal import Values

/// What a plugin answered to a question, its secrets masked.
enum PluginAnswer {
  case observation(Observation)
  case error(ProbeError)

  /// Reads what it wrote and holds it against what it declares.
  init(parsing bytes: [UInt8], _ description: PluginDescription, redacting redactor: Redactor)
    throws(PluginFault)
  {
    let kinds = ["fields", "no_data", "error"]
    let message = try PluginMessage(parsing: bytes, keys: kinds + ["notes", "excerpt"])
    let present = kinds.filter { message[$0] != nil }
    guard present.count == 1 else {
      throw PluginFault(
        present.isEmpty
          ? "has neither `fields` nor `no_data` nor `error`"
          : "has \(present.map { "`\($0)`" }.joined(separator: " and ")), of which it should have one")
    }
    if let error = message["error"] {
      self = .error(try Self.error(error, try Self.excerpt(message, redactor), redactor))
      return
    }
    let fields = try Self.fields(try message.map("fields") ?? [:], description)
    self = .observation(
      Observation(
        fields, noData: try Self.reason(message, redactor),
        excerpt: try Self.excerpt(message, redactor)
          ?? (fields.isEmpty ? nil : Value.map(fields).excerpt(limit: 500, masking: redactor)),
        notes: try Self.notes(message, redactor), declared: description.observation.mapValues(\.type)))
  }

  private static func fields(
    _ map: ValueMap, _ description: PluginDescription
  ) throws(PluginFault) -> ValueMap {
    var fields = ValueMap()
    for (key, value) in map {
      let name = key.description
      guard let type = description.observation[name] else {
        let known = description.observation.keys.sorted().joined(separator: ", ").shortened(to: 400)
        throw PluginFault(
          "has a field that the plugin does not declare, \(Value.string(name).wholeOrLength); it declares \(known)"
        )
      }
      guard let converted = type.value(answered: value) else {
        throw PluginFault("has in the field `\(name)` \(value.kindName), and declares \(type.word)")
      }
      fields[key] = converted
    }
    return fields
  }

  /// Why it has no data; nil where it has.
  private static func reason(
    _ message: PluginMessage, _ redactor: Redactor
  ) throws(PluginFault) -> String? {
    guard let text = try message.text("no_data") else { return nil }
    guard saysSomething(text) else { throw PluginFault("has under `no_data` no reason") }
    return line(text, redactor)
  }

  private static func saysSomething(_ text: String) -> Bool { text.contains { !$0.isWhitespace } }

  private static let errorKinds = [
    "timeout", "unreachable", "authentication", "refused", "invalid", "answer",
  ]

  private static func error(
    _ value: Value, _ excerpt: String?, _ redactor: Redactor
  ) throws(PluginFault) -> ProbeError {
    let part = try PluginMessage(value, "error", keys: ["kind", "message"])
    guard let message = try part.text("message"), saysSomething(message) else {
      throw PluginFault("lacks `error.message`")
    }
    let word = try part.text("kind") ?? "answer"
    guard errorKinds.contains(word), let kind = ProbeError.Kind(rawValue: word) else {
      throw PluginFault(
        "has under `error.kind` what is none, \(Value.string(word).wholeOrLength); there are \(errorKinds.joined(separator: ", "))"
      )
    }
    return ProbeError(kind, line(message, redactor), excerpt: excerpt)
  }

  private static func excerpt(
    _ message: PluginMessage, _ redactor: Redactor
  ) throws(PluginFault) -> String? {
    guard let text = try message.text("excerpt") else { return nil }
    let lines = redactor.redact(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.prefix(20).map { $0.shortened(to: 500) }.joined(separator: "\n")
  }

  private static func notes(
    _ message: PluginMessage, _ redactor: Redactor
  ) throws(PluginFault) -> [String] {
    guard let notes = message["notes"] else { return [] }
    guard let list = notes.list, list.allSatisfy({ $0.string != nil }) else {
      throw PluginFault("has under `notes` what is no list of texts")
    }
    return list.prefix(20).compactMap(\.string).map { line($0, redactor) }
  }

  /// On one line, masked and then shortened.
  private static func line(_ text: String, _ redactor: Redactor) -> String {
    redactor.redact(text).split(whereSeparator: \.isNewline).joined(separator: " ").shortened(to: 500)
  }
}
