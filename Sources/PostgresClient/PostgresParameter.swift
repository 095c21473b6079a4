internal import Values

/// A value bound to `$1`, `$2`, ... of a statement.
///
/// All but `bytes` go to the server as text of no stated type, as a quoted literal would: the server infers the
/// type from where the parameter stands, so `n > $1` works for a column of any number type and
/// `id = $1` for a UUID. Where nothing tells (`SELECT $1`) it takes text; write `$1::int` there.
public indirect enum PostgresParameter: Hashable, Sendable {
  /// SQL NULL.
  case null
  /// A boolean.
  case bool(Bool)
  /// A whole number.
  case int(Int64)
  /// A floating-point number, NaN and infinities included.
  case double(Double)
  /// A decimal number in PostgreSQL's notation, digit for digit.
  case decimal(String)
  /// Text, or the text form of any other type (dates, UUIDs, addresses).
  case string(String)
  /// A `bytea`.
  case bytes([UInt8])
  /// A PostgreSQL array; lists of lists of equal length are its dimensions.
  case array([PostgresParameter])
  /// JSON text, for a `json` or `jsonb`.
  case json(String)

  /// The type that is stated to the server; 0 leaves it to infer one.
  var typeOID: UInt32 {
    if case .bytes = self { TypeOID.bytea } else { 0 }
  }

  /// The text form (PostgreSQL documentation, chapter 8), nil for NULL.
  var text: String? {
    switch self {
    case .null: nil
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): Self.text(of: number)
    case .decimal(let text), .string(let text), .json(let text): text
    case .bytes(let bytes): "\\x" + bytes.map(Self.hexadecimal).joined()
    case .array(let elements): "{" + elements.map(\.arrayElement).joined(separator: ",") + "}"
    }
  }

  private static func text(of number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return "\(number)"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }

  private var arrayElement: String {
    if case .array = self { return text ?? "NULL" }
    guard let text else { return "NULL" }
    let escaped = text.replacing(exactly: "\\", with: "\\\\").replacing(exactly: "\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}
