private import CLibPQ

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// libpq's own reading of connection settings, as Swift values. Nothing here contacts a server.
enum LibPQ {
  /// Keywords whose values are never shown.
  static let secretKeywords = ["password", "sslpassword"]

  /// Every connection keyword of the libpq in use.
  static let knownKeywords: Set<String> = {
    guard let options = PQconninfoParse("", nil) else { return [] }
    defer { PQconninfoFree(options) }
    return Set(sequence(of: options).map { String(cString: $0.keyword) })
  }()

  /// The keywords that a connection string sets.
  static func keywords(conninfo: String) throws(PostgresError) -> [String: String] {
    guard !conninfo.utf8.contains(0) else {
      throw PostgresError(kind: .configuration, message: "the connection string holds a NUL character")
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(conninfo, &message) else {
      let text = message.map { String(cString: $0) } ?? "out of memory"
      PQfreemem(message)
      throw PostgresError(
        kind: .configuration, message: "cannot understand the connection string: \(hidingQuotations(text))")
    }
    defer { PQconninfoFree(options) }
    return values(of: options)
  }

  /// Merges the keywords with service file, environment and defaults as a connection would.
  ///
  /// libpq merges only while it starts to connect. An impossible `channel_binding` makes it stop after that,
  /// before any name is looked up.
  static func resolve(
    _ keywords: [String: String], fallbackApplicationName: String
  ) throws(PostgresError) -> ResolvedPostgresConfiguration {
    var probe = keywords
    probe["channel_binding"] = "none"
    probe["fallback_application_name"] = keywords["fallback_application_name"] ?? fallbackApplicationName
    let handle = withKeywordArrays(probe) { PQconnectStartParams($0, $1, 0) }
    defer { PQfinish(handle) }
    let complaint = String(cString: PQerrorMessage(handle))
    guard complaint.contains("invalid channel_binding value"), let options = PQconninfo(handle) else {
      let secrets = secretKeywords.compactMap { keywords[$0] }
      throw PostgresError(
        kind: .configuration,
        message: "the connection settings cannot be used: \(ServerMessage.oneLine(complaint))"
      ).masking(secrets)
    }
    defer { PQconninfoFree(options) }
    var values = values(of: options)
    values["service"] = keywords["service"]
    values["channel_binding"] = keywords["channel_binding"] ?? channelBinding(besides: keywords)
    return resolved(values, options: options, handle: handle)
  }

  /// What service file, environment and defaults say of channel binding, which `resolve` cannot see; here an
  /// impossible `target_session_attrs` makes libpq stop.
  private static func channelBinding(besides keywords: [String: String]) -> String? {
    var probe = keywords
    probe["target_session_attrs"] = "none"
    let handle = withKeywordArrays(probe) { PQconnectStartParams($0, $1, 0) }
    defer { PQfinish(handle) }
    guard let options = PQconninfo(handle) else { return nil }
    defer { PQconninfoFree(options) }
    return values(of: options)["channel_binding"]
  }

  /// Calls `body` with null-terminated arrays of keywords and values, as `PQconnectStartParams` wants them.
  static func withKeywordArrays<Result>(
    _ keywords: [String: String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    withCStrings(keywords.map { $0.key }) { names in
      withCStrings(keywords.map { $0.value }) { values in body(names, values) }
    }
  }

  /// Calls `body` with a null-terminated array of C strings; nil elements are null pointers.
  static func withCStrings<Result>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { $0.flatMap { UnsafePointer(strdup($0)) } }
    defer { for copy in copies { free(UnsafeMutablePointer(mutating: copy)) } }
    return (copies + [nil]).withUnsafeBufferPointer { buffer in
      var empty: UnsafePointer<CChar>?
      return withUnsafePointer(to: &empty) { body(buffer.baseAddress ?? $0) }
    }
  }

  private static func resolved(
    _ values: [String: String], options: UnsafeMutablePointer<PQconninfoOption>, handle: OpaquePointer?
  ) -> ResolvedPostgresConfiguration {
    var values = values
    let user = PQuser(handle).map { String(cString: $0) } ?? ""
    let database = PQdb(handle).map { String(cString: $0) } ?? user
    values["user"] = user
    values["dbname"] = database
    let hosts = ConnectionHost.list(values, defaultHost: PQhost(handle).map { String(cString: $0) } ?? "")
    let places = hosts.map { "\($0.displayName):\($0.port)" }.joined(separator: ",")
    // Each host has its own entry in the password file, which libpq looks up by itself.
    let filed = values["password"] == nil ? hosts.map { filedPassword(values, at: $0) } : []
    var shown = values
    if let only = filed.first, hosts.count == 1 { shown["password"] = only }
    return ResolvedPostgresConfiguration(
      displayName: "\(places)/\(database) user=\(user)",
      secrets: (secretKeywords.compactMap { values[$0] } + filed.compactMap(\.self)).filter { !$0.isEmpty },
      environmentVariables: environment(shown, options: options),
      options: values)
  }

  /// The password that the password file has for one host.
  private static func filedPassword(_ values: [String: String], at host: ConnectionHost) -> String? {
    var probe = values.merging(ConnectionHost.options([host])) { $1 }
    probe["channel_binding"] = "none"
    let handle = withKeywordArrays(probe) { PQconnectStartParams($0, $1, 0) }
    defer { PQfinish(handle) }
    return PQpass(handle).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The variables for every option that has one and does not merely repeat what libpq would take anyway.
  private static func environment(
    _ values: [String: String], options: UnsafeMutablePointer<PQconninfoOption>
  ) -> [String: String] {
    var environment: [String: String] = [:]
    let always: Set = ["port", "sslmode"]
    for option in sequence(of: options) {
      let keyword = String(cString: option.keyword)
      guard let variable = option.envvar, let value = values[keyword], !value.isEmpty else { continue }
      let isDefault = option.compiled.map { String(cString: $0) == value } ?? false
      guard keyword != "service", !isDefault || always.contains(keyword) else { continue }
      environment[String(cString: variable)] = value
    }
    return environment
  }

  private static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    for option in sequence(of: options) {
      values[String(cString: option.keyword)] = option.val.map { String(cString: $0) }
    }
    return values
  }

  private static func sequence(of options: UnsafeMutablePointer<PQconninfoOption>) -> [PQconninfoOption] {
    Array(Swift.sequence(first: options) { $0 + 1 }.lazy.map(\.pointee).prefix { $0.keyword != nil })
  }

  /// The message without what it quotes from the input, which may be a piece of a password. Single punctuation
  /// marks and libpq's own keywords stay; from anything else on, all is hidden to the last quotation mark.
  private static func hidingQuotations(_ message: String) -> String {
    let line = ServerMessage.oneLine(message)
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    var shown = String(parts[0])
    var index = 1
    while index + 1 < parts.count {
      let quoted = parts[index]
      guard quoted == "=" || quoted == "]" || knownKeywords.contains(String(quoted)) else {
        return shown + "\"...\"" + (parts.last ?? "")
      }
      shown += "\"\(quoted)\"" + parts[index + 1]
      index += 2
    }
    return shown
  }
}
