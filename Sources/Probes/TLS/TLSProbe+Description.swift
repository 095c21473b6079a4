internal import CEL
public import ProbeKit
internal import Values

extension TLSProbe {
  /// The `tls` kind.
  public static let description = ProbeDescription(
    kind: "tls",
    summary: "Shakes hands by TLS and sees the certificate, whether it is to be trusted or not.",
    fields: [
      FieldDescription(
        "host", .string, "The name or the address of the server.", isRequired: true, names: .host),
      FieldDescription("port", .int(1...65535), "Its port.", defaultValue: 443),
      FieldDescription(
        "server_name", .string, "The name that the certificate must be for, where it is not the host's.",
        names: .host),
      FieldDescription(
        "ca_file", .path, "A PEM file of the authorities to trust instead of the system's."),
      FieldDescription("client_certificate", .path, "A PEM file of the client's certificate chain."),
      FieldDescription("client_key", .path, "A PEM file of the client's key."),
      FieldDescription(
        "client_key_password", .string, "The password of the client's key.", isSecret: true),
    ],
    observation: [
      Type.Field(
        "verified", .bool,
        "Whether the certificate leads to a trusted authority, is valid now, and is for this host; absent where none was seen."
      ),
      Type.Field("handshake", .bool, "Whether both sides agreed on TLS."),
      Type.Field("reason", .string, "Why it is not verified; absent where it is."),
      Type.Field("expires_in", .duration, "How long the certificate is valid from now on."),
      Type.Field("not_after", .timestamp, "When it ends."),
      Type.Field("names", .list(.string), "The DNS names and addresses that it is for."),
      Type.Field("subject", .string, "Whom it names (RFC 2253)."),
      Type.Field("issuer", .string, "Who issued it (RFC 2253)."),
      Type.Field("protocol", .string, "The version of the protocol, such as TLSv1.3."),
      Type.Field("address", .string, "The address and port of the server."),
      Type.Field("latency", .duration, "The time until the end of the handshake."),
    ],
    naturalExpectation: ProbeDescription.NaturalExpectation(
      field: "verified", matchers: [.eq(.bool(true))], summary: "a verified certificate"),
    examples: [
      ProbeDescription.Example(
        "The certificate is renewed in time",
        yaml: """
          tls: {host: api.example.com}
          expect: {expires_in: {gt: 21d}, protocol: TLSv1.3}

          """),
      ProbeDescription.Example(
        "A service with an authority of its own",
        yaml: """
          tls: {host: 192.0.2.10, port: 8443, server_name: internal.example.com, ca_file: ca.pem}
          expect: {names: {contains: internal.example.com}}

          """),
    ])
}
