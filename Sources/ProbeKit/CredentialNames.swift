/// Whether header fields, parameters and keys of this name hold credentials, such as `X-Api-Key` and `access_token`.
public func isNameOfCredential(_ name: String) -> Bool {
  let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
  let isKey =
    words.last == "key"
    && (words.count == 1
      || ["api", "access", "secret", "private", "subscription"].contains(words[words.count - 2]))
  return [
    "token", "secret", "password", "cookie", "session", "credential", "apikey", "vault", "signature",
  ]
  .contains { part in words.contains { $0.contains(part) } } || isKey || words.last == "sig"
    || !Set(words).isDisjoint(with: ["auth", "oauth", "authorization", "authentication"])
}
