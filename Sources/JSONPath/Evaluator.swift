internal import Values

/// Evaluates a template on one document.
///
/// Ranges follow Kubernetes' implementation: the steps behind `{range}` run once for every value up to an `{end}`,
/// whichever way the two are nested, and go on behind the last `{end}` that was met.
struct Evaluator {
  /// What an action takes; nil is the document of a range over nothing, which is not even null.
  typealias Elements = [Value?]

  /// What one text or action of the template gave.
  struct Group {
    var elements: Elements
    /// Whether it is text of the template.
    var isLiteral: Bool
  }

  /// Why an action cannot be evaluated.
  struct Failure: Error {
    var message: String
    /// Whether the step that failed hands anything on: a filter for existence looks no further.
    var leavesValues = false
  }

  /// More would be a mistake or an attack: `..` several times over multiplies.
  static let mostElements = 1_000_000
  static let mostText = 16 * 1_048_576

  let nodes: [Node]
  let allowsMissingKeys: Bool
  private var beginningRanges = 0
  private var openRanges = 0
  private var endingRanges = 0
  private var lastEnd: Int?
  private var elementCount = 0

  init(nodes: [Node], allowsMissingKeys: Bool) {
    self.nodes = nodes
    self.allowsMissingKeys = allowsMissingKeys
  }

  mutating func evaluate(_ document: Value) throws(Failure) -> [Group] {
    try evaluate(from: 0, on: document)
  }

  /// Evaluates the template from one of its nodes to its end, or to the end of the innermost range.
  private mutating func evaluate(from first: Int, on document: Value?) throws(Failure) -> [Group] {
    var groups: [Group] = []
    var index = first
    while index < nodes.count {
      let elements = try walk([document], nodes[index])
      if endingRanges > 0, endingRanges <= openRanges {
        endingRanges -= 1
        lastEnd = index
        break
      }
      if beginningRanges > 0 {
        beginningRanges -= 1
        groups += try range(over: elements, from: index + 1)
        if let lastEnd, lastEnd > index { index = lastEnd }
      } else {
        groups.append(Group(elements: elements, isLiteral: nodes[index].isLiteral))
      }
      index += 1
    }
    return groups
  }

  private mutating func range(over elements: Elements, from first: Int) throws(Failure) -> [Group] {
    openRanges += 1
    var groups: [Group] = []
    for element in elements {
      // Null becomes the absence of a document.
      groups += try evaluate(from: first, on: element == .null ? nil : element)
    }
    // Over nothing the nodes run once all the same, to find the end.
    if elements.isEmpty { _ = try evaluate(from: first, on: nil) }
    openRanges -= 1
    return groups
  }

  // MARK: Steps

  mutating func walk(_ input: Elements, _ nodes: [Node]) throws(Failure) -> Elements {
    var elements = input
    for node in nodes { elements = try walk(elements, node) }
    return elements
  }

  private mutating func walk(_ input: Elements, _ node: Node) throws(Failure) -> Elements {
    let elements: Elements =
      switch node {
      case .text(let text): [.string(text)]
      case .int(let int): input.map { _ in .int(Int64(int)) }
      case .float(let float): input.map { _ in .double(float) }
      case .bool(let bool): input.map { _ in .bool(bool) }
      case .identifier(let name): try identifier(name, input)
      case .field(let name): try field(name, of: input)
      case .slice(let slice): try self.slice(slice, of: input)
      case .wildcard: input.flatMap { $0?.children ?? [] }
      case .recursive: try descendants(of: input)
      case .union(let parts): try union(parts, of: input)
      case .filter(let filter): try self.filter(filter, input)
      case .action(let nodes): try walk(input, nodes)
      }
    try count(elements.count)
    return elements
  }

  private mutating func count(_ count: Int) throws(Failure) {
    elementCount += count
    guard elementCount <= Self.mostElements else {
      throw Failure(message: "the template matches more than \(Self.mostElements) values")
    }
  }

  private mutating func identifier(_ name: String, _ input: Elements) throws(Failure) -> Elements {
    switch name {
    case "range":
      beginningRanges += 1
      return input
    case "end":
      guard openRanges > 0 else { throw Failure(message: "`{end}` without a `{range}` before it") }
      endingRanges += 1
      return []
    default: throw Failure(message: "`\(name)` is neither `range` nor `end`", leavesValues: !input.isEmpty)
    }
  }

  private func field(_ name: String, of input: Elements) throws(Failure) -> Elements {
    let found: [Value] = input.compactMap { $0?[key: name] }
    if found.isEmpty, !input.isEmpty, !allowsMissingKeys { throw Failure(message: "\(name) is not found") }
    return found.map(\.self)
  }

