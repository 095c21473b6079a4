public import CEL
internal import Diagnostics
public import ProbeKit
public import RegularExpressions
public import Values
internal import YAMLSyntax

/// An input that a checklist declares.
public struct InputDeclaration: Sendable {
  /// Its name.
  public let name: String
  /// What it must be.
  public let type: InputType
  /// What it is for.
  public let summary: String?
  /// What holds where nobody sets it: the default, or the content of its data file.
  public let defaultValue: Value?
  /// Whether a default is written down, be it a faulty one.
  let hasDefault: Bool
  /// Whether it is never to be shown.
  public let isSecret: Bool
  /// What a text must match.
  public let pattern: RegularExpression?
  /// Where it is declared.
  let span: Span
}

/// The type of an input.
public indirect enum InputType: Hashable, Sendable {
  /// Text.
  case string
  /// An integer.
  case int
  /// A number.
  case number
  /// True or false.
  case bool
  /// A duration with units.
  case duration
  /// A size with units, in bytes.
  case size
  /// An http or https URL.
  case url
  /// A list.
  case list(InputType)
  /// A map of text to such values.
  case map(InputType)
  /// A map of anything.
  case object

  /// Reads `string`, `list(int)`, `map(list(string))`, ...
  init?(_ text: some StringProtocol) {
    switch text {
    case "string": self = .string
    case "int": self = .int
    case "number": self = .number
    case "bool": self = .bool
    case "duration": self = .duration
    case "size": self = .size
    case "url": self = .url
    case "object": self = .object
    default:
      guard text.hasSuffix(")"), text.utf8.count < 100, let open = text.firstIndex(of: "("),
        let inner = InputType(text[text.index(after: open)...].dropLast())
      else { return nil }
      switch text[..<open] {
      case "list": self = .list(inner)
      case "map": self = .map(inner)
      default: return nil
      }
    }
  }

  /// As it is written.
  public var name: String {
    switch self {
    case .string: "string"
    case .int: "int"
    case .number: "number"
    case .bool: "bool"
    case .duration: "duration"
    case .size: "size"
    case .url: "url"
    case .list(let element): "list(\(element.name))"
    case .map(let value): "map(\(value.name))"
    case .object: "object"
    }
  }

  /// What a value must look like.
  public var fieldType: FieldType {
    switch self {
    case .string: .string
    case .int: .int(Int.min...Int.max)
    case .number: .number
    case .bool: .bool
    case .duration: .duration
    case .size: .size
    case .url: .url
    case .list(let element): .list(element.fieldType)
    case .map(let value): .map(value.fieldType)
    case .object: .map(.any)
    }
  }

  /// The type in expressions.
  public var type: Type {
    switch self {
    case .string, .url: .string
    case .int, .size: .int
    case .number: .double
    case .bool: .bool
    case .duration: .duration
    case .list(let element): .list(element.type)
    case .map(let value): .map(key: .string, value: value.type)
    case .object: .map(key: .string, value: .dyn)
    }
  }
}

extension Decoding {
  /// Reads the `inputs` of a checklist; `data` reads a data file beside it.
  func inputs(_ node: Node?, data: (Node) -> Node?) -> [String: InputDeclaration] {
    guard let node, let entries = node.mapping else {
      if let node, node.scalar?.value != .null { _ = MapReader(node, "`inputs`", self) }
      return [:]
    }
    var inputs: [String: InputDeclaration] = [:]
    for entry in entries {
      guard let name = name(entry.key, of: "an input") else { continue }
      inputs[name] = input(name, entry, data: data)
    }
    return inputs
  }

