internal import Values

/// A type as a value (cel-spec, "Values": type), such as `type(1)` gives. Types of lists, maps and optionals do not say
/// of what.
struct TypeValue: Opaque {
  /// The name of the type it stands for.
  let name: String

  /// The type of that name.
  init(_ name: String) { self.name = name }

  /// The type of a value.
  init(of value: Value) {
    name =
      switch value {
      case .null: "null_type"
      case .bool: "bool"
      case .int: "int"
      case .uint: "uint"
      case .double, .decimal: "double"
      case .string: "string"
      case .bytes: "bytes"
      case .duration: "google.protobuf.Duration"
      case .timestamp: "google.protobuf.Timestamp"
      case .list: "list"
      case .map: "map"
      case .opaque(let value): value.base.typeName
      }
  }

  /// The type of types.
  var typeName: String { "type" }
  /// The name.
  var description: String { name }

  /// The names of types that expressions may use, and the type of each name.
  static let identifiers: [(name: String, type: Type)] = [
    ("bool", .type(.bool)),
    ("int", .type(.int)),
    ("uint", .type(.uint)),
    ("double", .type(.double)),
    ("string", .type(.string)),
    ("bytes", .type(.bytes)),
    ("list", .type(.list(.dyn))),
    ("map", .type(.map(key: .dyn, value: .dyn))),
    ("null_type", .type(.null)),
    ("type", .type(.type(.dyn))),
    ("google.protobuf.Timestamp", .type(.timestamp)),
    ("google.protobuf.Duration", .type(.duration)),
    ("optional_type", .type(.optional(.dyn))),
    ("net.IP", .type(.opaque("net.IP", []))),
    ("net.CIDR", .type(.opaque("net.CIDR", []))),
  ]
}
