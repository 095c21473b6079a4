public import Diagnostics

/// A node of a YAML document, with its place.
public struct Node: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// Text, and what it stands for.
    case scalar(Scalar)
    /// The items, in their order.
    case sequence([Node])
    /// The entries, in their order; each key once.
    case mapping([Entry])
  }

  /// What it holds.
  public let content: Content
  /// Its place: from its first byte to its last, quotes and brackets included, its tag and anchor not. A block
  /// collection ends where its last child ends, a block scalar with its last visible character, and a value
  /// that is left out is empty. An alias stands where its anchor does.
  public let span: Span

  /// Makes a node.
  public init(_ content: Content, at span: Span) {
    self.content = content
    self.span = span
  }

  /// The scalar, if it is one.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The items, if it is a sequence.
  public var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The entries, if it is a mapping.
  public var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The text, if it is a scalar that stands for a string.
  public var string: String? {
    guard let scalar, scalar.kind == .string else { return nil }
    return scalar.text
  }

  /// Whether it is a scalar of this text. Keys are looked for over and over, and most differ in their length already.
  public func hasText(_ text: String) -> Bool {
    guard case .scalar(let scalar) = content else { return false }
    return scalar.text.utf8.count == text.utf8.count && scalar.text == text
  }

  /// Whether it is a scalar whose text is one of these.
  public func hasText(among texts: Set<String>) -> Bool {
    guard case .scalar(let scalar) = content else { return false }
    return texts.contains(scalar.text)
  }

  /// The value of the entry whose key is this text, if it is a mapping that has one.
  public subscript(key: String) -> Node? { mapping?.first { $0.key.hasText(key) }?.value }

  /// What it is, for messages: `a list`, `a map`, `a string`, `an integer`, `a number`, `a boolean`, `null`.
  public var kindName: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a map"
    case .scalar(let scalar): scalar.kind.name
    }
  }
}

/// A key of a mapping and its value.
public struct Entry: Sendable {
  /// The key: always a scalar in a document that parsed.
  public let key: Node
  /// The value.
  public let value: Node

  /// Makes an entry.
  public init(key: Node, value: Node) {
    self.key = key
    self.value = value
  }
}

/// A text in a YAML document, and what it stands for.
public struct Scalar: Sendable {
  /// How a scalar is written.
  public enum Style: UInt8, Sendable {
    /// Without quotes.
    case plain
    /// Between `'`.
    case singleQuoted
    /// Between `"`, with escapes.
    case doubleQuoted
    /// A block after `|` that keeps its line breaks.
    case literal
    /// A block after `>` whose lines are joined.
    case folded
  }

  /// What a scalar stands for by the core schema (YAML 1.2.2, section 10.3.2).
  public enum Value: Hashable, Sendable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number of 64 bits.
    case int(Int64)
    /// A whole number that 64 bits do not hold: its decimal digits, after `-` if it is negative.
    case bigInteger(String)
    /// A binary floating-point number, infinities and not-a-number included.
    case float(Double)
    /// The text itself.
    case string
  }

  /// The text after quotes, escapes, indentation and line folding are resolved.
  public let text: String
  /// How it is written.
  public let style: Style
  let kind: ScalarKind

  /// What it stands for; quoted and block scalars are strings unless a tag says otherwise.
  public var value: Value { resolvedValue(of: text, kind: kind) }

  init(text: String, style: Style, kind: ScalarKind) {
    self.text = text
    self.style = style
    self.kind = kind
  }
}
