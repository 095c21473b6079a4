internal import Values

/// Resource quantities (Kubernetes, "Kubernetes quantity library"); the ordinary operators compare them too.
let quantityLibrary: [Function] = [
  Function(
    "quantity", "A Kubernetes resource quantity, such as 500m or 1.5Gi.",
    [
      .function([.string], quantityType) { arguments, budget throws(EvaluationError) in
        .opaque(OpaqueValue(try arguments.parsedQuantity(at: 0, &budget)))
      }
    ]),
  Function(
    "isQuantity", "Whether a text is a Kubernetes resource quantity.",
    [
      .function([.string], .bool) { arguments, budget throws(EvaluationError) in
        let text = try arguments.string(at: 0)
        try budget.spend(bytes: text.utf8.count)
        return .bool((try? Quantity(text)) != nil)
      }
    ]),
  Function(
    "sign", "-1, 0 or 1, for a quantity below, at or above 0.",
    [
      .method(quantityType, [], .int) { arguments, _ throws(EvaluationError) in
        .int(try arguments.quantity(at: 0).sign)
      }
    ]),
  Function(
    "isInteger", "Whether asInteger has a result.",
    [
      .method(quantityType, [], .bool) { arguments, _ throws(EvaluationError) in
        .bool(try arguments.quantity(at: 0).integer != nil)
      }
    ]),
  Function(
    "asInteger", "A quantity as an integer; an error where it is none.",
    [
      .method(quantityType, [], .int) { arguments, _ throws(EvaluationError) in
        let quantity = try arguments.quantity(at: 0)
        guard let integer = quantity.integer else {
          throw EvaluationError("quantity \(quantity.description.shortened(to: 60)) is no 64-bit integer")
        }
        return .int(integer)
      }
    ]),
  Function(
    "asApproximateFloat", "A quantity as the nearest double.",
    [
      .method(quantityType, [], .double) { arguments, _ throws(EvaluationError) in
        .double(try arguments.quantity(at: 0).approximate)
      }
    ]),
  sum("add", "The sum of a quantity and another one or an integer.") {
    left, right throws(EvaluationError) in try left + right
  },
  sum("sub", "A quantity less another one or an integer.") {
    left, right throws(EvaluationError) in try left - right
  },
  comparison("isLessThan", "Whether a quantity is less than another one.", .bool) { .bool($0 == .less) },
  comparison("isGreaterThan", "Whether a quantity is greater than another one.", .bool) {
    .bool($0 == .greater)
  },
  comparison("compareTo", "-1, 0 or 1, for a quantity less than, equal to or greater than another one.", .int)
  {
    .int($0 == .less ? -1 : $0 == .greater ? 1 : 0)
  },
]

/// The type of quantities.
let quantityType = Type.opaque("kubernetes.Quantity", [])

private func sum(
  _ name: String, _ summary: String,
  _ compute: @escaping @Sendable (Quantity, Quantity) throws(EvaluationError) -> Quantity
) -> Function {
  Function(
    name, summary,
    [
      .method(quantityType, [quantityType], quantityType) { arguments, _ throws(EvaluationError) in
        .opaque(OpaqueValue(try compute(arguments.quantity(at: 0), arguments.quantity(at: 1))))
      },
      .method(quantityType, [.int], quantityType) { arguments, _ throws(EvaluationError) in
        .opaque(OpaqueValue(try compute(arguments.quantity(at: 0), Quantity(arguments.int(at: 1)))))
      },
    ])
}

private func comparison(
  _ name: String, _ summary: String, _ result: Type, _ answer: @escaping @Sendable (Value.Ordering?) -> Value
) -> Function {
  Function(
    name, summary,
    [
      .method(quantityType, [quantityType], result) { arguments, _ throws(EvaluationError) in
        answer(try arguments.quantity(at: 0).ordering(relativeTo: arguments.quantity(at: 1)))
      }
    ])
}

extension [Value] {
  fileprivate func quantity(at place: Int) throws(EvaluationError) -> Quantity {
    try opaque(at: place, "a quantity")
  }

  /// A quantity from a text, whose length is paid for.
  fileprivate func parsedQuantity(
    at place: Int, _ budget: inout Budget
  ) throws(EvaluationError) -> Quantity {
    let text = try string(at: place)
    try budget.spend(bytes: text.utf8.count)
    return try Quantity(text)
  }
}
