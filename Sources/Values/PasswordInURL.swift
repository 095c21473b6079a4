/// The password in `scheme://user:password@host` as it stands there, which may be percent-encoded; nil where there is
/// none.
public func writtenPassword(inURL url: String) -> String? {
  guard let scheme = url.firstRange(ofASCII: "://") else { return nil }
  let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
  guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
    return nil
  }
  let password = authority[authority.index(after: colon)..<at]
  return password.isEmpty ? nil : String(password)
}
