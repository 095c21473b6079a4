internal import Diagnostics
internal import ProbeKit
internal import Values

/// A message of a plugin: a JSON object whose version is ours and whose keys are known.
struct PluginMessage {
  /// The version of the protocol.
  static let version: Int64 = 1

  private let entries: ValueMap

  /// Reads a message that may have these keys.
  init(parsing bytes: [UInt8], keys: [String]) throws(PluginFault) {
    guard bytes.contains(where: { !" \t\r\n".utf8.contains($0) }) else { throw PluginFault("is empty") }
    let value: Value
    do {
      value = try parseJSON(bytes)
    } catch {
      throw PluginFault("is not JSON: \(error.message), at \(HTTPAnswer.place(of: error.offset, in: bytes))")
    }
    try self.init(value, "", keys: ["checkctl_probe"] + keys)
    guard let version = entries["checkctl_probe"] else {
      throw PluginFault("lacks `checkctl_probe`, the version of the protocol, which is \(Self.version)")
    }
    guard version == .int(Self.version) else {
      throw PluginFault(
        "is of version \(version.wholeOrLength) of the protocol, and this checkctl speaks \(Self.version)")
    }
  }

  /// Reads a part of one; `place` is how it begins a path, such as `fields.`.
  init(_ value: Value, _ place: String, keys: [String]) throws(PluginFault) {
    let what = place.isEmpty ? "" : " `\(place)`,"
    guard let map = value.map else { throw PluginFault("has\(what) \(value.kindName) where a map should be") }
    for key in map.keys where !keys.contains(key.description) {
      let help = closestMatch(to: key.description, among: keys).map { "; did it mean `\($0)`?" } ?? ""
      let path = (place.isEmpty ? "" : place + ".") + key.description
      throw PluginFault(
        "has a key that the protocol does not know, \(Value.string(path).wholeOrLength)\(help)")
    }
    entries = map
  }

  /// What stands under a key.
  subscript(key: String) -> Value? { entries[.string(key)] }

  /// The text under a key, if there is one.
  func text(_ key: String) throws(PluginFault) -> String? {
    guard let value = self[key] else { return nil }
    guard let text = value.string else { throw PluginFault("has under `\(key)` \(value.kindName), not text") }
    return text
  }

  /// Whether it says yes under a key.
  func flag(_ key: String) throws(PluginFault) -> Bool {
    guard let value = self[key] else { return false }
    guard let flag = value.bool else {
      throw PluginFault("has under `\(key)` \(value.kindName), not true or false")
    }
    return flag
  }

  /// The map under a key; nil where there is none.
  func map(_ key: String) throws(PluginFault) -> ValueMap? {
    guard let value = self[key] else { return nil }
    guard let map = value.map else { throw PluginFault("has under `\(key)` \(value.kindName), not a map") }
    return map
  }
}
