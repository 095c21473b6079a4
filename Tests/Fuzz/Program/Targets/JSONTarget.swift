import JSONPath
import Values

/// JSON: what is read is written and read again as the same.
struct JSONTarget: FuzzTarget {
  static let name = "json"
  let samples: [Sample]
  let tokens: [[UInt8]]

  init() throws {
    samples = try Corpus.samples("json")
    tokens = try Corpus.tokens("json")
  }

  func feed(_ input: [UInt8]) throws {
    let value: Value
    do throws(JSONError) {
      value = try parseJSON(input)
    } catch {
      try expect(!error.message.isEmpty, "refused without a message")
      return try expect(0...input.count ~= error.offset, "a fault at \(error.offset) of \(input.count)")
    }
    let text = value.json
    for written in [text, value.prettyJSON] {
      let again = try parseJSON(written)
      try expect(again.isEqual(to: value), "read again it is another value: \(text)")
    }
    _ = ExactBytes(value)
  }
}

/// A template in kubectl's dialect of JSONPath: parsed, and evaluated on documents.
struct JSONPathTarget: FuzzTarget {
  static let name = "jsonpath"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let documents: [Value]

  init() throws {
    samples = try Corpus.samples("jsonpath")
    tokens = try Corpus.tokens("jsonpath")
    documents = try Corpus.samples("json").map { try parseJSON($0.bytes) }
  }

  func feed(_ input: [UInt8]) throws {
    let source = String(decoding: input, as: UTF8.self)
    let template: JSONPathTemplate
    do throws(JSONPathError) {
      template = try JSONPathTemplate(source)
    } catch {
      try expect(!error.message.isEmpty, "refused without a message")
      return try expect(0...source.utf8.count ~= error.offset ?? 0, "a fault at \(error.offset ?? -1)")
    }
    for document in documents {
      let first = outcome(of: template, on: document)
      try expect(first == outcome(of: template, on: document), "the second evaluation differs")
    }
  }

  /// What is printed, or why not.
  private func outcome(of template: JSONPathTemplate, on document: Value) -> [UInt8] {
    do throws(JSONPathError) {
      return Array(try template.evaluate(document).text.utf8)
    } catch {
      return Array(error.message.utf8)
    }
  }
}
