/// The passwords in every `scheme://user:password@host` and every `password=...` of a text, as they stand there.
public func passwords(within text: String) -> [String] {
  guard text.utf8.count > 8 else { return [] }
  var found: [String] = []
  if text.contains(ascii: "://"), text.contains(ascii: "@") { found += passwordsInURLs(of: text) }
  if text.contains(ascii: "password=") { found += passwordsInSettings(of: text) }
  return found
}

private func passwordsInURLs(of text: String) -> [String] {
  var found: [String] = []
  var rest = text[...]
  while let scheme = rest.firstRange(ofASCII: "://") {
    rest = rest[scheme.upperBound...]
    let authority = rest.prefix { !"/?#\"' ".contains($0) }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
      continue
    }
    found.append(String(authority[authority.index(after: colon)..<at]))
  }
  return found
}

private func passwordsInSettings(of text: String) -> [String] {
  var found: [String] = []
  var rest = text[...]
  while let key = rest.firstRange(ofASCII: "password=") {
    rest = rest[key.upperBound...]
    let isQuoted = rest.first == "'"
    let password = isQuoted ? rest.dropFirst().prefix { $0 != "'" } : rest.prefix { !" &\"'".contains($0) }
    found.append(String(password))
    rest = rest[password.endIndex...]
  }
  return found
}
