internal import CEL
internal import Diagnostics
internal import Values
internal import YAMLSyntax

/// The keys of an item whose values are expressions themselves.
extension Decoding {
  /// One condition, or a list of them.
  func assertions(_ node: Node) -> [PlacedExpression] {
    if node.sequence?.isEmpty == true { report("nothing-expected", "`assert` is empty", at: node.span) }
    return (node.sequence ?? [node]).compactMap { bareExpression($0, of: "assert") }
  }

  /// An expression that is written without `${...}`.
  func bareExpression(_ node: Node, of key: String) -> PlacedExpression? {
    guard let scalar = node.scalar else {
      report(
        "wrong-type", "`\(key)` is an expression, this is \(node.kindName)", at: node.span,
        help: "put it in quotes: to YAML `: ` makes a map, and `[` or `{` at the beginning a list or a map")
      return nil
    }
    if scalar.text.contains(ascii: "${") {
      let inner = scalar.text.replacing("${", with: "").replacing("}", with: "")
      report(
        "bare-expression", "`\(key)` is an expression itself, without `${...}`", at: node.span,
        help: "write `\(key): \(inner)`")
      return nil
    }
    return expression(scalar.text, at: 0, in: node, within: 0..<scalar.text.utf8.count)
  }

  /// Reads `per`: what the elements are, what tells them apart, and which must be there.
  func per(_ node: Node) -> PerTemplate? {
    guard let reader = MapReader(node, "`per`", self) else { return nil }
    reader.allowOnly(["list", "key", "expected"], in: "`per`")
    let (key, expected) = (expression("key", reader), expression("expected", reader))
    guard reader.required("list", in: "`per`") != nil, let list = expression("list", reader) else {
      return nil
    }
    return PerTemplate(span: node.span, list: list, key: key, expected: expected)
  }

  private func expression(_ key: String, _ reader: MapReader) -> PlacedExpression? {
    reader[key].flatMap { bareExpression($0, of: key) }
  }

  /// Reads `outputs`: by name an expression, or a map with `value` and `secret`.
  func outputs(_ node: Node) -> [OutputTemplate] {
    guard MapReader(node, "`outputs`", self) != nil else { return [] }
    return (node.mapping ?? []).compactMap { entry in
      guard let name = outputName(entry.key) else { return nil }
      let what = "the output `\(name)`"
      guard entry.value.mapping != nil else {
        return bareExpression(entry.value, of: name).map {
          OutputTemplate(name: name, value: $0, isSecret: false)
        }
      }
      guard let reader = MapReader(entry.value, what, self) else { return nil }
      reader.allowOnly(["value", "secret"], in: what)
      let isSecret = reader.bool("secret") ?? false
      guard reader.required("value", in: what) != nil, let value = expression("value", reader) else {
        return nil
      }
      return OutputTemplate(name: name, value: value, isSecret: isSecret)
    }
  }

  /// A name that can stand behind `outputs.` in an expression.
  private func outputName(_ node: Node) -> String? {
    guard let name = node.scalar?.text else { return nil }
    guard let parsed = try? Expression(parsing: "outputs.\(name)"), parsed.singleReference?.member == name
    else {
      report(
        "invalid-name", "`\(name)` cannot be the name of an output", at: node.span,
        help: "a name has letters, digits and `_`, and begins with no digit")
      return nil
    }
    return name
  }
}
