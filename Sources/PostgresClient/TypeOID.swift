/// Object ids of built-in types, fixed in PostgreSQL's `pg_type.dat`.
enum TypeOID {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let int8: UInt32 = 20
  static let int2: UInt32 = 21
  static let text: UInt32 = 25
  static let int4: UInt32 = 23
  static let oid: UInt32 = 26
  static let json: UInt32 = 114
  static let float4: UInt32 = 700
  static let float8: UInt32 = 701
  static let date: UInt32 = 1082
  static let time: UInt32 = 1083
  static let timestamp: UInt32 = 1114
  static let timestamptz: UInt32 = 1184
  static let interval: UInt32 = 1186
  static let numeric: UInt32 = 1700
  static let jsonb: UInt32 = 3802

  /// The element type of each array type; those without a cell of their own count as text.
  static let elementOfArray: [UInt32: UInt32] = [
    1000: bool, 1001: bytea, 1005: int2, 1007: int4, 1016: int8, 1021: float4, 1022: float8, 1028: oid,
    1115: timestamp, 1182: date, 1183: time, 1185: timestamptz, 1187: interval, 1231: numeric, 199: json,
    3807: jsonb,
    // "char", name, bpchar, text, varchar, aclitem, inet, cidr, macaddr, uuid, timetz, regclass
    1002: text, 1003: text, 1014: text, 1009: text, 1015: text, 1034: text, 1041: text, 651: text, 1040: text,
    2951: text, 1270: text, 2210: text,
  ]
}
