internal import ProbeKit
internal import Values

/// The variables by which programs know a target: libpq's for a database, `CHECKCTL_TARGET_<ROLE>_URL` for what
/// is spoken to over HTTP.
func childEnvironment(for target: Target, role: String) throws(ProbeError) -> [String: String] {
  switch target.type {
  case "postgres": return try postgresVariables(of: target)
  case "http", "prometheus":
    let url = target.address.string ?? target.address["url"]?.string
    guard let url else { throw ProbeError(.invalid, "the target '\(target.name)' has no URL") }
    return ["CHECKCTL_TARGET_\(variableName(role))_URL": url]
  default:
    throw ProbeError(.invalid, "a program cannot be given a target of type \(target.type): '\(target.name)'")
  }
}

/// Upper case, everything but letters and digits an underscore.
private func variableName(_ role: String) -> String {
  String(role.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
}

private func postgresVariables(of target: Target) throws(ProbeError) -> [String: String] {
  var settings: [String: String]?
  switch target.address {
  case .string(let text) where text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"):
    settings = uriSettings(text)
  case .string(let text): settings = keywordSettings(text)
  case .map(let map):
    settings = Dictionary(
      map.map { ($0.key.description, $0.value.string ?? $0.value.json) }, uniquingKeysWith: { $1 })
  default: break
  }
  guard let settings else {
    throw ProbeError(.invalid, "the address of the target '\(target.name)' is no connection string")
  }
  var variables: [String: String] = [:]
  for (keyword, value) in settings {
    guard let name = postgresVariableNames[keyword] else {
      throw ProbeError(.invalid, "libpq has no variable for '\(keyword)' of the target '\(target.name)'")
    }
    variables[name] = value
  }
  return variables
}

/// libpq's variables by connection keyword (PostgreSQL documentation, "Environment Variables").
private let postgresVariableNames: [String: String] = [
  "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE",
  "database": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "passfile": "PGPASSFILE",
  "service": "PGSERVICE", "options": "PGOPTIONS", "application_name": "PGAPPNAME", "sslmode": "PGSSLMODE",
  "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "sslrootcert": "PGSSLROOTCERT", "sslcrl": "PGSSLCRL",
  "connect_timeout": "PGCONNECT_TIMEOUT", "client_encoding": "PGCLIENTENCODING",
  "channel_binding": "PGCHANNELBINDING", "target_session_attrs": "PGTARGETSESSIONATTRS",
  "gssencmode": "PGGSSENCMODE", "krbsrvname": "PGKRBSRVNAME", "requirepeer": "PGREQUIREPEER",
  "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
  "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
]

/// The settings of `postgresql://user:password@host:port,host/dbname?keyword=value`; nil if it is malformed.
private func uriSettings(_ text: String) -> [String: String]? {
  var rest = text[...].drop { $0 != "/" }.dropFirst(2)
  var settings: [String: String] = [:]
  if let mark = rest.firstIndex(of: "?") {
    for pair in rest[rest.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = percentDecoded(parts[1]) else { return nil }
      settings[String(parts[0])] = value
    }
    rest = rest[..<mark]
  }
  func set(_ keyword: String, _ value: some StringProtocol) -> Bool {
    guard let decoded = percentDecoded(Substring(value)) else { return false }
    if !decoded.isEmpty { settings[keyword] = decoded }
    return true
  }
  if let slash = rest.firstIndex(of: "/") {
    guard set("dbname", rest[rest.index(after: slash)...]) else { return nil }
    rest = rest[..<slash]
  }
  if let at = rest.lastIndex(of: "@") {
    let login = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard set("user", login[0]), login.count < 2 || set("password", login[1]) else { return nil }
    rest = rest[rest.index(after: at)...]
  }
  let hosts = rest.split(separator: ",", omittingEmptySubsequences: false).map(hostAndPort)
  guard set("host", hosts.map(\.host).joined(separator: ",")) else { return nil }
  if hosts.contains(where: { !$0.port.isEmpty }) {
    settings["port"] = hosts.map(\.port).joined(separator: ",")
  }
  return settings
}

private func hostAndPort(_ text: Substring) -> (host: String, port: String) {
  if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
    let host = text[text.index(after: text.startIndex)..<end]
    return (String(host), String(text[text.index(after: end)...].drop { $0 == ":" }))
  }
  let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
  return (String(parts.first ?? ""), parts.count == 2 ? String(parts[1]) : "")
}

/// The settings of `keyword=value keyword='a value'`, with `\` before a quote or a backslash; nil if it is
/// malformed.
private func keywordSettings(_ text: String) -> [String: String]? {
  var rest = text[...]
  var settings: [String: String] = [:]
  while true {
    rest = rest.drop(while: \.isWhitespace)
    guard !rest.isEmpty else { return settings }
    guard let equals = rest.firstIndex(of: "=") else { return nil }
    let keyword = rest[..<equals].split(whereSeparator: \.isWhitespace)
    guard keyword.count == 1 else { return nil }
    rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
    let isQuoted = rest.first == "'"
    if isQuoted { rest.removeFirst() }
    var value = ""
    var isClosed = !isQuoted
    while let character = rest.first, isQuoted || !character.isWhitespace {
      rest.removeFirst()
      if isQuoted, character == "'" {
        isClosed = true
        break
      }
      value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    guard isClosed else { return nil }
    settings[String(keyword[0])] = value
  }
}

private func percentDecoded(_ text: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard rest.count >= 2, let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else { return nil }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}
