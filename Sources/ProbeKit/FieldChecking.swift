internal import Diagnostics
public import Values

/// Checks a value against the type of a field, and makes of it what the type says: text with units becomes a
/// `duration` or a number of bytes, and fields of objects that are left out get their defaults. A value that was
/// converted before, as an input of the type, passes unchanged.
public func conform(_ value: Value, to type: FieldType) throws(FieldFault) -> Value {
  if case .any = type { return value }
  if case .null = value {
    throw .kind(value, wanted: type, help: "give a value, or leave the key out")
  }
  switch type {
  case .any: return value
  case .string: return try checkedString(value, type)
  case .path: return try checkedPath(value)
  case .url: return try checkedURL(value)
  case .oneOf(let words): return try checkedWord(value, words)
  case .bool: return try checkedBool(value)
  case .int(let range): return try checkedInt(value, range)
  case .number: return try checkedNumber(value)
  case .duration: return try checkedDuration(value)
  case .size: return try checkedSize(value)
  case .list(let element): return try checkedList(value, of: element)
  case .map(let element): return try checkedMap(value, of: element)
  case .object(let fields):
    guard case .map(let entries) = value else { throw .kind(value, wanted: type) }
    return .map(try Fields.make(from: entries, fields: fields).values)
  case .either(let types): return try checkedForms(value, types)
  }
}

extension Fields {
  /// Checks the keys of a map against the descriptions of fields, converts their values and fills in defaults.
  /// Where a field is secret, the fault does not show its value.
  public static func make(from map: ValueMap, fields: [FieldDescription]) throws(FieldFault) -> Fields {
    var values = ValueMap()
    for (key, value) in map {
      guard case .string(let name) = key, let field = fields.first(where: { $0.name == name }) else {
        throw unknown(key, among: fields)
      }
      values[key] = try checked(value, field)
    }
    return try make(fromChecked: values, fields: fields)
  }

  /// The same of values that were checked and converted already, each against one of the fields.
  public static func make(
    fromChecked map: ValueMap, fields: [FieldDescription]
  ) throws(FieldFault) -> Fields {
    var defaults: [(ValueKey, Value)] = []
    for field in fields where !map.has(.string(field.name)) {
      if field.isRequired {
        throw FieldFault("lacks `\(field.name)`, which is required", help: field.summary)
      }
      if let value = field.convertedDefault { defaults.append((.string(field.name), try value.get())) }
    }
    return Fields(map.adding(defaults))
  }

  private static func checked(_ value: Value, _ field: FieldDescription) throws(FieldFault) -> Value {
    do {
      return try conform(value, to: field.type)
    } catch {
      guard field.isSecret else { throw error.inside(.key(field.name)) }
      throw FieldFault("is not \(field.type.name)", path: [.key(field.name)])
    }
  }

  private static func unknown(_ key: ValueKey, among fields: [FieldDescription]) -> FieldFault {
    let names = fields.map(\.name)
    let match = closestMatch(to: key.description, among: names)
    return FieldFault(
      "is not a known key", path: [.key(key.description)],
      help: match.map { "did you mean `\($0)`?" }
        ?? (names.isEmpty ? "no keys may stand here" : "known keys are \(names.joined(separator: ", "))"),
      isAboutKey: true)
  }
}

// MARK: - Text

private func checkedString(_ value: Value, _ type: FieldType) throws(FieldFault) -> Value {
  if case .string = value { return value }
  let isScalar = value.isNumber || value.bool != nil
  throw .kind(
    value, wanted: type, help: isScalar ? "write it in quotes: \(jsonQuoted(value.json))" : nil,
    wantsText: isScalar)
}

private func checkedPath(_ value: Value) throws(FieldFault) -> Value {
  guard case .string(let text) = try checkedString(value, .path), !text.isEmpty, !text.utf8.contains(0) else {
    throw FieldFault("should be a path, and is empty or has a NUL in it")
  }
  return value
}

private func checkedWord(_ value: Value, _ words: [String]) throws(FieldFault) -> Value {
  guard let text = value.string else {
    let isMeant = words.contains(value.json)
    throw .kind(
      value, wanted: .oneOf(words), help: isMeant ? "write it in quotes: \(jsonQuoted(value.json))" : nil)
  }
  guard !words.contains(text) else { return value }
  throw FieldFault(
    "should be \(FieldType.oneOf(words).name), and is \(value.wholeOrLength)",
    help: closestMatch(to: text, among: words).map { "did you mean `\($0)`?" })
}

