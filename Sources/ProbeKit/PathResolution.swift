public import CEL
internal import Diagnostics
public import Values

/// What is at a place of an observation.
public enum Lookup: Hashable, Sendable {
  /// This, which may be null.
  case found(Value)
  /// Nothing; the text is the path up to the first step that leads nowhere, and `owner` is what lacks it.
  case absent(at: String, owner: Value)
}

/// Why a path cannot lead anywhere in observations of a kind.
public struct PathTypeFault: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  public let message: String
  /// Where it stands in the text of the path, in UTF-8.
  public let range: Range<Int>
  /// How to mend it.
  public let help: String?
}

extension ObservationPath {
  /// What is there. Stepping into a value that has no parts leads nowhere, as does a missing key.
  public func lookup(in fields: ValueMap) -> Lookup {
    var current = Value.map(fields)
    for (place, step) in steps.enumerated() {
      guard let next = Self.part(of: current, at: step) else {
        return .absent(at: prefix(through: place), owner: current)
      }
      current = next
    }
    return .found(current)
  }

  private static func part(of value: Value, at step: Step) -> Value? {
    switch (value, step) {
    case (.map(let entries), .key(let key)): return entries[.string(key)]
    case (.map(let entries), .index(let key)): return entries[.int(Int64(key))]
    case (.list(let elements), .index(let index)):
      let place = index < 0 ? elements.count + index : index
      return elements.indices.contains(place) ? elements[place] : nil
    default: return nil
    }
  }

  /// The type of what is there, in observations with these fields.
  public func type(in fields: [Type.Field]) -> Result<Type, PathTypeFault> {
    var current = Type.object(fields)
    for place in steps.indices {
      switch type(ofStep: place, in: current) {
      case .success(let next): current = next
      case .failure(let fault): return .failure(fault)
      }
    }
    return .success(current)
  }

  private func type(ofStep place: Int, in type: Type) -> Result<Type, PathTypeFault> {
    switch (type, steps[place]) {
    case (.dyn, _): return .success(.dyn)
    case (.object(let fields), .key(let name)):
      guard let field = fields.first(where: { $0.name == name }) else {
        return .failure(unknownField(name, at: place, among: fields.map(\.name)))
      }
      return .success(field.type)
    case (.map(_, let value), .key(let name)):
      let lower = name.lowercased()
      guard place == 1, field == "headers", name != lower else { return .success(value) }
      return .failure(
        fault(
          "the names of headers are in lower case in an observation", at: place,
          help: "write headers[\(pathQuoted(lower))]"))
    case (.map(.int, let value), .index), (.map(.dyn, let value), .index), (.list(let value), .index):
      return .success(value)
    default: return .failure(wrongStep(at: place, into: type))
    }
  }

  private func unknownField(_ name: String, at place: Int, among names: [String]) -> PathTypeFault {
    let owner = place == 0 ? "the observation" : "`\(prefix(through: place - 1))`"
    let listing = names.isEmpty ? "it has no fields" : "its fields are \(names.joined(separator: ", "))"
    let match = closestMatch(to: name, among: names)
    return fault(
      "\(owner) has no field `\(name)`", at: place,
      help: (match.map { "did you mean `\($0)`? " } ?? "") + listing)
  }

  private func wrongStep(at place: Int, into type: Type) -> PathTypeFault {
    let owner = place == 0 ? "the observation" : "`\(prefix(through: place - 1))`"
    switch (type, steps[place]) {
    case (.list, .key):
      return fault(
        "\(owner) is a list, which has places, not keys", at: place,
        help: "write \(prefix(through: place - 1))[0]\(steps[place].text) for its first element")
    case (.map, _), (.object, _):
      return fault(
        "\(owner) has keys, not places", at: place,
        help: "write a key, as in \(prefix(through: place - 1))[\"key\"]")
    default: return fault("\(owner) is \(Shape(type).name), which has no parts", at: place)
    }
  }

  private func fault(_ message: String, at place: Int, help: String? = nil) -> PathTypeFault {
    PathTypeFault(message: message, range: ranges[place], help: help)
  }
}