  private func slice(_ slice: Slice, of input: Elements) throws(Failure) -> Elements {
    var result: Elements = []
    for value in input {
      if value == .null { continue }
      guard let list = value?.list else {
        throw Failure(message: "\(value?.kindName ?? "nothing") is not a list", leavesValues: true)
      }
      do {
        guard let part = try slice.elements(of: list) else { return result }
        result += part.map(\.self)
      } catch {
        throw Failure(message: error.message, leavesValues: true)
      }
    }
    return result
  }

  private mutating func union(_ parts: [[Node]], of input: Elements) throws(Failure) -> Elements {
    var result: Elements = []
    for part in parts {
      do {
        result += try walk(input, part)
      } catch {
        throw Failure(message: error.message, leavesValues: !input.isEmpty)
      }
    }
    return result
  }

  /// Every value that holds others, before those that it holds.
  private mutating func descendants(of input: Elements) throws(Failure) -> Elements {
    var result: Elements = []
    for value in input {
      guard let value, case let children = value.children, !children.isEmpty else { continue }
      result.append(value)
      try count(1)
      result += try descendants(of: children)
    }
    return result
  }

  // MARK: Filters

  private mutating func filter(_ filter: Filter, _ input: Elements) throws(Failure) -> Elements {
    var result: Elements = []
    for value in input {
      guard let list = value?.list else {
        throw Failure(
          message: "\(value?.kindName ?? "nothing") is not a list and cannot be filtered", leavesValues: true)
      }
      for element in list {
        do {
          if try holds(filter, of: element) { result.append(element) }
        } catch {
          throw Failure(message: error.message, leavesValues: error.leavesValues || !result.isEmpty)
        }
      }
    }
    return result
  }

  private mutating func holds(_ filter: Filter, of element: Value) throws(Failure) -> Bool {
    guard let comparison = filter.comparison else { return exists(filter.left, in: element) }
    guard let left = try operand(filter.left, of: element) else { return false }
    guard let right = try operand(filter.right, of: element) else { return false }
    return try compare(left, comparison, right)
  }

  private mutating func exists(_ nodes: [Node], in element: Value) -> Bool {
    do {
      return try !walk([element], nodes).isEmpty
    } catch {
      return error.leavesValues
    }
  }

  /// The one value of a side of a comparison; nil where it has none.
  private mutating func operand(_ nodes: [Node], of element: Value) throws(Failure) -> Value? {
    let values: Elements
    do {
      values = try walk([element], nodes)
    } catch {
      throw Failure(message: error.message, leavesValues: true)
    }
    guard values.count <= 1 else {
      throw Failure(
        message: "only one value can be compared, and here are \(values.count)",
        leavesValues: true)
    }
    return values.first.map { $0 ?? .null }
  }
}

extension Node {
  /// Whether what it gives is text of the template, and not of the document.
  var isLiteral: Bool {
    switch self {
    case .text, .int, .float, .bool: true
    case .action(let nodes): nodes.last?.isLiteral ?? false
    default: false
    }
  }
}

extension Value {
  fileprivate subscript(key name: String) -> Value? { map?[.string(name)] }

  /// What it holds: the values of a map, the elements of a list, and as Go has it the bytes of a text.
  fileprivate var children: [Value?] {
    switch self {
    case .map(let map): map.map { $0.value }
    case .list(let list): list.map(\.self)
    case .string(let text): text.utf8.map { .uint(UInt64($0)) }
    default: []
    }
  }
}

extension Slice {
  struct OutOfBounds: Error {
    var message: String
  }

  /// The elements of a list that are in the range; nil for a range that asks for none.
  fileprivate func elements(of list: [Value]) throws(OutOfBounds) -> [Value]? {
    var first = start ?? 0
    if first < 0 { first += list.count }
    var last = end ?? list.count
    if last < 0 || (last == 0 && isIndex) { last += list.count }
    guard first != last else { return nil }
    let length = "the list has \(list.count) elements"
    guard list.indices.contains(first) else {
      throw OutOfBounds(message: "the index \(start ?? first) is out of bounds: \(length)")
    }
    guard (0...list.count).contains(last) else {
      throw OutOfBounds(message: "the end \(end ?? last) is out of bounds: \(length)")
    }
    guard first < last else { throw OutOfBounds(message: "the start \(first) is behind the end \(last)") }
    if let step, step <= 0 { throw OutOfBounds(message: "a step must be more than 0") }
    return stride(from: first, to: last, by: step ?? 1).map { list[$0] }
  }
}
