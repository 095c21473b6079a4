internal import Diagnostics

/// The anchors so far. A name may be given again; an alias means the last one given before it.
struct AnchorTable {
  enum Anchor {
    /// Its node has not ended yet.
    case open(Span, sequence: Int)
    /// Its node, how many nodes that holds, and how deep it nests.
    case closed(Node, size: Int, depth: Int, Span)
  }

  private var anchors: [String: Anchor] = [:]
  private var count = 0

  /// The anchor that was probably meant, of the first thousand.
  func closest(to name: String) -> String? {
    closestMatch(to: name, among: anchors.keys.prefix(1_000).sorted())
  }

  subscript(name: String) -> Anchor? { anchors[name] }

  /// Begins an anchor; its number is told to `close`.
  mutating func open(_ name: String, at span: Span) -> Int {
    count += 1
    anchors[name] = .open(span, sequence: count)
    return count
  }

  /// Ends an anchor, unless its name was given again meanwhile.
  mutating func close(_ name: String, sequence: Int, node: Node, size: Int, depth: Int) {
    guard case .open(let span, sequence) = anchors[name] else { return }
    anchors[name] = .closed(node, size: size, depth: depth, span)
  }
}
