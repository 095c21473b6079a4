internal import Diagnostics
internal import ProbeKit

/// The fields of an item's probe that name a host or a DNS name by what came of other items, each with its place: whoever
/// asks what a pack from elsewhere wrote would be led wherever an answer says.
///
/// - Returns: Fields as they are written, such as `url`, `resolve[0]` and `headers.Host`, and where in them that is read.
func lateHostFields(
  of item: ComposedItem, _ description: ProbeDescription
) -> [(field: String, span: Span)] {
  item.template.probeFields.flatMap { field in
    description.fieldsByName[field.name].map { $0.lateHosts(in: field.value, field.name) } ?? []
  }
}

extension FieldDescription {
  fileprivate func lateHosts(in template: Template, _ path: String) -> [(field: String, span: Span)] {
    guard mayNameThing, template.readsNeeds else { return [] }
    switch names {
    case .host, .name:
      if case .url = type { return template.lateHost(path) }
      return template.allReadingNeeds(path)
    case .hostHeader: return template.lateHostHeaders(path)
    case nil: return type.lateHosts(in: template, path)
    }
  }
}

extension FieldType {
  /// Those of fields within a value.
  fileprivate func lateHosts(in template: Template, _ path: String) -> [(field: String, span: Span)] {
    switch (self, template.content) {
    case (.object(let fields), .map(let entries)):
      entries.flatMap { entry in
        fields.first { $0.name == entry.key }?.lateHosts(in: entry.value, "\(path).\(entry.key)") ?? []
      }
    case (.map(let type), .map(let entries)):
      entries.flatMap { type.lateHosts(in: $0.value, "\(path).\($0.key)") }
    case (.list(let type), .list(let elements)):
      elements.enumerated().flatMap { type.lateHosts(in: $1, "\(path)[\($0)]") }
    case (.either(let types), _):
      // Of several forms, any may be meant.
      types.lazy.map { $0.lateHosts(in: template, path) }.first { !$0.isEmpty } ?? []
    case (_, .expression) where mayNameThing: template.allReadingNeeds(path)
    default: []
    }
  }

  /// Whether a field within names a host, so that one expression for all of it may choose that.
  private var mayNameThing: Bool {
    switch self {
    case .object(let fields): fields.contains(where: \.mayNameThing)
    case .list(let type), .map(let type): type.mayNameThing
    case .either(let types): types.contains(where: \.mayNameThing)
    default: false
    }
  }
}

extension Template {
  /// Whether any of it reads what came of other items.
  fileprivate var readsNeeds: Bool { expressions.contains(where: \.readsNeeds) }

  /// All places that do.
  fileprivate func allReadingNeeds(_ path: String) -> [(field: String, span: Span)] {
    switch content {
    case .literal, .broken: []
    case .list(let elements):
      elements.enumerated().flatMap { $1.allReadingNeeds("\(path)[\($0)]") }
    case .map(let entries): entries.flatMap { $0.value.allReadingNeeds("\(path).\($0.key)") }
    case .text, .expression: expressions.filter(\.readsNeeds).map { (path, $0.span) }
    }
  }

  /// The value of `Host` among header fields; all of them where an expression stands for the whole.
  fileprivate func lateHostHeaders(_ path: String) -> [(field: String, span: Span)] {
    guard case .map(let entries) = content else { return allReadingNeeds(path) }
    return entries.filter { $0.key.lowercased() == "host" }
      .flatMap { $0.value.allReadingNeeds("\(path).\($0.key)") }
  }

  /// The places in a URL that decide its host.
  fileprivate func lateHost(_ path: String) -> [(field: String, span: Span)] {
    guard case .text(let segments) = content else { return allReadingNeeds(path) }
    var scan = AuthorityScan()
    var found: [(field: String, span: Span)] = []
    for segment in segments {
      switch segment {
      case .literal(let text): scan.read(text)
      case .expression(let placed):
        if placed.readsNeeds, !scan.isOver { found.append((path, placed.span)) }
        scan.readExpression()
      }
    }
    return found
  }
}

extension PlacedExpression {
  fileprivate var readsNeeds: Bool { expression.variables.contains("needs") }
}

/// Finds the end of the host in a URL of which not all is known: of the literal texts in it, only one that follows a literal
/// `://` and more tells for sure.
private struct AuthorityScan {
  private var hasScheme = false
  private var hasHost = false
  /// Whether what follows is behind the host.
  private(set) var isOver = false

  mutating func readExpression() { hasHost = hasScheme }

  mutating func read(_ text: String) {
    var rest = text[...]
    if !hasScheme {
      guard let scheme = rest.firstRange(of: "://") else { return }
      hasScheme = true
      rest = rest[scheme.upperBound...]
    }
    for character in rest where !isOver {
      if "/?#".contains(character) {
        // A slash behind `://` ends no host: some read `http:///host` as `http://host`.
        isOver = hasHost
      } else {
        hasHost = true
      }
    }
  }
}
