/// Whether header fields, parameters and keys of this name hold credentials, such as `X-Api-Key`, `access_token` and
/// `signingKey`.
public func isNameOfCredential(_ name: String) -> Bool {
  let words = wordsOfName(name)
  return words.contains(where: speaksOfCredentials) || words.last == "sig"
    || words.last == "key" && !words.dropLast().contains(where: ordinaryKeys.contains)
    || words.last.map(isKeyThatOpens) == true
}

/// Whether a word is one such as `privatekey`, which has no sign between its parts.
private func isKeyThatOpens(_ word: String) -> Bool {
  word.hasSuffix("key") && keysThatOpen.contains { word.dropLast(3).hasSuffix($0) }
}

/// The words of a name in lower case, whether capitals or other signs stand between them.
public func wordsOfName(_ name: String) -> [String] {
  var words: [String] = []
  var word = ""
  var wasLower = false
  for character in name {
    if character.isUppercase, wasLower, !word.isEmpty {
      words.append(word)
      word = ""
    }
    wasLower = character.isLowercase || character.isNumber
    if character.isLetter || character.isNumber {
      word += character.lowercased()
    } else if !word.isEmpty {
      words.append(word)
      word = ""
    }
  }
  return word.isEmpty ? words : words + [word]
}

private func speaksOfCredentials(_ word: String) -> Bool {
  let parts: [StaticString] = [
    "token", "secret", "password", "passwd", "passphrase", "cookie", "session", "credential", "apikey",
    "vault",
    "signature", "hmac", "pwd",
  ]
  if parts.contains(where: { word.contains(ascii: $0) }) { return true }
  if word.hasSuffix("pass"), !["bypass", "compass", "trespass"].contains(word) { return true }
  // An author is none, authorization is.
  let isAuthor = word.hasPrefix("author") && !word.hasPrefix("authoriz") && !word.hasPrefix("authoris")
  return word.contains(ascii: "auth") && !isAuthor
}

/// Whose keys open nothing.
private let ordinaryKeys: Set<String> = [
  "sort", "order", "group", "partition", "primary", "foreign", "cache", "page", "row", "index", "routing",
  "public",
]

/// Words before `key` of what opens something.
private let keysThatOpen = [
  "private", "signing", "encryption", "access", "account", "master", "jwt", "ssh", "aes", "rsa",
]
