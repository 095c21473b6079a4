/// What a server wants to be shown (RFC 9110, section 11.6.1).
struct Challenge: Hashable, Sendable {
  /// The scheme in lower case, such as `bearer`.
  let scheme: String
  /// The parameters by their names in lower case.
  let parameters: [String: String]

  /// The challenges of the values of `WWW-Authenticate` fields; what is malformed is passed over.
  static func all(in fields: [String]) -> [Challenge] {
    fields.flatMap { field in
      var reader = Reader(rest: Array(field.utf8)[...])
      return reader.challenges()
    }
  }
}

extension Challenge {
  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func challenges() -> [Challenge] {
      var found: [(scheme: String, parameters: [String: String])] = []
      skipSeparators()
      while let word = token() {
        skipSpace()
        if rest.first == UInt8(ascii: "="), !found.isEmpty {
          rest.removeFirst()
          skipSpace()
          guard let value = quoted() ?? token68() else { break }
          found[found.count - 1].parameters[word.lowercased()] = value
        } else {
          found.append((word.lowercased(), [:]))
        }
        skipSeparators()
      }
      return found.map { Challenge(scheme: $0.scheme, parameters: $0.parameters) }
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

    private mutating func skipSeparators() {
      rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
    }

    private mutating func token() -> String? { word { !"()<>@,;:\\\"/[]?={} \t".utf8.contains($0) } }

    /// Also what ends in `=` signs, which is no token.
    private mutating func token68() -> String? { word { !", \t\"".utf8.contains($0) } }

    private mutating func word(of isPart: (UInt8) -> Bool) -> String? {
      let word = rest.prefix(while: isPart)
      guard !word.isEmpty else { return nil }
      rest = rest[word.endIndex...]
      return String(decoding: word, as: UTF8.self)
    }

    private mutating func quoted() -> String? {
      guard rest.first == UInt8(ascii: "\"") else { return nil }
      rest.removeFirst()
      var text: [UInt8] = []
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
        if byte == UInt8(ascii: "\\") {
          guard let escaped = rest.popFirst() else { return nil }
          text.append(escaped)
        } else {
          text.append(byte)
        }
      }
      return nil
    }
  }
}
