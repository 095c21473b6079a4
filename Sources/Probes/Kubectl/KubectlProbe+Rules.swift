internal import Diagnostics
internal import ProbeKit
internal import Values

/// What a `kubectl` item asks for, as far as it is known, and what is wrong with its fields together.
struct KubectlQuestion {
  /// The fields that the item names.
  private let named: Set<String>
  /// Whether a list is of all namespaces.
  private let isOfAllNamespaces: Bool
  /// The type and the name that `resource` has, split at each slash.
  let resource: [String]?
  private let raw: String?

  private static let fieldsOfResources = [
    "resource", "namespace", "subresource", "selector", "field_selector", "all_namespaces",
  ]

  /// As the file says it: what depends on inputs is not known.
  init(_ draft: ProbeDraft) {
    named = Set(draft.fields.map(\.name))
    isOfAllNamespaces = draft["all_namespaces"]?.value?.bool ?? false
    resource = draft["resource"]?.value?.string.map(Self.parts)
    raw = draft["raw"]?.value?.string
  }

  /// With all values.
  init(_ fields: Fields) {
    named = Set((Self.fieldsOfResources + ["raw"]).filter { fields[$0] != nil })
    isOfAllNamespaces = fields.bool("all_namespaces")
    resource = fields.string("resource").map(Self.parts)
    raw = fields.string("raw")
  }

  private static func parts(_ resource: String) -> [String] {
    resource.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  /// What is wrong with the fields.
  struct Fault {
    let code: Diagnostic.Code
    let message: String
    let help: String
    /// The field that is wrong; nil where one is missing.
    var field: String?
    /// The field that it contradicts.
    var other: String?
  }

  /// Everything that is wrong.
  var faults: [Fault] {
    if named.contains("raw") { return faultsOfRaw }
    guard named.contains("resource") else {
      return [
        Fault(
          code: "missing-field", message: "there is neither a `resource` nor a `raw` path to ask for",
          help: "write `resource: deployment/NAME`, or `resource: pods` for a list")
      ]
    }
    var faults: [Fault] = []
    if isOfAllNamespaces, named.contains("namespace") {
      faults.append(.conflict("namespace", "all_namespaces", help: "leave one out"))
    }
    return faults + faultsOfResource
  }

  private var faultsOfRaw: [Fault] {
    var faults: [Fault] = Self.fieldsOfResources.filter(named.contains).map {
      .conflict("raw", $0, help: "put the path into `raw`")
    }
    if let raw, !raw.hasPrefix("/") {
      faults.append(
        Fault(
          code: "invalid-path", message: "the path should begin with a slash", help: "write it as /\(raw)",
          field: "raw"))
    }
    return faults
  }

  private var faultsOfResource: [Fault] {
    guard let parts = resource else { return [] }
    if parts.count > 2 || parts.contains("") {
      return [
        Fault(
          code: "invalid-resource", message: "a resource is written as TYPE or TYPE/NAME",
          help: "a part of an object is named by `subresource`, its namespace by `namespace`",
          field: "resource")
      ]
    }
    guard parts.count == 2 else {
      guard named.contains("subresource") else { return [] }
      return [
        Fault(
          code: "conflicting-fields",
          message: "a `subresource` is one of an object, and `resource` names none",
          help: "write `resource: TYPE/NAME`", field: "subresource", other: "resource")
      ]
    }
    let selecting = ["selector", "field_selector"].filter(named.contains)
    return (selecting + (isOfAllNamespaces ? ["all_namespaces"] : [])).map {
      Fault(
        code: "conflicting-fields", message: "`\($0)` is for lists, and `resource` names one object",
        help: "leave out `\($0)`, or the name", field: $0, other: "resource")
    }
  }
}

extension KubectlQuestion.Fault {
  fileprivate static func conflict(_ field: String, _ other: String, help: String) -> Self {
    Self(
      code: "conflicting-fields", message: "`\(field)` and `\(other)` exclude each other", help: help,
      field: field, other: other)
  }

  /// The fault where the file has it.
  func diagnostic(in draft: ProbeDraft) -> Diagnostic {
    let contradicted = other.flatMap { name in
      draft[name].map { Diagnostic.Label($0.span, "`\(name)` is here") }
    }
    return Diagnostic(
      code, message, at: field.flatMap { draft[$0]?.span } ?? draft.span,
      related: contradicted.map { [$0] } ?? [], help: help)
  }
}
