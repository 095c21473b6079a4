/// Whether header fields, parameters and keys of this name hold credentials, such as `X-Api-Key` and `access_token`.
public func isNameOfCredential(_ name: String) -> Bool {
  let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
  return words.contains(where: speaksOfCredentials) || words.last == "sig"
    || words.last == "key" && !words.dropLast().contains { ordinaryKeys.contains(String($0)) }
}

private func speaksOfCredentials(_ word: Substring) -> Bool {
  let parts = [
    "token", "secret", "password", "cookie", "session", "credential", "apikey", "vault", "signature",
  ]
  if parts.contains(where: { word.contains($0) }) { return true }
  // An author is none, authorization is.
  let isAuthor = word.hasPrefix("author") && !word.hasPrefix("authoriz") && !word.hasPrefix("authoris")
  return word.contains("auth") && !isAuthor
}

/// Whose keys open nothing.
private let ordinaryKeys = [
  "sort", "order", "group", "partition", "primary", "foreign", "cache", "page", "row", "index", "routing",
]
