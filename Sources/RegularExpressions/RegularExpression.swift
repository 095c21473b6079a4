private import CRE2

/// A compiled regular expression in RE2 syntax (https://github.com/google/re2/wiki/Syntax): matching takes
/// time linear in the subject, whatever the pattern.
public final class RegularExpression: Sendable {
  /// Why a pattern is not valid RE2.
  public struct SyntaxError: Error, Hashable, Sendable {
    /// RE2's own words.
    public let message: String
  }

  /// The pattern as written.
  public let pattern: String
  // RE2 objects are immutable after compilation and safe for concurrent matching (re2.h, "Thread safety").
  private nonisolated(unsafe) let compiled: OpaquePointer

  /// Compiles `pattern`; its program and caches take at most 8 MiB.
  public init(_ pattern: String) throws(SyntaxError) {
    self.pattern = pattern
    var text = pattern
    compiled = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, 8 << 20) }
    }
    if let reason = cre2_error(compiled) {
      throw SyntaxError(message: String(cString: reason))
    }
  }

  deinit { cre2_free(compiled) }

  /// Whether the pattern matches anywhere in `subject`.
  public func matches(_ subject: String) -> Bool {
    var text = subject
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_matches(compiled, $0.baseAddress, $0.count) }
    }
  }
}
