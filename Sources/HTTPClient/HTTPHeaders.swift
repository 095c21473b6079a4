internal import Values

/// The header fields of a message, in their order, repeated ones kept (RFC 9110, section 5).
public struct HTTPHeaders: Hashable, Sendable {
  /// One field line.
  public struct Field: Hashable, Sendable {
    /// The name as it was written.
    public var name: String
    /// The value without the white space around it.
    public var value: String

    /// A field line of `name` and `value`.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Every field line, in order.
  public var fields: [Field]

  /// The given field lines.
  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  /// The value of the field `name`, whatever its case; lines that repeat it are joined by ", ". `Set-Cookie`
  /// cannot be joined (RFC 9110, section 5.3): it yields its first line, and `values(of:)` all of them.
  public subscript(name: String) -> String? {
    let values = values(of: name)
    guard let first = values.first else { return nil }
    return equalsIgnoringCase(name, "set-cookie") ? first : values.joined(separator: ", ")
  }

  /// The values of every field line called `name`, whatever its case.
  public func values(of name: String) -> [String] {
    fields.lazy.filter { equalsIgnoringCase($0.name, name) }.map(\.value)
  }

  /// Whether a field line is called `name`, whatever its case.
  public func contains(_ name: String) -> Bool {
    fields.contains { equalsIgnoringCase($0.name, name) }
  }

  /// Adds a field line at the end.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Removes every field line called `name`, whatever its case.
  public mutating func remove(_ name: String) {
    fields.removeAll { equalsIgnoringCase($0.name, name) }
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// The given field lines; names may repeat.
  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }
}

extension HTTPHeaders {
  /// The value of an `Authorization` field for HTTP basic authentication in UTF-8 (RFC 7617).
  public static func basicAuthorization(user: String, password: String) -> String {
    "Basic " + base64(Array("\(user):\(password)".utf8))
  }

  /// The value of an `Authorization` field for a bearer token (RFC 6750).
  public static func bearerAuthorization(token: String) -> String {
    "Bearer " + token
  }
}

/// Whether two names are equal, ASCII letters compared without their case.
func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
  let (left, right) = (left.utf8, right.utf8)
  return left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
