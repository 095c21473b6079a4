public import Values

/// What of a configuration must never be shown: values under keys that sound like secrets, passwords within URLs and
/// connection strings, and private keys. A key such as `password_min_length` speaks of a secret and holds none.
public func secrets(inDocument document: Value) -> [Value] {
  switch document {
  case .list(let elements): elements.flatMap(secrets)
  case .map(let entries):
    entries.flatMap { secrets(under: $0.key.description, $0.value) } + secrets(ofVariable: entries)
  case .string(let text): secrets(within: text)
  default: []
  }
}

/// What an element of a list such as `env: [{name: JWT_SECRET, value: ...}]` holds.
private func secrets(ofVariable entries: ValueMap) -> [Value] {
  guard let name = (entries["name"] ?? entries["key"])?.string, let value = entries["value"] else {
    return []
  }
  return secrets(under: name, value)
}

private func secrets(under key: String, _ value: Value) -> [Value] {
  let words = wordsOfName(key)
  let isOne = isNameOfCredential(key) || key.hasSuffix("s") && isNameOfCredential(String(key.dropLast()))
  guard isOne, !attributes.contains(words.last ?? "") else { return secrets(inDocument: value) }
  switch value {
  // `auth` and `session` are sections as often as they are secrets.
  case .map where !words.contains(where: holders.contains): return secrets(inDocument: value)
  case .map, .list: return leaves(of: value)
  case .null, .bool: return []
  default: return [value]
  }
}

private func secrets(within text: String) -> [Value] {
  let isPrivateKey = text.contains(ascii: "-----BEGIN ") && text.contains(ascii: "PRIVATE KEY-----")
  return (isPrivateKey ? [.string(text)] : []) + passwords(within: text).map { .string($0) }
}

/// All below a key of secrets, but what only describes them.
private func leaves(of value: Value) -> [Value] {
  switch value {
  case .list(let elements): elements.flatMap(leaves)
  case .map(let entries):
    entries.flatMap { key, value in
      attributes.contains(wordsOfName(key.description).last ?? "")
        ? secrets(inDocument: value) : leaves(of: value)
    }
  case .null, .bool: []
  default: [value]
  }
}

/// The last words of names that describe a secret.
private let attributes: Set<String> = [
  "length", "size", "ttl", "timeout", "expiry", "expiration", "expires", "lifetime", "age", "count", "limit",
  "enabled", "disabled", "required", "algorithm", "alg", "type", "policy", "interval", "days", "hours",
  "minutes", "seconds",
]

/// Words of names under which a map holds secrets.
private let holders: Set<String> = [
  "secret", "secrets", "password", "passwords", "token", "tokens", "credential", "credentials", "key", "keys",
  "apikey", "apikeys",
]