  private func input(_ name: String, _ entry: Entry, data: (Node) -> Node?) -> InputDeclaration? {
    let what = "the input `\(name)`"
    guard let reader = MapReader(entry.value, what, self) else { return nil }
    reader.allowOnly(["type", "default", "description", "from", "secret", "pattern"], in: what)
    guard let typeNode = reader.required("type", in: what), let typeText = text(typeNode, "`type`") else {
      return nil
    }
    guard let type = InputType(typeText) else {
      let words = ["string", "int", "number", "bool", "duration", "size", "url", "list", "map", "object"]
      let help =
        switch closestMatch(to: typeText, among: words) {
        case let word? where ["list", "map"].contains(word): "write `\(word)(string)`, `\(word)(int)`, ..."
        case let word?: "did you mean `\(word)`?"
        case nil: "types are string, int, number, bool, duration, size, url, list(T), map(T) and object"
        }
      report("unknown-type", "`\(typeText)` is not a type of input", at: typeNode.span, help: help)
      return nil
    }
    let isSecret = reader.bool("secret") ?? false
    let defaultNode = reader["default"] ?? reader["from"].flatMap(data)
    if isSecret, let defaultNode { secrets.noteAll(defaultNode, in: sources) }
    if let from = reader.entry("from"), let other = reader.entry("default") {
      report(
        "conflicting-keys", "`from` and `default` exclude each other", at: from.key.span,
        related: [.init(other.key.span, "the default")])
    }
    let pattern = pattern(reader, type)
    return InputDeclaration(
      name: name, type: type, summary: reader.text("description"),
      defaultValue: defaultNode.flatMap { inputDefault($0, name, type, pattern) },
      hasDefault: ["default", "from"].contains { reader[$0] != nil || reader.isMisspelled($0) },
      isSecret: isSecret, pattern: pattern, span: entry.key.span)
  }

  private func pattern(_ reader: MapReader, _ type: InputType) -> RegularExpression? {
    guard let node = reader["pattern"], let text = text(node, "`pattern`") else { return nil }
    guard type == .string else {
      report("wrong-type", "only a text has a `pattern`, this input is \(type.name)", at: node.span)
      return nil
    }
    do {
      // By itself first, so that `a)|(b` does not get past the parentheses.
      _ = try RegularExpression(text)
      return try RegularExpression("\\A(?:\(text))\\z")
    } catch {
      report(
        "invalid-pattern", "this is not a regular expression: \(error.message)", at: node.span,
        help: "patterns are in RE2 syntax: no look-around and no back-references")
      return nil
    }
  }

  private func inputDefault(_ node: Node, _ name: String, _ type: InputType, _ pattern: RegularExpression?)
    -> Value?
  {
    let template = template(node)
    guard !template.isBroken else { return nil }
    guard let literal = template.literal else {
      report(
        "interpolation-not-allowed", "`${...}` has no place in the value of an input's declaration",
        at: node.span,
        help: "let the environment set the input")
      return nil
    }
    let subject = TemplateChecker.Subject(name, prefix: "the default of the input ")
    guard let value = conform(literal, to: type.fieldType, in: template, subject) else { return nil }
    if let pattern, let text = value.string, !pattern.matches(text) {
      report(
        "pattern-mismatch", "the default of the input `\(name)` does not match its pattern", at: node.span)
      return nil
    }
    return value
  }

  /// A name for an input, a role or a target: letters, digits, `_` and `-`.
  func name(_ node: Node, of what: String) -> String? {
    guard let text = node.scalar?.text else {
      report("wrong-type", "a name for \(what) is text, this is \(node.kindName)", at: node.span)
      return nil
    }
    let isName =
      text.utf8.count <= 200 && text.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } ?? false
      && text.utf8.allSatisfy {
        isLetter($0) || isDigit($0) || [UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
      }
    if !isName {
      report(
        "invalid-name", "`\(text.prefix(200))` is not a name for \(what)", at: node.span,
        help: "a name begins with a letter and has letters, digits, `_` and `-`, 200 at most")
      return nil
    }
    return text
  }

  /// Checks a value that is known, and reports what is wrong at the place inside it.
  func conform(
    _ value: Value, to type: FieldType, in template: Template, _ subject: TemplateChecker.Subject
  ) -> Value? {
    do {
      return try ProbeKit.conform(value, to: type)
    } catch {
      let place = template.descend(error.path[...])
      report(
        "wrong-type", "\(subject.text(error.pathText)) \(error.message)", at: place.span, help: error.help)
      return nil
    }
  }
}

extension Template {
  /// The innermost template along a path, for pointing at it.
  func descend(_ path: ArraySlice<ObservationPath.Step>) -> Template {
    switch (content, path.first) {
    case (.list(let elements), .index(let place)?) where elements.indices.contains(place):
      elements[place].descend(path.dropFirst())
    case (.map(let entries), .key(let key)?):
      if let entry = entries.first(where: { $0.key == key }) {
        entry.value.descend(path.dropFirst())
      } else {
        self
      }
    default: self
    }
  }
}

func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}
