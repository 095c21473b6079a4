public import CEL
internal import Diagnostics
internal import RegularExpressions
public import Values

/// Why a matcher cannot be made of what a file says.
public struct MatcherFault: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  public let message: String
  /// How to mend it.
  public let help: String?

  init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

extension Matcher {
  /// Makes the matcher of one key of a map of matchers. Where `type` is that of the place it judges, text is
  /// read as the duration, the timestamp (RFC 3339) or the number of bytes that stands there.
  public static func make(
    keyword: String, value: Value, for type: Type? = nil
  ) throws(MatcherFault) -> Matcher {
    guard let known = Keyword(rawValue: keyword) else {
      let match = closestMatch(to: keyword, among: keywords)
      throw MatcherFault(
        "`\(keyword)` is not a matcher",
        help: match.map { "did you mean `\($0)`?" }
          ?? "matchers are \(keywords.joined(separator: ", ")); equality with a map is written {eq: {...}}")
    }
    return try make(known, value: value, for: type)
  }

  private static func make(
    _ keyword: Keyword, value: Value, for type: Type?
  ) throws(MatcherFault) -> Matcher {
    switch keyword {
    case .eq: .eq(try converted(value, for: type))
    case .ne: .ne(try converted(value, for: type))
    case .lt: .lt(try bound(value, of: keyword, for: type))
    case .le: .le(try bound(value, of: keyword, for: type))
    case .gt: .gt(try bound(value, of: keyword, for: type))
    case .ge: .ge(try bound(value, of: keyword, for: type))
    case .in: .in(try choices(value, of: keyword, for: type))
    case .notIn: .notIn(try choices(value, of: keyword, for: type))
    case .contains: .contains(try part(value, for: type))
    case .notContains: .notContains(try part(value, for: type))
    case .startsWith: .startsWith(try text(value, of: keyword))
    case .endsWith: .endsWith(try text(value, of: keyword))
    case .matches: .matches(try pattern(value, of: keyword))
    case .notMatches: .notMatches(try pattern(value, of: keyword))
    case .exists: .exists(try truth(value, of: keyword))
    case .empty: .empty(try truth(value, of: keyword))
    case .length: .length(try lengths(value))
    }
  }

  private static func bound(
    _ value: Value, of keyword: Keyword, for type: Type?
  ) throws(MatcherFault) -> Value {
    let bound = try converted(value, for: type)
    guard Shape(bound).isOrdered else {
      throw wrong(keyword, "a number, a string, a duration or a timestamp", value)
    }
    if case .string(let text) = bound, Decimal(text) != nil {
      throw MatcherFault(
        "`\(keyword.rawValue)` compares texts by their characters, by which \"100\" is less than \"20\"",
        help: "write the number without quotes, and judge a number (in SQL, cast it: `::int`)")
    }
    if case .double(let number) = bound, number.isNaN {
      throw MatcherFault("`\(keyword.rawValue)` is not a number, and nothing is less or more than that")
    }
    return bound
  }

  private static func choices(
    _ value: Value, of keyword: Keyword, for type: Type?
  ) throws(MatcherFault) -> [Value] {
    guard let elements = value.list else {
      throw wrong(keyword, "a list", value, help: "write `\(keyword.rawValue): [\(value.json)]`")
    }
    guard !elements.isEmpty else {
      throw MatcherFault("`\(keyword.rawValue)` needs at least one value to choose from")
    }
    var choices: [Value] = []
    for element in elements { choices.append(try converted(element, for: type)) }
    return choices
  }

  private static func part(_ value: Value, for type: Type?) throws(MatcherFault) -> Value {
    if case .list(let element)? = type { try converted(value, for: element) } else { value }
  }

  private static func text(_ value: Value, of keyword: Keyword) throws(MatcherFault) -> String {
    guard let text = value.string else {
      throw wrong(keyword, "a string", value, help: value.isNumber ? "write it in quotes" : nil)
    }
    return text
  }

