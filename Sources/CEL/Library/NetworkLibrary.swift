internal import Values

/// IP addresses and ranges of them (Kubernetes, "CEL IP address library" and "CEL CIDR library"; cel-go, "Network").
let networkLibrary: [Function] = addresses + networks + [texts]

private let addressType = Type.opaque("net.IP", [])
private let networkType = Type.opaque("net.CIDR", [])

private let addresses: [Function] = [
  Function(
    "ip", "An IP address, from its text or that of a CIDR.",
    [
      .function([.string], addressType) { arguments, budget throws(EvaluationError) in
        .opaque(OpaqueValue(try arguments.address(at: 0, &budget)))
      },
      .method(networkType, [], addressType) { arguments, _ throws(EvaluationError) in
        .opaque(OpaqueValue(try arguments.network(at: 0).address))
      },
    ]),
  Function(
    "isIP", "Whether a text is an IP address.",
    [
      .function([.string], .bool) { arguments, budget throws(EvaluationError) in
        let text = try arguments.text(at: 0, &budget)
        return .bool((try? IPAddress(text)) != nil)
      }
    ]),
  Function(
    "ip.isCanonical", "Whether an IP address is written in the canonical form of RFC 5952.",
    [
      .function([.string], .bool) { arguments, budget throws(EvaluationError) in
        let address = try arguments.address(at: 0, &budget)
        return .bool(Value.string(address.description).isEqual(to: arguments[0]))
      }
    ]),
  Function(
    "family", "4 or 6, for IPv4 or IPv6.",
    [
      .method(addressType, [], .int) { arguments, _ throws(EvaluationError) in
        .int(try arguments.address(at: 0).isV6 ? 6 : 4)
      }
    ]),
  question("isUnspecified", "Whether an IP address is 0.0.0.0 or ::.") { $0.isUnspecified },
  question("isLoopback", "Whether an IP address is of this machine alone.") { $0.isLoopback },
  question("isGlobalUnicast", "Whether an IP address is of one machine and not only local; may be private.") {
    $0.isGlobalUnicast
  },
  question("isLinkLocalMulticast", "Whether an IP address is link-local multicast.") {
    $0.isLinkLocalMulticast
  },
  question("isLinkLocalUnicast", "Whether an IP address is link-local unicast.") { $0.isLinkLocalUnicast },
]

private func question(
  _ name: String, _ summary: String, _ answer: @escaping @Sendable (IPAddress) -> Bool
) -> Function {
  Function(
    name, summary,
    [
      .method(addressType, [], .bool) { arguments, _ throws(EvaluationError) in
        .bool(answer(try arguments.address(at: 0)))
      }
    ])
}

private let networks: [Function] = [
  Function(
    "cidr", "A range of IP addresses, such as 10.0.0.0/8.",
    [
      .function([.string], networkType) { arguments, budget throws(EvaluationError) in
        .opaque(OpaqueValue(try arguments.network(at: 0, &budget)))
      }
    ]),
  Function(
    "isCIDR", "Whether a text is a range of IP addresses.",
    [
      .function([.string], .bool) { arguments, budget throws(EvaluationError) in
        let text = try arguments.text(at: 0, &budget)
        return .bool((try? IPNetwork(text)) != nil)
      }
    ]),
  Function(
    "containsIP", "Whether a CIDR contains an IP address.",
    [
      .method(networkType, [addressType], .bool) { arguments, _ throws(EvaluationError) in
        .bool(try arguments.network(at: 0).contains(arguments.address(at: 1)))
      },
      .method(networkType, [.string], .bool) { arguments, budget throws(EvaluationError) in
        .bool(try arguments.network(at: 0).contains(arguments.address(at: 1, &budget)))
      },
    ]),
  Function(
    "containsCIDR", "Whether a CIDR contains another one, or is the same.",
    [
      .method(networkType, [networkType], .bool) { arguments, _ throws(EvaluationError) in
        .bool(try arguments.network(at: 0).contains(arguments.network(at: 1)))
      },
      .method(networkType, [.string], .bool) { arguments, budget throws(EvaluationError) in
        .bool(try arguments.network(at: 0).contains(arguments.network(at: 1, &budget)))
      },
    ]),
  Function(
    "masked", "A CIDR with zeros beyond its prefix.",
    [
      .method(networkType, [], networkType) { arguments, _ throws(EvaluationError) in
        .opaque(OpaqueValue(try arguments.network(at: 0).masked))
      }
    ]),
  Function(
    "prefixLength", "The number of bits of a CIDR's prefix.",
    [
      .method(networkType, [], .int) { arguments, _ throws(EvaluationError) in
        .int(Int64(try arguments.network(at: 0).prefixLength))
      }
    ]),
]

private let texts = Function(
  "string", "The text of a value.",
  [
    .function([addressType], .string) { arguments, _ throws(EvaluationError) in
      .string(try arguments.address(at: 0).description)
    },
    .function([networkType], .string) { arguments, _ throws(EvaluationError) in
      .string(try arguments.network(at: 0).description)
    },
  ])

extension [Value] {
  fileprivate func network(at place: Int) throws(EvaluationError) -> IPNetwork {
    try opaque(at: place, "a CIDR")
  }

  fileprivate func address(at place: Int) throws(EvaluationError) -> IPAddress {
    try opaque(at: place, "an IP address")
  }

  /// A text, whose length is paid for.
  fileprivate func text(at place: Int, _ budget: inout Budget) throws(EvaluationError) -> String {
    let text = try string(at: place)
    try budget.spend(bytes: text.utf8.count)
    return text
  }

  /// An address from a text.
  fileprivate func address(at place: Int, _ budget: inout Budget) throws(EvaluationError) -> IPAddress {
    try IPAddress(text(at: place, &budget))
  }

  /// A network from a text.
  fileprivate func network(at place: Int, _ budget: inout Budget) throws(EvaluationError) -> IPNetwork {
    try IPNetwork(text(at: place, &budget))
  }
}
