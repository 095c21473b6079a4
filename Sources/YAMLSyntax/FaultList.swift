internal import Diagnostics

/// The semantic faults of one file, up to a number.
struct FaultList {
  private let limit: Int
  private let file: SourceFile.ID
  private var shown: [Diagnostic] = []
  private var hidden = 0

  init(limit: Int, file: SourceFile.ID) {
    self.limit = limit
    self.file = file
  }

  /// Adds a fault; beyond the limit it is only counted, and not even made.
  mutating func add(_ fault: @autoclosure () -> Diagnostic) {
    if shown.count < limit { shown.append(fault()) } else { hidden += 1 }
  }

  /// The faults, and how many are not among them.
  var reported: [Diagnostic] {
    guard hidden > 0 else { return shown }
    let place = shown.last?.primary ?? Diagnostic.Label(Span(file: file, bytes: 0..<0))
    let rest = Diagnostic(
      "too-many-faults",
      "After this one, \(hidden) more \(hidden == 1 ? "fault is" : "faults are") not shown",
      at: place, help: "mend the first \(limit), then look again")
    return shown + [rest]
  }
}

extension Diagnostic {
  static func undefinedAlias(_ name: String, at span: Span, anchors: AnchorTable) -> Diagnostic {
    let closest = anchors.closest(to: name).map { "did you mean `*\($0)`? " } ?? ""
    return Diagnostic(
      "undefined-alias", "No anchor `&\(excerpt(name))` stands before this alias", at: span,
      help: closest + "to write a text that begins with `*`, quote it: '*\(excerpt(name))'")
  }

  static func aliasRecursion(_ name: String, at span: Span, anchor: Span) -> Diagnostic {
    Diagnostic(
      "alias-recursion", "The alias `*\(excerpt(name))` stands inside its own anchor", at: span,
      related: [Label(anchor, "the anchor is here, and its node has not ended")],
      help: "a value cannot contain itself: move the anchor or write the value out")
  }

  static func aliasExpansion(_ name: String, limit: Int, at span: Span, anchor: Span) -> Diagnostic {
    Diagnostic(
      "alias-expansion", "With `*\(excerpt(name))` the aliases bring more than \(limit) nodes", at: span,
      related: [Label(anchor, "what it stands for")], help: "use fewer aliases of aliases")
  }

  static func tooDeep(_ limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      "too-deep", "Lists and maps nest more than \(limit) deep here", at: span, help: "flatten the structure")
  }

  static func tooManyNodes(_ limit: Int, at span: Span) -> Diagnostic {
    Diagnostic("too-many-nodes", "The file holds more than \(limit) nodes", at: span, help: "split the file")
  }

  static func mergeKey(at span: Span) -> Diagnostic {
    Diagnostic(
      "merge-key", "`<<` merges nothing: YAML 1.2 has no merge keys", at: span,
      help: "write the entries out; a key that is really called so is quoted: \"<<\"")
  }

  static func duplicateKey(_ key: Scalar, at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      "duplicate-key", "The key `\(excerpt(key.text))` stands twice in this map", at: span,
      related: [Label(first, "it stands here first")], help: "remove or rename one of them")
  }

  static func nonScalarKey(_ key: Node, bytes: UnsafeBufferPointer<UInt8>) -> Diagnostic {
    let range = key.span.bytes
    let isInterpolation = range.lowerBound > 0 && bytes[range.lowerBound - 1] == UInt8(ascii: "$")
    let quote = "quote the text if it is one: \(suggestion(bytes[range]))"
    return Diagnostic(
      "non-scalar-key", "The key of this entry is \(key.kindName); a key is a single text or number",
      at: key.span,
      help: isInterpolation ? "`${...}` is quoted inside `{...}`: \"${...}\"" : quote)
  }

  static func unknownTag(_ tag: String, at span: Span, quoted: String?) -> Diagnostic {
    let quote = quoted.map { ": \($0)" } ?? ""
    return Diagnostic(
      "unknown-tag", "YAML reads `\(excerpt(displayName(ofTag: tag)))` as a tag, and no such tag is known",
      at: span,
      help: "quote a text or an expression that begins with `!`\(quote); "
        + "the known tags are !!str !!int !!float !!bool !!null !!seq !!map")
  }

  static func wrongTag(_ tag: String, at span: Span, found: String) -> Diagnostic {
    Diagnostic(
      "wrong-tag", "The tag `\(tag)` does not fit what follows it: \(found)", at: span,
      help: "remove the tag, or mend the value")
  }

  static func numberOutOfRange(at span: Span, _ why: String) -> Diagnostic {
    Diagnostic("number-out-of-range", why, at: span, help: "quote it if it is meant as text")
  }

  static func expressionNeedsQuotes(_ text: String, at span: Span) -> Diagnostic {
    Diagnostic(
      "expression-needs-quotes", "YAML reads this expression as a map, because of the `:` in it", at: span,
      help: "quote the whole expression: \(text); if a map is meant, quote its key")
  }
}

private func displayName(ofTag tag: String) -> String {
  tag.hasPrefix("tag:yaml.org,2002:") ? "!!" + tag.dropFirst("tag:yaml.org,2002:".count) : tag
}
