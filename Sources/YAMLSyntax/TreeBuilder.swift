internal import Diagnostics

/// Builds the tree from events, and keeps to the limits.
struct TreeBuilder {
  private(set) var root: Node?
  var faults: FaultList

  let bytes: UnsafeBufferPointer<UInt8>
  let file: SourceFile.ID
  private let limits: YAMLLimits
  private var frames: [Frame] = []
  private var anchors = AnchorTable()
  private var nodeCount = 0
  private var aliasSize = 0

  init(bytes: UnsafeBufferPointer<UInt8>, file: SourceFile.ID, limits: YAMLLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    faults = FaultList(limit: limits.maxFaults, file: file)
  }

  func span(_ start: Int, _ end: Int) -> Span { Span(file: file, bytes: start..<max(start, end)) }

  /// Where the innermost bracket stands that is open.
  var openBracket: Int? {
    let brackets = [UInt8(ascii: "["), UInt8(ascii: "{")]
    return frames.last { $0.flow && $0.start < bytes.count && brackets.contains(bytes[$0.start]) }?.start
  }

  // MARK: Events

  /// Takes a scalar.
  mutating func scalar(_ raw: EventStream.RawScalar, start: Int, end: Int) throws(Diagnostic) {
    let properties = raw.properties
    if frames.isEmpty, raw.style == .plain, start == end { return }  // `---` and nothing after it
    var range = place(of: raw, start: start, end: end)
    let scalar: Scalar
    if let tag = properties.tag {
      scalar = taggedScalar(raw, tag: tag, whole: start..<max(end, range.upperBound), place: &range)
    } else {
      let kind = raw.style == .plain ? ScalarKind(ofPlain: raw.text) : .string
      scalar = makeScalar(raw, kind: kind, at: range)
    }
    let node = Node(.scalar(scalar), at: span(range.lowerBound, range.upperBound))
    let size = 1 + raw.text.count / 64
    if let name = properties.anchor {
      let sequence = anchors.open(name, at: span(start, start + 1 + name.utf8.count))
      anchors.close(name, sequence: sequence, node: node, size: size, depth: 0)
    }
    try insert(node, end: range.upperBound, size: size, depth: 0)
  }

  /// Takes an alias and puts what it stands for in its place.
  mutating func alias(_ name: String, start: Int, end: Int) throws(Diagnostic) {
    let here = span(start, end)
    switch anchors[name] {
    case nil:
      faults.add(.undefinedAlias(name, at: here, anchors: anchors))
      try insert(stringNode(start, end), end: end, size: 1, depth: 0)
    case .open(let anchor, _):
      faults.add(.aliasRecursion(name, at: here, anchor: anchor))
      try insert(stringNode(start, end), end: end, size: 1, depth: 0)
    case .closed(let node, let size, let depth, let anchor):
      aliasSize += size
      if aliasSize > limits.maxAliasNodes {
        throw .aliasExpansion(name, limit: limits.maxAliasNodes, at: here, anchor: anchor)
      }
      if frames.count + depth > limits.maxDepth { throw .tooDeep(limits.maxDepth, at: here) }
      nodeCount += size - 1
      try insert(node, end: end, size: size, depth: depth)
    }
  }

  /// Takes the start of a list or a map.
  mutating func open(
    _ kind: Frame.Kind, _ properties: EventStream.Properties, flow: Bool, start: Int
  ) throws(Diagnostic) {
    let content =
      properties.count == 0 ? start : skipProperties(properties.count, from: start, to: bytes.count)
    if frames.count >= limits.maxDepth { throw .tooDeep(limits.maxDepth, at: span(content, content + 1)) }
    var frame = Frame(kind: kind, flow: flow, start: content)
    if let name = properties.anchor {
      let sequence = anchors.open(name, at: span(start, start + 1 + name.utf8.count))
      frame.anchor = (name, sequence)
    }
    if let tag = properties.tag { checkCollectionTag(tag, kind, at: start..<content) }
    frames.append(frame)
  }

