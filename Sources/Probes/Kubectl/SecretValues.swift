internal import Values

/// What the Secrets among the objects of an answer hold, so that it can be masked (Kubernetes documentation,
/// "Secrets"): the values as they stand and decoded, and those that the last `kubectl apply` left in an annotation; and
/// the credentials that stand among the variables of containers.
func secretValues(in answer: Value) -> [String] {
  switch answer {
  case .list(let elements): elements.flatMap(secretValues)
  case .map(let fields): secretValues(inObject: fields)
  default: []
  }
}

private func secretValues(inObject fields: ValueMap) -> [String] {
  let isCore = fields["apiVersion"]?.string == "v1"
  switch fields["kind"]?.string {
  case "Secret" where isCore: return secretValues(inSecret: fields)
  // The elements of a list may leave out what they are.
  case "SecretList" where isCore:
    return (fields["items"]?.list ?? []).compactMap(\.map).flatMap(secretValues(inSecret:))
  default: return named(fields) + applied(fields) + fields.flatMap { secretValues(in: $0.value) }
  }
}

private func secretValues(inSecret fields: ValueMap) -> [String] {
  let isServiceAccount = fields["type"]?.string == "kubernetes.io/service-account-token"
  var values: [String] = []
  for (key, value) in fields["data"]?.map ?? [:] {
    // Everybody knows these two, and a masked namespace makes reports unreadable.
    if isServiceAccount, ["ca.crt", "namespace"].contains(key.description) { continue }
    guard let encoded = value.string else { continue }
    let text = base64Decoded(encoded).flatMap { String(validating: $0, as: UTF8.self) }
    guard text.map(isTelling) ?? true else { continue }
    values += [encoded] + (text.map { [$0] } ?? [])
  }
  values += fields["stringData"]?.map?.compactMap(\.value.string).filter(isTelling) ?? []
  return values + applied(fields)
}

/// The value of a pair such as a container's `{name: DB_PASSWORD, value: ...}`, if its name is one of a credential. What
/// is short or a number is as likely a setting, such as `SESSION_TIMEOUT`.
private func named(_ fields: ValueMap) -> [String] {
  guard let name = fields["name"]?.string, let value = fields["value"]?.string, value.utf8.count >= 6,
    !value.allSatisfy(\.isNumber), isNameOfCredential(name)
  else { return [] }
  return [value]
}

/// Whether a text could be a secret at all: with every `true` and `1` masked, no report could be read.
private func isTelling(_ text: String) -> Bool { text.utf8.count > 1 && text != "true" && text != "false" }

/// What Secrets hold in the annotation with which `kubectl apply` remembers an object, and the annotation itself.
private func applied(_ fields: ValueMap) -> [String] {
  let annotations = fields["metadata"]?["annotations"]
  guard let text = annotations?["kubectl.kubernetes.io/last-applied-configuration"]?.string,
    let object = try? parseJSON(text)
  else { return [] }
  let values = secretValues(in: object)
  return values.isEmpty ? [] : values + [text]
}

/// What the Secrets in the answer of a path hold. A watch answers with one document a line.
func secretValues(inText text: String) -> [String] {
  if let document = try? parseJSON(text) { return secretValues(in: document) }
  return text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }
    .compactMap { try? parseJSON(String($0)) }.flatMap(secretValues)
}

/// Everything of a document that stands in a Secret and could be a secret.
func secretLeaves(of document: Value) -> [String] {
  switch document {
  case .list(let elements): elements.flatMap(secretLeaves)
  case .map(let entries): entries.flatMap { secretLeaves(of: $0.value) }
  case .string(let text): [text].filter(isTelling)
  case .null, .bool: []
  default: [document.json].filter(isTelling)
  }
}
