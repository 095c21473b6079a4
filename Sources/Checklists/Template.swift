internal import CEL
internal import Diagnostics
internal import Values
internal import YAMLSyntax

/// A value in a file in which `${...}` may stand.
struct Template: Sendable {
  let span: Span
  let content: Content

  indirect enum Content: Sendable {
    /// A value as it stands.
    case literal(Value)
    /// Text with `${...}` in it.
    case text([Segment])
    /// One `${...}` that is the whole scalar: the value keeps its type.
    case expression(PlacedExpression)
    case list([Template])
    case map([Entry])
    /// Text in which no `${...}` is sound, which was reported.
    case broken
  }

  enum Segment: Sendable {
    case literal(String)
    case expression(PlacedExpression)
  }

  struct Entry: Sendable {
    let key: String
    let keySpan: Span
    let value: Template
  }

  init(_ content: Content, at span: Span) {
    self.content = content
    self.span = span
  }

  /// The value, if no `${...}` stands anywhere in it.
  var literal: Value? {
    switch content {
    case .literal(let value): return value
    case .text, .expression, .broken: return nil
    case .list(let elements):
      let values = elements.compactMap(\.literal)
      return values.count == elements.count ? .list(values) : nil
    case .map(let entries):
      let values = entries.compactMap { entry in entry.value.literal.map { (ValueKey.string(entry.key), $0) }
      }
      return values.count == entries.count ? .map(ValueMap(values)) : nil
    }
  }

  subscript(key: String) -> Template? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// Every expression in it, with its place.
  var expressions: [PlacedExpression] {
    switch content {
    case .literal, .broken: []
    case .expression(let expression): [expression]
    case .text(let segments):
      segments.compactMap { segment in
        if case .expression(let expression) = segment { expression } else { nil }
      }
    case .list(let elements): elements.flatMap(\.expressions)
    case .map(let entries): entries.flatMap(\.value.expressions)
    }
  }

  /// Whether any of it reads what only the run knows.
  var isLate: Bool {
    switch content {
    case .literal, .broken: false
    case .expression(let placed): placed.expression.isLate
    case .text: expressions.contains(where: \.expression.isLate)
    case .list(let elements): elements.contains(where: \.isLate)
    case .map(let entries): entries.contains(where: \.value.isLate)
    }
  }

  /// Whether any of it is broken, so that no more is to be said of it.
  var isBroken: Bool {
    switch content {
    case .broken: true
    case .literal, .text, .expression: false
    case .list(let elements): elements.contains(where: \.isBroken)
    case .map(let entries): entries.contains(where: \.value.isBroken)
    }
  }
}

/// An expression, and where it stands in a file. An object, so that an item without expressions is no larger for them.
final class PlacedExpression: Sendable {
  let expression: Expression
  /// The scalar in whose text it stands.
  let node: Node
  /// Where it begins in that text, in UTF-8.
  let offset: Int
  /// The place of `${...}`, or of the bare expression.
  let span: Span

  init(expression: Expression, node: Node, offset: Int, span: Span) {
    self.expression = expression
    self.node = node
    self.offset = offset
    self.span = span
  }

  /// As it was written, without `${` and `}`.
  var source: String { expression.source }
}

extension Template {
  /// Texts put together from texts could grow without end.
  private static let longestText = 16 * 1_048_576

  /// The value in a scope.
  func value(in scope: Scope) throws(EvaluationError) -> Value {
    let value = try content(in: scope)
    guard value.string?.utf8.count ?? 0 <= Self.longestText else {
      throw EvaluationError("the text is longer than \(Self.longestText / 1_048_576) MiB")
    }
    return value
  }

  private func content(in scope: Scope) throws(EvaluationError) -> Value {
    switch content {
    case .literal(let value): return value
    case .expression(let expression): return try expression.expression.value(in: scope)
    case .text(let segments):
      var text = ""
      for segment in segments { text += try segment.text(in: scope) }
      return .string(text)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try element.value(in: scope)) }
      return .list(values)
    case .map(let entries):
      var values = ValueMap()
      for entry in entries { values[.string(entry.key)] = try entry.value.value(in: scope) }
      return .map(values)
    case .broken: throw EvaluationError("no `${...}` of this text is sound")
    }
  }
}

extension Template.Segment {
  func text(in scope: Scope) throws(EvaluationError) -> String {
    switch self {
    case .literal(let text): return text
    case .expression(let placed):
      return try interpolated(try placed.expression.value(in: scope), placed.source)
    }
  }
}

/// A value as it stands within a text.
func interpolated(_ value: Value, _ source: String) throws(EvaluationError) -> String {
  switch value {
  case .string(let text): return text
  case .int, .uint, .double, .decimal, .bool: return value.json
  case .duration(let duration): return duration.unitText
  case .timestamp(let timestamp): return timestamp.description
  case .null, .bytes, .list, .map, .opaque:
    throw EvaluationError("`${\(source)}` is \(value.kindName), which cannot stand within a text")
  }
}

extension Template {
  /// The value in short, for saying what was overridden: expressions as they are written.
  var summary: String {
    switch content {
    case .literal(let value): value.string ?? value.json
    case .expression(let placed): "${\(placed.source)}"
    case .text(let segments): segments.map(\.summary).joined()
    case .list(let elements): "[" + elements.map(\.summary).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\($0.key): \($0.value.summary)" }.joined(separator: ", ") + "}"
    case .broken: "${...}"
    }
  }
}

extension Template.Segment {
  fileprivate var summary: String {
    switch self {
    case .literal(let text): text
    case .expression(let placed): "${\(placed.source)}"
    }
  }
}
