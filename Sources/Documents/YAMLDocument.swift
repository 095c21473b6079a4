internal import Diagnostics
public import Values
public import YAMLSyntax

/// Aliases are replaced by what they name, with the limits of all files.
func parseYAMLDocument(_ bytes: [UInt8], named name: String) throws(DocumentFault) -> Value? {
  var sources = SourceMap()
  var faults = Diagnostics()
  let id = sources.add(SourceFile(path: name, bytes: bytes))
  let root = parseYAML(sources[id], id: id, diagnostics: &faults)
  if let fault = faults.sorted.first(where: { $0.code != "empty-file" }) {
    let place = fault.primary.map { sources.place(of: $0.span) } ?? name
    // Other messages quote what stands there.
    let what =
      switch fault.code {
      case "duplicate-key": fault.message
      case "merge-key": "`<<` is not supported, since YAML 1.2 has no merge keys"
      case "unknown-tag": "a tag such as `!Ref` is not supported"
      default: "it is not valid YAML (\(fault.code.rawValue))"
      }
    throw DocumentFault(message: "\(place): \(what)")
  }
  return root?.value
}

extension Node {
  /// What the node stands for; a key is the text that is written.
  fileprivate var value: Value {
    switch content {
    case .scalar(let scalar): scalar.literal
    case .sequence(let elements): .list(elements.map(\.value))
    case .mapping(let entries):
      .map(ValueMap(entries.map { (.string($0.key.scalar?.text ?? ""), $0.value.value) }))
    }
  }
}

extension Scalar {
  /// The scalar as a value: numbers exactly as they are written.
  public var literal: Values.Value {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .bigInteger(let digits):
      UInt64(digits).map { .uint($0) } ?? Decimal(digits).map { .decimal($0) } ?? .string(text)
    // As JSON is read, or a number would equal another that a double rounds to the same.
    case .float(let value) where value.isFinite:
      Values.Value(number: text, isInteger: false) ?? .double(value)
    case .float(let value): .double(value)
    case .string: .string(text)
    }
  }
}
