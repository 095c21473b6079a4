/// The passwords in every `scheme://user:password@host` and every `password=...` of a text, as they stand there.
public func passwords(within text: String) -> [String] {
  guard text.utf8.count > 4 else { return [] }
  var found: [String] = []
  if text.contains(ascii: "://"), text.contains(ascii: "@") { found += passwordsInURLs(of: text) }
  for name in settings where text.contains(ascii: name) { found += passwords(in: text, after: name) }
  return found
}

/// As libpq, ODBC, ADO.NET and environments write them.
private let settings: [StaticString] = [
  "password=", "Password=", "PASSWORD=", "pwd=", "Pwd=", "PWD=",
]

private func passwordsInURLs(of text: String) -> [String] {
  var found: [String] = []
  var rest = text[...]
  while let scheme = rest.firstRange(ofASCII: "://") {
    rest = rest[scheme.upperBound...]
    let authority = rest.prefix { !"/?#\"' ".contains($0) }
    if let at = authority.lastIndex(of: "@") {
      guard let colon = authority[..<at].firstIndex(of: ":") else { continue }
      found.append(String(authority[authority.index(after: colon)..<at]))
    } else if let colon = authority.firstIndex(of: ":") {
      // Some write the password as it is, with signs that should be escaped; behind the colon may stand a port, too.
      let start = authority.index(after: colon)
      guard !authority[start...].allSatisfy(\.isNumber) else { continue }
      let word = rest[start...].prefix { !"\"' ".contains($0) }
      guard let at = word.firstIndex(of: "@") else { continue }
      found.append(String(word[..<at]))
    }
  }
  return found
}

private func passwords(in text: String, after name: StaticString) -> [String] {
  var found: [String] = []
  var rest = text[...]
  while let key = rest.firstRange(ofASCII: name) {
    rest = rest[key.upperBound...]
    let quote = rest.first
    if quote == "'" || quote == "\"" {
      let password = rest.dropFirst().prefix { $0 != quote }
      found.append(String(password))
      rest = rest[password.endIndex...]
    } else {
      // A semicolon ends it or is a part of it.
      let password = rest.prefix { !" &\"'".contains($0) }
      let part = password.prefix { $0 != ";" }
      found += part.endIndex == password.endIndex ? [String(password)] : [String(part), String(password)]
      rest = rest[part.endIndex...]
    }
  }
  return found
}
