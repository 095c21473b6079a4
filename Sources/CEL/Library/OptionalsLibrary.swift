internal import Values

/// Values that may be absent (cel-go, "Optional Types"); the syntax for them is the parser's. The evaluator must
/// not compute the argument of `or` and `orValue` where the target has a value, as cel-go does not.
let optionalsLibrary: [Function] = [
  Function(
    "optional.of", "An optional that has this value.",
    [
      .function([element], .optional(element)) { arguments, _ throws(EvaluationError) in
        .optional(arguments[0])
      }
    ]),
  Function(
    "optional.none", "An optional that has no value.",
    [.function([], .optional(element)) { _, _ throws(EvaluationError) in .optionalNone }]),
  Function(
    "optional.ofNonZeroValue", "An optional that has this value unless it is null, false, zero or empty.",
    [
      .function([element], .optional(element)) { arguments, _ throws(EvaluationError) in
        let value = arguments[0]
        return isZero(value) ? .optionalNone : .optional(value)
      }
    ]),
  Function(
    "hasValue", "Whether an optional has a value.",
    [
      .method(.optional(element), [], .bool) { arguments, _ throws(EvaluationError) in
        .bool(try arguments.optional(at: 0).wrapped != nil)
      }
    ]),
  Function(
    "value", "The value of an optional; an error where it has none.",
    [
      .method(.optional(element), [], element) { arguments, _ throws(EvaluationError) in
        guard let value = try arguments.optional(at: 0).wrapped else {
          throw EvaluationError(.absent, "the optional has no value")
        }
        return value
      }
    ]),
  Function(
    "or", "The optional, or another one where it has no value.",
    [
      .method(.optional(element), [.optional(element)], .optional(element)) {
        arguments, _ throws(EvaluationError) in
        let (target, other) = (try arguments.optional(at: 0), try arguments.optional(at: 1))
        return .opaque(OpaqueValue(target.wrapped == nil ? other : target))
      }
    ]),
  Function(
    "orValue", "The value of an optional, or another value where it has none.",
    [
      .method(.optional(element), [element], element) { arguments, _ throws(EvaluationError) in
        try arguments.optional(at: 0).wrapped ?? arguments[1]
      }
    ]),
  Function(
    "optional.unwrap", "The values of those optionals of a list that have one.",
    [.function([.list(.optional(element))], .list(element), values)]),
  Function(
    "unwrapOpt", "The values of those optionals of a list that have one.",
    [.method(.list(.optional(element)), [], .list(element), values)]),
  Function(
    "first", "The first element of a list, as an optional.",
    [
      .method(.list(element), [], .optional(element)) { arguments, _ throws(EvaluationError) in
        try arguments.list(at: 0).first.map { .optional($0) } ?? .optionalNone
      }
    ]),
  Function(
    "last", "The last element of a list, as an optional.",
    [
      .method(.list(element), [], .optional(element)) { arguments, _ throws(EvaluationError) in
        try arguments.list(at: 0).last.map { .optional($0) } ?? .optionalNone
      }
    ]),
]

private let element = Type.parameter("T")

private let values: Overload.Body = { arguments, budget throws(EvaluationError) in
  let optionals = try arguments.list(at: 0)
  try budget.spend(optionals.count)
  var values: [Value] = []
  for index in optionals.indices {
    if let value = try optionals.optional(at: index).wrapped { values.append(value) }
  }
  return .list(values)
}

extension [Value] {
  fileprivate func optional(at place: Int) throws(EvaluationError) -> OptionalValue {
    try opaque(at: place, "an optional")
  }
}

private func isZero(_ value: Value) -> Bool {
  switch value {
  case .null: true
  case .bool(let value): !value
  case .int(let value): value == 0
  case .uint(let value): value == 0
  case .double(let value): value == 0
  case .decimal: value.isEqual(to: 0)
  case .string(let value): value.isEmpty
  case .bytes(let value): value.isEmpty
  case .duration(let value): value == .zero
  case .timestamp(let value): value == Timestamp(seconds: 0)
  case .list(let value): value.isEmpty
  case .map(let value): value.isEmpty
  case .opaque: false
  }
}
