internal import ProbeKit
internal import Values

extension Target {
  /// What stands for a target that nobody is going to talk to.
  static func standIn(named name: String, _ type: TargetDescription) -> Target {
    Target(
      name: name, type: type.type, address: type.address.type.standIn(named: name),
      fields: (try? Fields.make(from: [:], fields: type.fields)) ?? Fields([:]))
  }
}

extension FieldType {
  /// An address that leads nowhere (RFC 2606, section 2).
  fileprivate func standIn(named name: String) -> Value {
    switch self {
    case .url: .string("https://\(name).invalid")
    case .object: [:]
    case .either(let types):
      types.contains { if case .object = $0 { true } else { false } }
        ? [:] : types.first?.standIn(named: name) ?? .null
    default: .string("\(name).invalid")
    }
  }
}
