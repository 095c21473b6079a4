internal import Values

/// Reads the parts of an object of a recording; what is not as it should be is told with its place.
struct WireReader {
  private let entries: ValueMap

  init(_ json: Value, keys: Set<String>) throws(WireFault) {
    guard let entries = json.map else { throw WireFault("an object should stand here") }
    self.entries = entries
    for key in entries.keys where !keys.contains(key.description) {
      throw WireFault("there is no key `\(key.description.shortened(to: 80))`")
    }
  }

  /// What stands under a key; nil where nothing or null does.
  subscript(key: String) -> Value? {
    guard let value = entries[.string(key)] else { return nil }
    if case .null = value { return nil }
    return value
  }

  /// What must stand under a key.
  func need(_ key: String) throws(WireFault) -> Value {
    guard let value = self[key] else { throw WireFault("`\(key)` is missing") }
    return value
  }

  func string(_ key: String) throws(WireFault) -> String {
    guard let text = try need(key).string else { throw WireFault("a text should stand here", at: key) }
    return text
  }

  func optionalString(_ key: String) throws(WireFault) -> String? {
    self[key] == nil ? nil : try string(key)
  }

  func strings(_ key: String) throws(WireFault) -> [String] {
    guard let value = self[key] else { return [] }
    guard let list = value.list else { throw WireFault("a list of texts should stand here", at: key) }
    let texts = list.compactMap(\.string)
    guard texts.count == list.count else { throw WireFault("a list of texts should stand here", at: key) }
    return texts
  }

  func stringMap(_ key: String) throws(WireFault) -> [String: String] {
    guard let value = self[key] else { return [:] }
    guard let map = value.map else { throw WireFault("a map of texts should stand here", at: key) }
    var texts: [String: String] = [:]
    for entry in map {
      guard let text = entry.value.string else {
        throw WireFault("a text should stand here", at: "\(key).\(entry.key)")
      }
      texts[entry.key.description] = text
    }
    return texts
  }

  func bool(_ key: String, default: Bool) throws(WireFault) -> Bool {
    guard let value = self[key] else { return `default` }
    guard let flag = value.bool else { throw WireFault("true or false should stand here", at: key) }
    return flag
  }

  func int(_ key: String) throws(WireFault) -> Int {
    guard let number = try need(key).int else { throw WireFault("an integer should stand here", at: key) }
    return number
  }

  func duration(_ key: String) throws(WireFault) -> Duration {
    let text = try string(key)
    guard let duration = Duration(units: text), duration >= .zero else {
      throw WireFault("a duration such as 12ms should stand here, not \(text.shortened(to: 40))", at: key)
    }
    return duration
  }

  /// A value in its wire form.
  func value(_ key: String) throws(WireFault) -> Value {
    do { return try Wire.decoded(try need(key)) } catch { throw error.within(error.place.isEmpty ? "" : key) }
  }

  /// The elements of a list, each read by `read`; none where there is no list.
  func list<Element>(
    _ key: String, _ read: (Value) throws(WireFault) -> Element
  ) throws(WireFault) -> [Element] {
    guard let value = self[key] else { return [] }
    guard let list = value.list else { throw WireFault("a list should stand here", at: key) }
    var elements: [Element] = []
    for (place, element) in list.enumerated() {
      do { elements.append(try read(element)) } catch { throw error.within("\(key)[\(place)]") }
    }
    return elements
  }

  /// What stands under a key, read by `read`; nil where nothing does.
  func optional<Part>(
    _ key: String, _ read: (Value) throws(WireFault) -> Part
  ) throws(WireFault) -> Part? {
    guard let value = self[key] else { return nil }
    do { return try read(value) } catch { throw error.within(key) }
  }
}

extension Value {
  /// An object of those parts that are there.
  static func object(_ parts: [(String, Value?)]) -> Value {
    .map(ValueMap(parts.compactMap { part in part.1.map { (.string(part.0), $0) } }))
  }

  /// A list of texts; nil where there are none.
  static func texts(_ texts: [String]) -> Value? { texts.isEmpty ? nil : .list(texts.map(Value.string)) }

  /// A map of texts; nil where there are none.
  static func texts(_ texts: [String: String]) -> Value? {
    guard !texts.isEmpty else { return nil }
    return .map(
      ValueMap(texts.sorted { $0.key < $1.key }.map { (ValueKey.string($0.key), Value.string($0.value)) }))
  }
}
