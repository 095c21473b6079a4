internal import CEL
internal import Diagnostics
internal import Values

extension Template {
  /// What `each` is in an item with this `for_each`.
  func each(_ inputs: [String: Type]) -> Declarations.Each {
    switch content {
    case .list(let elements):
      let types = Set(elements.map { $0.literal.map(Type.init(of:)) ?? .dyn })
      return .element(types.count == 1 ? types.first ?? .dyn : .dyn)
    case .map(let entries):
      let types = Set(entries.map { $0.value.literal.map(Type.init(of:)) ?? .dyn })
      return .entry(value: types.count == 1 ? types.first ?? .dyn : .dyn)
    case .expression(let placed):
      switch try? placed.expression.type(in: Declarations(inputs: inputs)) {
      case .list(let element): return .element(element)
      case .map(_, let value): return .entry(value: value)
      default: return .either
      }
    case .literal, .text, .broken: return .either
    }
  }

  /// The elements of a `for_each` that are written out: those of a list, or the keys of a map.
  var elements: [(value: Value, span: Span)] {
    switch content {
    case .list(let elements): elements.compactMap { element in element.literal.map { ($0, element.span) } }
    case .map(let entries): entries.map { (.string($0.key), $0.keySpan) }
    default: []
    }
  }

  /// The parts of ids that a `for_each` gives, if it is written out.
  var elementKeys: [String]? {
    switch content {
    case .list(let all) where all.contains { $0.literal == nil }: nil
    case .list, .map: elements.compactMap(\.value.elementKey)
    default: nil
    }
  }
}

extension Value {
  /// The value as it stands in the id of an item, between brackets; nil for what cannot stand there.
  var elementKey: String? {
    switch self {
    case .string(let text):
      text.isEmpty || text.utf8.count > 200 || visible(text) != text || text.contains("\n") ? nil : text
    case .duration(let duration): duration.unitText
    case .int, .uint, .double, .decimal, .bool: json
    default: nil
    }
  }
}
