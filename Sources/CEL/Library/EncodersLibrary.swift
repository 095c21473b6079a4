internal import Values

/// Bytes as text (cel-go, ext "Encoders").
let encodersLibrary: [Function] = [
  Function(
    "base64.encode", "The bytes in base64, with padding",
    [
      .function([.bytes], .string) { arguments, budget throws(EvaluationError) in
        let bytes = try arguments.bytes(at: 0)
        try budget.spend(bytes: bytes.count)
        return .string(base64(bytes))
      }
    ]),
  Function(
    "base64.decode", "The bytes that a text stands for in base64, whether or not it is padded",
    [
      .function([.string], .bytes) { arguments, budget throws(EvaluationError) in
        let text = try arguments.string(at: 0)
        try budget.spend(bytes: text.utf8.count)
        guard let bytes = base64Decoded(text, isPaddingOptional: true) else {
          throw EvaluationError("the text is not base64")
        }
        return .bytes(bytes)
      }
    ]),
]
