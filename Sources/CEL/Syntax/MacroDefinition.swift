/// A macro: its name, how many arguments it takes, and what it is for. With another number of arguments the same name
/// is a function like any other.
struct MacroDefinition {
  let name: String
  let form: MacroForm
  /// How it is written, each way that it can be.
  let patterns: [String]
  let summary: String
  let counts: ClosedRange<Int>
  /// The name that stands before it; nil for a value, and for none.
  let namespace: String?
  let isMethod: Bool

  private init(
    _ name: String, _ form: MacroForm, _ counts: ClosedRange<Int>, _ patterns: [String], _ summary: String,
    namespace: String? = nil, isMethod: Bool = true
  ) {
    self.name = name
    self.form = form
    self.counts = counts
    self.patterns = patterns
    self.summary = summary
    self.namespace = namespace
    self.isMethod = isMethod
  }

  /// Every macro. An element is that of a list or the key of a map; of two variables the first is the index or the key.
  static let all: [MacroDefinition] = [
    .init("has", .has, 1...1, ["has(a.b)"], "Whether a map has a key", isMethod: false),
    .init(
      "all", .quantifier(.all), 2...3, ["list.all(x, p)", "list.all(i, x, p)"],
      "Whether a condition holds of every element"),
    .init(
      "exists", .quantifier(.exists), 2...3, ["list.exists(x, p)", "list.exists(i, x, p)"],
      "Whether a condition holds of at least one element"),
    .init(
      "exists_one", .quantifier(.existsOne), 2...3, ["list.exists_one(x, p)", "list.exists_one(i, x, p)"],
      "Whether a condition holds of exactly one element"),
    .init(
      "existsOne", .quantifier(.existsOne), 2...3, ["list.existsOne(x, p)", "list.existsOne(i, x, p)"],
      "Whether a condition holds of exactly one element"),
    .init("filter", .filter, 2...2, ["list.filter(x, p)"], "The elements of which a condition holds"),
    .init(
      "map", .map, 2...3, ["list.map(x, t)", "list.map(x, p, t)"],
      "What t is for each element, or for each of which p holds"),
    .init(
      "transformList", .transformList, 3...4,
      ["list.transformList(i, x, t)", "list.transformList(i, x, p, t)"],
      "What t is for each element or entry, or for each of which p holds, as a list"),
    .init(
      "transformMap", .transformMap, 3...4, ["map.transformMap(k, v, t)", "map.transformMap(k, v, p, t)"],
      "A map of the same keys to what t is for each entry, or for each of which p holds"),
    .init(
      "transformMapEntry", .transformMapEntry, 3...4,
      ["map.transformMapEntry(k, v, {t: u})", "map.transformMapEntry(k, v, p, {t: u})"],
      "A map of the entries that t and u are for each entry, or for each of which p holds"),
    .init("sortBy", .sortBy, 2...2, ["list.sortBy(x, t)"], "The elements in the order of what t is for each"),
    .init(
      "bind", .bind, 3...3, ["cel.bind(x, a, t)"], "What t is where x stands for a", namespace: "cel"),
    .init(
      "optMap", .optional(isFlat: false), 2...2, ["optional.optMap(x, t)"],
      "What t is for the value of an optional, as an optional; empty where that is"),
    .init(
      "optFlatMap", .optional(isFlat: true), 2...2, ["optional.optFlatMap(x, t)"],
      "The same where t is an optional itself"),
  ]

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
