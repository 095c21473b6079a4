import Values

/// A selector of objects by their labels (Kubernetes documentation, "Labels and Selectors").
struct LabelSelector {
  private enum Requirement {
    case exists(String)
    case isAbsent(String)
    case isOne(String, of: [String])
    case isNone(String, of: [String])
  }

  private let requirements: [Requirement]

  /// Reads a selector; nil where it is none.
  init?(_ text: String) {
    var requirements: [Requirement] = []
    for part in Self.parts(of: text) {
      guard let requirement = Self.requirement(part.trimmed) else { return nil }
      requirements.append(requirement)
    }
    self.requirements = requirements
  }

  /// Whether an object with these labels is selected.
  func matches(_ labels: Value?) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .exists(let key): labels?[key] != nil
      case .isAbsent(let key): labels?[key] == nil
      case .isOne(let key, let values): labels?[key]?.string.map(values.contains) ?? false
      case .isNone(let key, let values): !(labels?[key]?.string.map(values.contains) ?? false)
      }
    }
  }

  /// The text between commas that stand in no parentheses.
  private static func parts(of text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts
  }

  private static func requirement(_ text: String) -> Requirement? {
    if text.hasPrefix("!") { return key(String(text.dropFirst())).map(Requirement.isAbsent) }
    for (sign, isOne) in [("!=", false), ("==", true), ("=", true)] {
      guard let range = text.firstRange(of: sign) else { continue }
      let value = String(text[range.upperBound...]).trimmed
      return key(String(text[..<range.lowerBound])).map {
        isOne ? .isOne($0, of: [value]) : .isNone($0, of: [value])
      }
    }
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else {
      return key(text).map(Requirement.exists)
    }
    let values = text[open...].dropFirst().dropLast().split(separator: ",").map { String($0).trimmed }
    let words = text[..<open].split(separator: " ").map(String.init)
    guard words.count == 2, let key = key(words[0]) else { return nil }
    switch words[1] {
    case "in": return .isOne(key, of: values)
    case "notin": return .isNone(key, of: values)
    default: return nil
    }
  }

  private static func key(_ text: String) -> String? {
    let key = text.trimmed
    let allowed = key.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
    return key.isEmpty || !allowed ? nil : key
  }
}

/// A selector of objects by their fields (Kubernetes documentation, "Field Selectors").
struct FieldSelector {
  /// The fields, by the paths that the selector names.
  let fields: [String]
  private let requirements: [(path: [String], value: String, isEqual: Bool)]

  /// Reads a selector; nil where it is none.
  init?(_ text: String) {
    var requirements: [(path: [String], value: String, isEqual: Bool)] = []
    for part in text.split(separator: ",") {
      guard let sign = ["!=", "==", "="].compactMap({ part.firstRange(of: $0) }).first else { return nil }
      let path = part[..<sign.lowerBound].split(separator: ".").map(String.init)
      requirements.append((path, String(part[sign.upperBound...]), !part[sign].hasPrefix("!")))
    }
    self.requirements = requirements
    fields = requirements.map { $0.path.joined(separator: ".") }
  }

  /// Whether an object is selected; a field that it lacks is empty.
  func matches(_ object: Value) -> Bool {
    requirements.allSatisfy { requirement in
      let field = requirement.path.reduce(Optional(object)) { $0?[$1] }
      return ((field?.string ?? "") == requirement.value) == requirement.isEqual
    }
  }

  /// The fields by which the API server selects objects of a type; those of every type, and those that its
  /// conversion functions name.
  static func supported(by resource: String) -> [String] {
    ["metadata.name", "metadata.namespace"]
      + (resource == "pods"
        ? [
          "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
          "status.phase", "status.podIP", "status.nominatedNodeName",
        ] : resource == "namespaces" ? ["status.phase"] : resource == "secrets" ? ["type"] : [])
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
