internal import HTTPClient
internal import Values

extension TLSFacts {
  /// What probes observe of them at a time.
  func observation(at now: Timestamp) -> ValueMap {
    let end = Timestamp(seconds: notAfter)
    return [
      "protocol": .string(protocolVersion), "subject": .string(subject),
      "issuer": .string(issuer), "names": .list(names.map { .string($0) }),
      "not_after": .timestamp(end), "expires_in": .duration(end.since(now)),
      "verified": .bool(verified),
    ]
  }
}
