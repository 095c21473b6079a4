#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How text for people is laid out.
public struct ReportStyle: Hashable, Sendable {
  /// The columns of the terminal; nil where lines are not to be broken.
  public var width: Int?
  /// Whether colours (ECMA-48 SGR) are used.
  public var color: Bool
  /// Whether lines can be redrawn in place.
  public var isTerminal: Bool
  /// Whether everything is told: each item that passed, every line of an excerpt.
  public var isVerbose: Bool

  /// Makes a style; by default that of a file.
  public init(width: Int? = nil, color: Bool = false, isTerminal: Bool = false, isVerbose: Bool = false) {
    self.width = width
    self.color = color
    self.isTerminal = isTerminal
    self.isVerbose = isVerbose
  }

  /// The style for what an open file is connected to. A terminal has colours unless `NO_COLOR` is set and not
  /// empty (no-color.org); one with `TERM=dumb` or without a `TERM` is not redrawn.
  public init(descriptor: Int32, environment: [String: String], isVerbose: Bool = false) {
    let term = environment["TERM"] ?? ""
    let canDraw = isatty(descriptor) == 1 && !term.isEmpty && term != "dumb"
    self.init(
      width: canDraw ? Self.width(of: descriptor) : nil,
      color: canDraw && (environment["NO_COLOR"] ?? "").isEmpty, isTerminal: canDraw, isVerbose: isVerbose)
  }

  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(20, Int(size.ws_col))
  }
}
