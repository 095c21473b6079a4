/// A fault in a file or on the command line, told so that its reader can mend it.
public struct Diagnostic: Error, Hashable, Sendable {
  /// Names a kind of fault: stable, in lower-case words joined by hyphens, such as `unknown-key`.
  public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The words.
    public let rawValue: String

    /// Makes a code from its words.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a code from its words.
    public init(stringLiteral value: String) { rawValue = value }
  }

  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The file cannot be used.
    case error
    /// The file can be used, and its author probably wants to know.
    case warning
  }

  /// A place and what there is to say about it.
  public struct Label: Hashable, Sendable {
    /// The place.
    public let span: Span
    /// What stands there; may be empty for the primary label.
    public let message: String

    /// Makes a label.
    public init(_ span: Span, _ message: String = "") {
      self.span = span
      self.message = message
    }
  }

  /// The kind of fault.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// One line that says what is wrong.
  public let message: String
  /// Where it is; nil where no file is to blame.
  public let primary: Label?
  /// Other places that belong to it.
  public let related: [Label]
  /// How to mend it.
  public let help: String?

  /// Makes a diagnostic.
  public init(
    _ code: Code, _ message: String, at primary: Label? = nil, severity: Severity = .error,
    related: [Label] = [], help: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.primary = primary
    self.related = related
    self.help = help
  }

  /// Makes a diagnostic about one place.
  public init(
    _ code: Code, _ message: String, at span: Span, severity: Severity = .error, related: [Label] = [],
    help: String? = nil
  ) {
    self.init(code, message, at: Label(span), severity: severity, related: related, help: help)
  }
}

/// The faults found so far.
public struct Diagnostics: Sendable {
  /// In the order they were found, each once.
  public private(set) var all: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []

  /// None yet.
  public init() {}

  /// Whether any of them is an error.
  public private(set) var hasErrors = false

  /// Adds a fault, unless the very same one is already there.
  public mutating func add(_ diagnostic: Diagnostic) {
    guard seen.insert(diagnostic).inserted else { return }
    all.append(diagnostic)
    if diagnostic.severity == .error { hasErrors = true }
  }

  /// Adds several faults.
  public mutating func add(contentsOf diagnostics: some Sequence<Diagnostic>) {
    for diagnostic in diagnostics { add(diagnostic) }
  }

  /// Sorted for reading: by file, then by place; those without a place come first.
  public var sorted: [Diagnostic] {
    all.enumerated().sorted { left, right in
      let (one, other) = (Self.sortKey(left.element), Self.sortKey(right.element))
      return one == other ? left.offset < right.offset : one < other
    }.map(\.element)
  }

  private static func sortKey(_ diagnostic: Diagnostic) -> (Int, Int) {
    guard let span = diagnostic.primary?.span else { return (-1, 0) }
    return (Int(span.file.index), span.bytes.lowerBound)
  }
}
