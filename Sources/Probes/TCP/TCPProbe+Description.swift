internal import CEL
public import ProbeKit
internal import Values

extension TCPProbe {
  /// The `tcp` kind.
  public static let description = ProbeDescription(
    kind: "tcp", summary: "Opens a TCP connection and closes it again, with nothing said.",
    fields: [
      FieldDescription(
        "host", .string, "The name or the address of the other side.", isRequired: true, names: .host),
      FieldDescription("port", .int(1...65535), "Its port.", isRequired: true),
    ],
    observation: [
      Type.Field("connected", .bool, "Whether the connection came about."),
      Type.Field("reason", .string, "Why it did not, such as a refusal; absent where it did."),
      Type.Field("address", .string, "The address and port that accepted it."),
      Type.Field("latency", .duration, "The time that it took, with that of looking up the name."),
    ],
    naturalExpectation: ProbeDescription.NaturalExpectation(
      field: "connected", matchers: [.eq(.bool(true))], summary: "a connection"),
    examples: [
      ProbeDescription.Example(
        "The message broker accepts connections", yaml: "tcp: {host: broker.example.com, port: 5672}\n"),
      ProbeDescription.Example(
        "A port on which nothing may listen",
        yaml: """
          tcp: {host: db.example.com, port: 5432}
          expect: {connected: false}

          """),
    ])
}