// MARK: - Truth and numbers

private func checkedBool(_ value: Value) throws(FieldFault) -> Value {
  if case .bool = value { return value }
  let meant: [String: Bool] = [
    "yes": true, "on": true, "true": true, "no": false, "off": false, "false": false,
  ]
  let help = value.string.flatMap { meant[$0.lowercased()] }.map { "write \($0), without quotes" }
  throw .kind(value, wanted: .bool, help: help)
}

private func checkedInt(_ value: Value, _ range: ClosedRange<Int>) throws(FieldFault) -> Value {
  let type = FieldType.int(range)
  switch value {
  case .int, .uint:
    guard let number = value.int, range.contains(number) else {
      throw FieldFault("should be \(type.name), and is \(value.json)")
    }
    return .int(Int64(number))
  case .double, .decimal: throw FieldFault("should be \(type.name), and is \(value.wholeOrLength)")
  case .string(let text):
    throw .kind(value, wanted: type, help: Int(text) == nil ? nil : "write it without quotes")
  default: throw .kind(value, wanted: type)
  }
}

private func checkedNumber(_ value: Value) throws(FieldFault) -> Value {
  if value.isNaN { throw FieldFault("should be a number, and is NaN") }
  guard !value.isNumber else { return value }
  let isQuoted = value.string.map { Decimal($0) != nil } ?? false
  throw .kind(value, wanted: .number, help: isQuoted ? "write it without quotes" : nil)
}

private func checkedDuration(_ value: Value) throws(FieldFault) -> Value {
  switch value {
  case .duration: return value
  case .string(let text):
    if let duration = Duration(units: text) { return .duration(duration) }
    throw FieldFault(
      "should be \(FieldType.duration.name), and is \(value.wholeOrLength)",
      help: "units are ns, us, ms, s, m, h, d and w")
  default:
    throw .kind(
      value, wanted: .duration, help: value.isNumber ? "add a unit: \(value.json)s is seconds" : nil)
  }
}

private func checkedSize(_ value: Value) throws(FieldFault) -> Value {
  switch value {
  case .int, .uint:
    guard let bytes = value.int, bytes >= 0 else {
      throw FieldFault("should be \(FieldType.size.name), and is \(value.json)")
    }
    return .int(Int64(bytes))
  case .string(let text):
    if let bytes = byteCount(units: text) { return .int(bytes) }
    throw FieldFault(
      "should be \(FieldType.size.name), and is \(value.wholeOrLength)",
      help: "units are B, k, M, G, T and Ki, Mi, Gi, Ti")
  default: throw .kind(value, wanted: .size)
  }
}

// MARK: - Lists, maps and forms

private func checkedList(_ value: Value, of type: FieldType) throws(FieldFault) -> Value {
  guard case .list(let elements) = value else {
    let isElement = (try? conform(value, to: type)) != nil
    throw .kind(value, wanted: .list(type), help: isElement ? "put it in brackets: [...]" : nil)
  }
  var result: [Value] = []
  for (index, element) in elements.enumerated() {
    do {
      result.append(try conform(element, to: type))
    } catch {
      throw error.inside(.index(index))
    }
  }
  return .list(result)
}

private func checkedMap(_ value: Value, of type: FieldType) throws(FieldFault) -> Value {
  guard case .map(var entries) = value else { throw .kind(value, wanted: .map(type)) }
  for (key, value) in entries {
    guard case .string(let name) = key else {
      throw FieldFault(
        "should be a string, being a key", path: [.key(key.description)],
        help: "write it in quotes: \(jsonQuoted(key.description))")
    }
    do {
      entries[key] = try conform(value, to: type)
    } catch {
      throw error.inside(.key(name))
    }
  }
  return .map(entries)
}

/// The fault told is that of the form that was probably meant: the first one of the value's kind.
private func checkedForms(_ value: Value, _ types: [FieldType]) throws(FieldFault) -> Value {
  var meant: FieldFault?
  for type in types {
    do {
      return try conform(value, to: type)
    } catch {
      if !error.isOtherKind, meant == nil { meant = error }
    }
  }
  throw meant ?? .kind(value, wanted: .either(types))
}
