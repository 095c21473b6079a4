/// The kinds of probe that a checklist may use.
public struct ProbeRegistry: Sendable {
  /// All kinds, in the order of the reference.
  public let kinds: [any Probe.Type]
  private let byKind: [String: any Probe.Type]

  /// Makes a registry of these kinds.
  public init(_ kinds: [any Probe.Type]) {
    self.kinds = kinds
    names = kinds.map { $0.description.kind }
    composites = Set(kinds.filter { $0 is any CompositeProbe.Type }.map { $0.description.kind })
    byKind = Dictionary(kinds.map { ($0.description.kind, $0) }) { first, _ in first }
  }

  /// The names of the kinds whose items stand for others.
  public let composites: Set<String>

  /// The kind of that name.
  public subscript(kind: String) -> (any Probe.Type)? { byKind[kind] }

  /// The names of all kinds.
  public let names: [String]

  /// The types of targets that the kinds talk to, each once.
  public var targets: [TargetDescription] {
    var seen: Set<String> = []
    return kinds.compactMap { $0.description.target }.filter { seen.insert($0.type).inserted }
  }
}
