internal import RegularExpressions
internal import Values

/// What regular expressions find and replace (cel-go, "Regex").
let regexLibrary: [Function] = [
  Function(
    "regex.replace",
    "A text whose matches are replaced, where \\1 stands for the first group; at most so many.",
    [
      .function([.string, .string, .string], .string) { arguments, budget throws(EvaluationError) in
        try replaced(arguments, limit: .max, &budget)
      },
      .function([.string, .string, .string, .int], .string) { arguments, budget throws(EvaluationError) in
        let count = try arguments.int(at: 3)
        return try replaced(arguments, limit: count < 0 ? .max : Int(clamping: count), &budget)
      },
    ]),
  Function(
    "regex.extract", "The first match of a pattern, or that of its only group, as an optional.",
    [
      .function([.string, .string], .optional(.string)) { arguments, budget throws(EvaluationError) in
        try extracted(arguments, limit: 1, &budget).first.map { .optional($0) } ?? .optionalNone
      }
    ]),
  Function(
    "regex.extractAll", "All matches of a pattern, or those of its only group.",
    [
      .function([.string, .string], .list(.string)) { arguments, budget throws(EvaluationError) in
        .list(try extracted(arguments, limit: .max, &budget))
      }
    ]),
]

/// What the matches or their only group are; groups that match nothing are left out.
private func extracted(
  _ arguments: [Value], limit: Int, _ budget: inout Budget
) throws(EvaluationError) -> [Value] {
  let subject = Array(try arguments.string(at: 0).utf8)
  let expression = try expression(arguments.string(at: 1), &budget)
  guard expression.groupCount <= 1 else {
    throw EvaluationError("the regular expression has more than one group")
  }
  var texts: [Value] = []
  for match in try matches(of: expression, in: subject, limit: limit, &budget) {
    guard let range = match[expression.groupCount], expression.groupCount == 0 || !range.isEmpty else {
      continue
    }
    texts.append(.string(String(decoding: subject[range], as: UTF8.self)))
  }
  return texts
}

private func replaced(
  _ arguments: [Value], limit: Int, _ budget: inout Budget
) throws(EvaluationError) -> Value {
  let subject = Array(try arguments.string(at: 0).utf8)
  let expression = try expression(arguments.string(at: 1), &budget)
  let replacement = try Replacement(arguments.string(at: 2), groupCount: expression.groupCount)
  var result: [UInt8] = []
  var end = 0
  for match in try matches(of: expression, in: subject, limit: limit, &budget) {
    guard let whole = match[0] else { continue }
    result += subject[end..<whole.lowerBound]
    try replacement.append(to: &result, for: match, in: subject, &budget)
    end = whole.upperBound
  }
  return .string(String(decoding: result + subject[end...], as: UTF8.self))
}

private func expression(
  _ pattern: String, _ budget: inout Budget
) throws(EvaluationError) -> RegularExpression {
  // A pattern that does not compile has cost nearly as much as one that does.
  try budget.spend(bytes: 1000 + pattern.utf8.count)
  let expression = try PatternCache.shared.expression(pattern)
  try budget.spend(expression.programSize / 10)
  return expression
}

/// The matches from left to right that do not overlap; an empty one does not follow another one at once.
private func matches(
  of expression: RegularExpression, in subject: [UInt8], limit: Int, _ budget: inout Budget
) throws(EvaluationError) -> [[Range<Int>?]] {
  var matches: [[Range<Int>?]] = []
  var (start, lastEnd) = (0, -1)
  while start <= subject.count, matches.count < limit {
    // A search may look at all that is left, even where it then finds something near; that is fast. Finding the
    // groups of what it found is not.
    try budget.spend(bytes: (subject.count - start) / 10)
    guard let match = expression.firstMatch(in: subject, from: start, groups: 9), let whole = match[0]
    else { break }
    try budget.spend((1 + whole.count / 100) * (1 + expression.programSize / 100))
    if !whole.isEmpty || whole.lowerBound != lastEnd { matches.append(match) }
    lastEnd = whole.upperBound
    start = whole.isEmpty ? nextScalar(after: whole.upperBound, in: subject) : whole.upperBound
  }
  return matches
}

private func nextScalar(after index: Int, in text: [UInt8]) -> Int {
  var next = index + 1
  while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
  return next
}

/// What matches are replaced with: texts and groups.
private struct Replacement {
  private enum Part {
    case text(ArraySlice<UInt8>)
    case group(Int)
  }

  private var parts: [Part] = []

  /// Reads text with `\0` to `\9` for the match and its groups, and `\\` for a backslash.
  init(_ text: String, groupCount: Int) throws(EvaluationError) {
    var rest = Array(text.utf8)[...]
    while let mark = rest.firstIndex(of: backslash) {
      parts.append(.text(rest[..<mark]))
      let next = rest[(mark + 1)...].first
      if next == backslash {
        parts.append(.text([backslash]))
      } else {
        guard let next, (48...57).contains(next) else {
          throw EvaluationError("in a replacement a digit or a backslash must follow a backslash")
        }
        guard Int(next - 48) <= groupCount else {
          throw EvaluationError("the replacement uses group \(next - 48), but there are \(groupCount)")
        }
        parts.append(.group(Int(next - 48)))
      }
      rest = rest[(mark + 2)...]
    }
    parts.append(.text(rest))
  }

  func append(
    to result: inout [UInt8], for match: [Range<Int>?], in subject: [UInt8], _ budget: inout Budget
  ) throws(EvaluationError) {
    for part in parts {
      let text =
        switch part {
        case .text(let text): text
        case .group(let group): match[group].map { subject[$0] } ?? []
        }
      try budget.spend(bytes: text.count)
      result += text
    }
  }
}

private let backslash = UInt8(ascii: "\\")