  /// Takes the end of the list or map that was opened last.
  mutating func close(start: Int, end: Int) throws(Diagnostic) {
    guard let last = frames.indices.last else { return }
    if frames[last].flow, end > start { frames[last].end = end }
    let frame = frames.removeLast()
    if frame.isExpression { reportExpression(frame) }
    let node = finish(frame)
    if let (name, sequence) = frame.anchor {
      anchors.close(name, sequence: sequence, node: node, size: frame.size, depth: frame.depth)
    }
    try insert(node, end: frame.end, size: frame.size, depth: frame.depth)
  }

  // MARK: Nodes

  private func finish(_ frame: Frame) -> Node {
    let place = span(frame.start, frame.end)
    switch frame.kind {
    case .sequence: return Node(.sequence(frame.items), at: place)
    case .mapping:
      let isExpression = frame.isExpression && frame.entries.count == 1 && isOneLine(place.bytes)
      return isExpression ? stringNode(frame.start, frame.end) : Node(.mapping(frame.entries), at: place)
    }
  }

  private mutating func reportExpression(_ frame: Frame) {
    for entry in frame.entries {
      guard let key = entry.key.scalar, key.style == .plain, looksLikeExpression(key.text) else { continue }
      let whole =
        frame.entries.count == 1 ? span(frame.start, frame.end) : entry.key.span.through(entry.value.span)
      faults.add(.expressionNeedsQuotes(suggestion(bytes[whole.bytes]), at: whole))
    }
  }

  /// The text of the file itself as a string, for what turned out to be a fault.
  private func stringNode(_ start: Int, _ end: Int) -> Node {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    return Node(.scalar(Scalar(text: text, style: .plain, kind: .string)), at: span(start, end))
  }

  private func isOneLine(_ range: Range<Int>) -> Bool { !bytes[range].contains(0x0A) }

  /// Puts a finished node into the list or map that is open.
  private mutating func insert(_ node: Node, end: Int, size: Int, depth: Int) throws(Diagnostic) {
    nodeCount += 1
    if nodeCount > limits.maxNodes { throw .tooManyNodes(limits.maxNodes, at: node.span) }
    guard !frames.isEmpty else {
      root = node
      return
    }
    let top = frames.count - 1
    let isKey = frames[top].add(node, end: end, size: size, depth: depth)
    if isKey { checkKey(node) }
  }

  private mutating func checkKey(_ node: Node) {
    let top = frames.count - 1
    guard let key = node.scalar else {
      faults.add(.nonScalarKey(node, bytes: bytes))
      return
    }
    if key.style == .plain, key.kind == .string {
      if key.text == "<<" {
        faults.add(.mergeKey(at: node.span))
        return
      }
      if looksLikeExpression(key.text) { frames[top].isExpression = true }
    }
    if let first = frames[top].accept(node, key) {
      faults.add(.duplicateKey(key, at: node.span, first: first))
    }
  }
}

/// A list or a map that is still open.
struct Frame {
  enum Kind { case sequence, mapping }

  let kind: Kind
  let flow: Bool
  let start: Int
  var end: Int
  var items: [Node] = []
  var entries: [Entry] = []
  /// The nodes in it, itself included.
  var size = 1
  /// How many lists and maps nest here, itself included.
  var depth = 1
  var anchor: (name: String, sequence: Int)?
  /// Whether one of its keys looks like an expression.
  var isExpression = false
  private var expectsKey = true
  private var key: Node?
  private var keys = KeySet()

  init(kind: Kind, flow: Bool, start: Int) {
    self.kind = kind
    self.flow = flow
    self.start = start
    end = start
    // Most blocks of keys are items, and grow beyond that.
    if kind == .mapping, !flow { entries.reserveCapacity(4) }
  }

  /// Takes a child; true if it stands where a key does, which `accept` must then let in.
  mutating func add(_ node: Node, end: Int, size: Int, depth: Int) -> Bool {
    self.end = max(self.end, end)
    self.size += size
    self.depth = max(self.depth, depth + 1)
    if kind == .sequence {
      items.append(node)
      return false
    }
    if !expectsKey, let key { entries.append(Entry(key: key, value: node)) }
    expectsKey.toggle()
    key = nil
    return !expectsKey
  }

  /// Makes the node the key of the next value; if the map has that key already, says where, and the next value
  /// is dropped.
  mutating func accept(_ node: Node, _ scalar: Scalar) -> Span? {
    if let first = keys.insert(scalar, at: node.span, after: entries) { return first }
    key = node
    return nil
  }
}
