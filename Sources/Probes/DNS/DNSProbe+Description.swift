internal import CEL
internal import DNSClient
public import ProbeKit
internal import Values

extension DNSProbe {
  /// The `dns` kind.
  public static let description = ProbeDescription(
    kind: "dns", summary: "Asks a name server for the records of a name.",
    fields: [
      FieldDescription("name", .string, "The name, in full.", isRequired: true, names: .name),
      FieldDescription(
        "type", .oneOf(DNSQuestion.RecordType.allCases.map(\.rawValue)), "The type of its records.",
        defaultValue: "A"),
      FieldDescription(
        "server", .string,
        "The name server to ask, by its address and with a port perhaps; those of /etc/resolv.conf if left out.",
        names: .host),
    ],
    observation: [
      Type.Field(
        "records", .list(.string),
        "The records as zone files have them, but for the dots that end names: `192.0.2.1`, `10 mail.example.com`."
      ),
      Type.Field("count", .int, "How many there are."),
      Type.Field("rcode", .string, "How the server answered, such as NOERROR, NXDOMAIN or SERVFAIL."),
      Type.Field("ttl", .duration, "How long the records may be kept; of several, the shortest."),
      Type.Field("authoritative", .bool, "Whether the server is an authority for the name."),
      Type.Field("latency", .duration, "The time from the question to the answer."),
    ],
    presenceFields: ["count"], refusalFields: ["rcode"],
    examples: [
      ProbeDescription.Example(
        "A name that leads to the load balancer",
        yaml: """
          dns: {name: api.example.com}
          expect: {records: {contains: 192.0.2.10}}

          """),
      ProbeDescription.Example(
        "Mail is accepted by one host, as the zone's own server says",
        yaml: """
          dns: {name: example.com, type: MX, server: 192.0.2.53}
          expect: {records: [10 mail.example.com], ttl: {ge: 5m}}

          """),
      ProbeDescription.Example(
        "A name that must be gone",
        yaml: """
          dns: {name: old.example.com}
          expect: {rcode: NXDOMAIN}

          """),
    ])
}
