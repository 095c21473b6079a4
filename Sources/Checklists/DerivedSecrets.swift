internal import CEL
internal import ProbeKit
internal import Values

// What is made of a secret text is one too: a part of it, or the same in capitals. Numbers made of one, such as its
// length, and whether something holds of it, are none.

/// What is said of why an expression has no value, where a secret may stand in it.
let withheld = "it has no value, and why cannot be told without telling of a secret"

extension [ValuedPart] {
  /// Values with what they belong to, such as `rows[0].n = 2`, masked and then shortened.
  func inWords(redacting redactor: Redactor) -> String {
    map { operand in
      let isSecret =
        redactor.knows(operand.value)
        || operand.value.mayHoldSecret && operand.sources.contains(where: redactor.knows)
      return
        "\(operand.text) = \((isSecret ? .string(Redactor.mask) : operand.value).excerpt(masking: redactor))"
    }.joined(separator: ", ")
  }
}

extension Value {
  /// Whether it has texts in it.
  var mayHoldSecret: Bool {
    switch self {
    case .string, .bytes, .opaque: true
    case .list(let elements): elements.contains(where: \.mayHoldSecret)
    case .map(let entries): entries.contains { $0.value.mayHoldSecret }
    default: false
    }
  }
}

extension Redactor {
  /// Masks from now on the texts in a value that is made of a secret; what is shorter than four bytes tells little, and
  /// stands everywhere.
  func add(derived value: Value) {
    switch value {
    case .string(let text): if text.utf8.count >= 4 { add(text) }
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self).map { add(derived: .string($0)) }
    case .list(let elements): elements.forEach { add(derived: $0) }
    case .map(let entries): entries.forEach { add(derived: $0.value) }
    default: break
    }
  }
}
