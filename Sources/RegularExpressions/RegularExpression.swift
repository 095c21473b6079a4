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

  /// The number of instructions it compiled to: how costly it was to compile, and may be to match.
  public var programSize: Int { Int(cre2_program_size(compiled)) }

  /// Whether the pattern matches anywhere in `subject`.
  public func matches(_ subject: String) -> Bool {
    var text = subject
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_matches(compiled, $0.baseAddress, $0.count) }
    }
  }

  /// How many groups it captures.
  public var groupCount: Int { Int(cre2_group_count(compiled)) }

  /// The first match in these bytes of UTF-8 that begins at `start` or later: where it stands, then where at most
  /// so many groups do, nil for those that took no part; each slows it down. What stands before `start` counts for `^` and `\b`.
  public func firstMatch(in subject: [UInt8], from start: Int = 0, groups: Int) -> [Range<Int>?]? {
    guard subject.indices.contains(start) || start == subject.count else { return nil }
    let count = min(groupCount, groups) + 1
    var bounds = [Int](repeating: -1, count: 2 * count)
    let isFound = subject.withUnsafeBytes { bytes in
      cre2_find(
        compiled, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), subject.count, start, &bounds,
        Int32(count))
    }
    guard isFound else { return nil }
    return (0..<count).map { bounds[2 * $0] < 0 ? nil : bounds[2 * $0]..<bounds[2 * $0 + 1] }
  }
}
