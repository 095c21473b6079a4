public import Values

/// A template in kubectl's dialect of JSONPath (Kubernetes documentation, "JSONPath Support"), parsed once and
/// evaluated many times: text, and in braces what to take from a document.
///
/// It behaves as Kubernetes' own implementation does (k8s.io/client-go/util/jsonpath), where that differs from the
/// documentation too.
public struct JSONPathTemplate: Sendable {
  /// The template as it was written.
  public let source: String
  let nodes: [Node]

  /// Parses a template.
  public init(_ source: String) throws(JSONPathError) {
    self.source = source
    var parser = Parser(source)
    nodes = try parser.parse()
  }

  /// Takes from a document what the template names.
  ///
  /// - Parameters:
  ///   - document: A JSON document. `.*` and `..` take the values of a map in its order, where kubectl's is random.
  ///   - allowMissingKeys: Whether an absent key matches nothing, as in `kubectl get`, or is an error.
  public func evaluate(
    _ document: Value, allowMissingKeys: Bool = true
  ) throws(JSONPathError) -> JSONPathResult {
    var evaluator = Evaluator(nodes: nodes, allowsMissingKeys: allowMissingKeys)
    let groups: [Evaluator.Group]
    do {
      groups = try evaluator.evaluate(document)
    } catch {
      throw JSONPathError(message: error.message)
    }
    return JSONPathResult(
      text: try printed(groups),
      values: groups.flatMap { $0.isLiteral ? [] : $0.elements.map { $0 ?? .null } })
  }

  private func printed(_ groups: [Evaluator.Group]) throws(JSONPathError) -> String {
    var text = ""
    for group in groups {
      for (index, element) in group.elements.enumerated() {
        if index > 0 { text += " " }
        if let element {
          appendGoText(of: element, to: &text)
        } else {
          text += "<no value>"
        }
        guard text.utf8.count <= Evaluator.mostText else {
          throw JSONPathError(
            message: "what the template prints is larger than \(Evaluator.mostText / 1_048_576) MiB")
        }
      }
    }
    return text
  }
}

/// What a template took from a document.
public struct JSONPathResult: Hashable, Sendable {
  /// What `kubectl get -o jsonpath=` would print.
  public let text: String
  /// The values that were matched, in order; text of the template is not among them.
  public let values: [Value]
}

/// Why a template cannot be parsed, or cannot be evaluated on a document.
public struct JSONPathError: Error, Hashable, Sendable {
  /// What is wrong.
  public let message: String
  /// Where in the template, as an offset in UTF-8; nil where the document is at fault.
  public let offset: Int?

  init(message: String, offset: Int? = nil) {
    self.message = message
    self.offset = offset
  }
}
