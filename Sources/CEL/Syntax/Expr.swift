public import Values

/// A node of a parsed expression (cel-spec, "Syntax").
public struct Expr: Sendable {
  /// Its number among the nodes of the expression, from 0.
  public let id: Int
  /// Where it stands, as UTF-8 offsets in the source.
  public let range: Range<Int>
  /// What it is.
  public let kind: Kind

  /// What a node is.
  public indirect enum Kind: Sendable {
    /// A literal.
    case literal(Value)
    /// A name; one that begins with a point is looked up in no container.
    case identifier(String)
    /// A field of a message or a key of a map: `operand.field`, or `operand.?field`.
    case select(Expr, field: String, isOptional: Bool)
    /// An element of a list or the value of a key: `operand[index]`, or `operand[?index]`.
    case index(Expr, Expr, isOptional: Bool)
    /// An operator, by the name that cel-spec gives it, such as `_+_`, `!_`, `_&&_`, `_?_:_` and `@in`.
    case operation(String, [Expr])
    /// A function, or a method of its target.
    case call(String, target: Expr?, [Expr])
    /// A list; an element may be optional: `[?a, b]`.
    case list([Element])
    /// A map; an entry may be optional: `{?k: v}`.
    case map([Entry])
    /// A message: `a.b.C{field: value}`. There are no message types, which the checker says.
    case message(String, [Entry])
    /// What a macro stands for.
    case macro(Macro)
  }

  /// An element of a list.
  public struct Element: Sendable {
    /// Its value.
    public let value: Expr
    /// Whether it is left out where the value is absent.
    public let isOptional: Bool
  }

  /// An entry of a map, or a field of a message, whose key is then a literal.
  public struct Entry: Sendable {
    /// Its key.
    public let key: Expr
    /// Its value.
    public let value: Expr
    /// Whether it is left out where the value is absent.
    public let isOptional: Bool
  }

  /// A macro (cel-spec, "Macros"; cel-go, "ext" for those of two variables, `cel.bind` and optionals).
  public enum Macro: Sendable {
    /// `has(operand.field)`
    case has(Expr, field: String)
    /// `range.all(x, p)`, `exists` and `exists_one`; of two variables the first is the index or key.
    case quantifier(Quantifier, range: Expr, variables: [Variable], predicate: Expr)
    /// `range.map(x, t)`, `range.map(x, p, t)`, `range.filter(x, p)` whose transform is `x`, and `transformList`.
    case list(name: String, range: Expr, variables: [Variable], filter: Expr?, transform: Expr?)
    /// `transformMap(k, v, t)`, `transformMap(k, v, p, t)`: the keys stay.
    case map(range: Expr, variables: [Variable], filter: Expr?, transform: Expr)
    /// `transformMapEntry(k, v, {key: value})`, also with a filter.
    case mapEntries(range: Expr, variables: [Variable], filter: Expr?, transform: Expr)
    /// `range.sortBy(x, key)`
    case sorted(range: Expr, Variable, key: Expr)
    /// `cel.bind(x, value, body)`
    case bind(Variable, value: Expr, body: Expr)
    /// `target.optMap(x, body)`, whose result is wrapped, and `optFlatMap`, whose result is an optional itself.
    case optional(isFlat: Bool, target: Expr, Variable, body: Expr)
  }

  /// Which quantifier.
  public enum Quantifier: String, Sendable {
    /// Of every element.
    case all
    /// Of at least one.
    case exists
    /// Of exactly one.
    case existsOne = "exists_one"
  }

  /// A name that a macro declares.
  public struct Variable: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Where it stands.
    public let range: Range<Int>
  }
}
