/// Whether header fields, parameters and keys of this name hold credentials, such as `X-Api-Key` and `access_token`.
public func isNameOfCredential(_ name: String) -> Bool {
  let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
  return [
    "auth", "token", "secret", "password", "cookie", "session", "credential", "apikey", "vault",
    "signature",
  ]
  .contains { part in words.contains { $0.contains(part) } } || words.last == "key" || words.last == "sig"
}
