internal import RegularExpressions
internal import Values

/// The regular expressions that were compiled last. Patterns are literals nearly always, and compiling one takes far
/// longer than matching it.
final class PatternCache: Sendable {
  /// The one of the process.
  static let shared = PatternCache(limit: 64)

  private let limit: Int
  // By key, since equal strings need not be the same code points.
  private let compiled = Lock<[ValueKey: RegularExpression]>([:])

  /// An empty cache of at most so many.
  init(limit: Int) { self.limit = limit }

  /// How many it holds.
  var count: Int { compiled.withLock { $0.count } }

  /// A pattern, compiled.
  func expression(_ pattern: String) throws(EvaluationError) -> RegularExpression {
    let key = ValueKey.string(pattern)
    if let known = compiled.withLock({ $0[key] }) { return known }
    do throws(RegularExpression.SyntaxError) {
      let expression = try RegularExpression(pattern)
      compiled.withLock { entries in
        // Starting anew is simpler than finding the oldest, and as good where literals are few.
        if entries.count >= limit { entries = [:] }
        entries[key] = expression
      }
      return expression
    } catch {
      throw EvaluationError("the regular expression is not valid: \(error.message)")
    }
  }
}
