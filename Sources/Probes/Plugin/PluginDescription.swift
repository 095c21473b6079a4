internal import Diagnostics
internal import ProbeKit
internal import Values

/// What a plugin says of itself when it is asked to `--describe`.
struct PluginDescription: Sendable {
  /// What an item may say under `with`.
  let fields: [FieldDescription]
  /// What the plugin may see.
  let observation: [String: PluginType]

  /// Reads what it wrote.
  init(parsing bytes: [UInt8]) throws(PluginFault) {
    let message = try PluginMessage(parsing: bytes, keys: ["summary", "fields", "observation"])
    _ = try message.text("summary")
    var fields: [FieldDescription] = []
    for (name, value) in try Self.named("fields", in: message) {
      fields.append(try Self.field(name, value))
    }
    self.fields = fields
    var observation: [String: PluginType] = [:]
    for (name, value) in try Self.named("observation", in: message) {
      let place = "observation.\(name)"
      let part = try PluginMessage(value, place, keys: ["type", "description"])
      _ = try part.text("description")
      observation[name] = try Self.type(part, place)
    }
    guard !observation.isEmpty else { throw PluginFault("declares no field under `observation`") }
    self.observation = observation
  }

  /// How long a name may be, in characters: messages have it.
  private static let longestName = 100

  private static func named(
    _ key: String, in message: PluginMessage
  ) throws(PluginFault) -> [(name: String, value: Value)] {
    try (message.map(key) ?? [:]).map { entry throws(PluginFault) in
      let name = entry.key.description
      guard name.unicodeScalars.count <= longestName else {
        throw PluginFault(
          "has under `\(key)` a name of \(name.unicodeScalars.count) characters, and \(longestName) are the most"
        )
      }
      return (name, entry.value)
    }
  }

  private static func field(_ name: String, _ value: Value) throws(PluginFault) -> FieldDescription {
    let place = "fields.\(name)"
    let part = try PluginMessage(
      value, place, keys: ["type", "required", "default", "description", "secret"])
    let type = try type(part, place)
    let field = FieldDescription(
      name, type.fieldType, try part.text("description") ?? "", isRequired: try part.flag("required"),
      defaultValue: part["default"], isSecret: try part.flag("secret"))
    if case .failure(let fault)? = field.convertedDefault {
      throw PluginFault("has under `\(place).default` what \(fault.message)")
    }
    return field
  }

  private static func type(_ part: PluginMessage, _ place: String) throws(PluginFault) -> PluginType {
    guard let text = try part.text("type") else { throw PluginFault("lacks `\(place).type`") }
    guard let type = PluginType(rawValue: text) else {
      let all = PluginType.allCases.map(\.rawValue).joined(separator: ", ")
      throw PluginFault(
        "has under `\(place).type` what is no type, \(Value.string(text).wholeOrLength); there are \(all)")
    }
    return type
  }

  /// Checks what an item says under `with`, and fills in defaults.
  func checked(_ with: ValueMap) throws(PluginFault) -> Fields {
    do throws(FieldFault) {
      return try Fields.make(from: with, fields: fields)
    } catch {
      throw PluginFault(
        "with\(error.pathText) \(error.message)"
          + (error.help.flatMap { $0.isEmpty ? nil : " (\($0))" } ?? ""))
    }
  }

  /// The values of secret fields, as they stand in a checklist and as a plugin is given them.
  func secrets(in values: Fields) -> [Value] {
    fields.filter(\.isSecret).compactMap { values[$0.name] }.flatMap { [$0, $0.forPlugin] }
  }
}