  private static func pattern(
    _ value: Value, of keyword: Keyword
  ) throws(MatcherFault) -> RegularExpression {
    let text = try text(value, of: keyword)
    do {
      return try RegularExpression(text)
    } catch {
      throw MatcherFault(
        "`\(keyword.rawValue)` is not a regular expression: \(error.message)",
        help: "patterns are in RE2 syntax: no look-around and no back-references; see "
          + "https://github.com/google/re2/wiki/Syntax")
    }
  }

  private static func truth(_ value: Value, of keyword: Keyword) throws(MatcherFault) -> Bool {
    guard let truth = value.bool else {
      throw wrong(keyword, "true or false", value, help: "YAML 1.2 knows only true and false")
    }
    return truth
  }

  private static func lengths(_ value: Value) throws(MatcherFault) -> [Matcher] {
    let allowed: [Keyword] = [.eq, .ne, .lt, .le, .gt, .ge, .in, .notIn]
    if value.int != nil { return [.eq(try length(value))] }
    guard let entries = value.map, !entries.isEmpty else {
      throw wrong(.length, "a number or a map of matchers", value)
    }
    var matchers: [Matcher] = []
    for (key, value) in entries {
      guard let keyword = Keyword(rawValue: key.description), allowed.contains(keyword) else {
        throw MatcherFault(
          "`\(key)` says nothing about a length",
          help: "use \(allowed.map(\.rawValue).joined(separator: ", "))")
      }
      let numbers = [.in, .notIn].contains(keyword) ? value.list ?? [value] : [value]
      for number in numbers { _ = try length(number) }
      matchers.append(try make(keyword, value: value, for: .int))
    }
    return matchers
  }

  private static func length(_ value: Value) throws(MatcherFault) -> Value {
    guard let length = value.int, length >= 0 else {
      throw MatcherFault("a length is an integer of at least 0, not \(value.json)")
    }
    return value
  }

  private static func wrong(
    _ keyword: Keyword, _ wanted: String, _ value: Value, help: String? = nil
  ) -> MatcherFault {
    MatcherFault("`\(keyword.rawValue)` needs \(wanted), not \(value.kindName)", help: help)
  }

  /// The value with text read as what the type says, down to elements and entries.
  static func converted(_ value: Value, for type: Type?) throws(MatcherFault) -> Value {
    switch (type, value) {
    case (.duration?, .string(let text)):
      guard let duration = Duration(units: text) else {
        throw MatcherFault(
          "\(jsonQuoted(text)) is not a duration", help: "write units, such as 500ms, 5m or 90d")
      }
      return .duration(duration)
    case (.duration?, .int), (.duration?, .uint), (.duration?, .double), (.duration?, .decimal):
      throw MatcherFault(
        "a duration needs units", help: "write \(value.json)ms for milliseconds or \(value.json)s for seconds"
      )
    // A number of bytes may be written as sizes are elsewhere.
    case (.int?, .string(let text)): return byteCount(units: text).map(Value.int) ?? value
    case (.timestamp?, .string(let text)):
      guard let timestamp = Timestamp(rfc3339: text) else {
        throw MatcherFault(
          "\(jsonQuoted(text)) is not a timestamp", help: "write it as in 2026-01-31T12:30:00Z (RFC 3339)")
      }
      return .timestamp(timestamp)
    case (.list(let element)?, .list(let values)):
      var result: [Value] = []
      for value in values { result.append(try converted(value, for: element)) }
      return .list(result)
    case (.map(_, let inner)?, .map(var entries)):
      for (key, value) in entries { entries[key] = try converted(value, for: inner) }
      return .map(entries)
    case (.object(let fields)?, .map(var entries)):
      for field in fields {
        guard let value = entries[.string(field.name)] else { continue }
        entries[.string(field.name)] = try converted(value, for: field.type)
      }
      return .map(entries)
    default: return value
    }
  }
}
