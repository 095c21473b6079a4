/// How much of a YAML file is read before it is refused. The defaults are far above what a person writes and
/// low enough that a hostile file costs little.
public struct YAMLLimits: Sendable {
  /// The size of a file, in bytes.
  public var maxBytes: Int
  /// How deep lists and maps nest, what aliases bring included.
  public var maxDepth: Int
  /// How many nodes a file holds, what aliases bring included.
  public var maxNodes: Int
  /// How many nodes all aliases together may bring; 64 bytes of text count as one node.
  public var maxAliasNodes: Int
  /// How many faults are told about one file; a syntax fault is always told.
  public var maxFaults: Int

  /// The longest number, in characters.
  static let maxNumberLength = 1_000
  /// The most `%TAG` directives.
  static let maxTagDirectives = 16

  /// The defaults, unless given otherwise.
  public init(
    maxBytes: Int = 64 << 20, maxDepth: Int = 100, maxNodes: Int = 5_000_000, maxAliasNodes: Int = 100_000,
    maxFaults: Int = 50
  ) {
    self.maxBytes = min(maxBytes, Int(UInt32.max) - 1)
    self.maxDepth = maxDepth
    self.maxNodes = maxNodes
    self.maxAliasNodes = maxAliasNodes
    self.maxFaults = maxFaults
  }
}
