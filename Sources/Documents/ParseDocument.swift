public import Values

/// Why a document could not be read. The message has the place and no value of the document, which may be a secret.
public struct DocumentFault: Error, Hashable, Sendable {
  /// One line, such as `app.yaml:3:5: the key "port" stands twice in one map`.
  public let message: String
}

/// The value that a document in UTF-8 has; nil where it holds nothing but blanks and comments.
///
/// - Parameter name: What the document is called in messages, such as its path.
public func parseDocument(
  _ bytes: [UInt8], as format: DocumentFormat, named name: String
) throws(DocumentFault) -> Value? {
  let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  return switch format {
  case .yaml: try parseYAMLDocument(text, named: name)
  case .json: try parseJSONDocument(text, named: name)
  case .toml: try parseTOMLDocument(text, named: name)
  case .dotenv: try parseDotenv(text, named: name)
  }
}

/// Numbers are kept as they are written.
private func parseJSONDocument(_ bytes: [UInt8], named name: String) throws(DocumentFault) -> Value? {
  let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
  if bytes.allSatisfy(blanks.contains) { return nil }
  do {
    return try parseJSON(bytes)
  } catch {
    throw DocumentFault(name, at: error.offset, of: bytes, "it is not JSON: \(error.message)")
  }
}

extension DocumentFault {
  /// What is wrong at a line and a column, both counted from 1.
  init(_ name: String, line: Int, column: Int, _ what: String) {
    message = "\(name):\(line):\(column): \(what)"
  }

  /// What is wrong at a byte.
  init(_ name: String, at offset: Int, of bytes: [UInt8], _ what: String) {
    let before = bytes[..<min(max(offset, 0), bytes.count)]
    let newline = UInt8(ascii: "\n")
    let start = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    self.init(name, line: before.count { $0 == newline } + 1, column: column, what)
  }
}
