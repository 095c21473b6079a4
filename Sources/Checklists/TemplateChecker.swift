internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Checks templates against what their fields must look like, as far as that is known before a run.
struct TemplateChecker {
  let decoding: Decoding
  let declarations: Declarations
  /// The inputs that have a pattern, so that their values cannot become code.
  let patterned: Set<String>

  /// Checks the expressions of a template; true where all of them are sound.
  @discardableResult
  func checkExpressions(_ template: Template) -> Bool {
    var isSound = true
    for (expression, span) in template.expressions where type(of: expression, at: span) == nil { isSound = false }
    return isSound
  }

  /// The type of an expression, or nil where it is unsound, which is reported.
  func type(of expression: Expression, at span: Span) -> Type? {
    do {
      return try expression.type(in: declarations)
    } catch {
      decoding.report("invalid-expression", error.message, at: place(of: error, in: expression, at: span), help: error.help)
      return nil
    }
  }

  /// The place of a fault inside an expression. `span` covers `${...}` or the bare expression; where the source
  /// is written without escapes or folding, the fault can be pointed at.
  private func place(of fault: ExpressionFault, in expression: Expression, at span: Span) -> Span {
    let file = decoding.sources[span.file]
    let text = Array(expression.source.utf8)
    let region = file.bytes[span.bytes]
    guard let start = region.firstRange(of: text)?.lowerBound else { return span }
    return Span(
      file: span.file, bytes: (start + fault.range.lowerBound)..<max(start + fault.range.upperBound, start + fault.range.lowerBound + 1))
  }

  /// Checks a template against a type of field.
  func check(_ template: Template, _ field: FieldDescription) {
    guard checkExpressions(template) else { return }
    check(rule: field.interpolation, template, field)
    check(template, field.type)
  }

  private func check(_ template: Template, _ type: FieldType) {
    if let literal = template.literal {
      _ = decoding.conform(literal, to: type, in: template)
      return
    }
    switch (template.content, type) {
    case (.expression(let expression), _):
      guard let found = try? expression.type(in: declarations), !type.accepts(found) else { return }
      decoding.report(
        "wrong-type", "`${\(expression.source)}` is \(found), this should be \(type.name)", at: template.span)
    case (.text, _):
      guard !type.accepts(.string) else { return }
      decoding.report("wrong-type", "a text with `${...}` in it stands here, this should be \(type.name)", at: template.span)
    case (.list(let elements), .list(let element)):
      for template in elements { check(template, element) }
    case (.map(let entries), .map(let value)):
      for entry in entries { check(entry.value, value) }
    case (.map(let entries), .object(let fields)):
      checkObject(entries, fields, at: template.span)
    case (_, .either(let types)):
      if !types.contains(where: { $0.mayHold(template.content) }) { reportShape(template, type) }
      if let only = types.first(where: { $0.mayHold(template.content) }) { check(template, only) }
    case (.list, .any), (.map, .any): break
    default: reportShape(template, type)
    }
  }

  private func reportShape(_ template: Template, _ type: FieldType) {
    decoding.report("wrong-type", "this should be \(type.name)", at: template.span)
  }

  private func checkObject(_ entries: [Template.Entry], _ fields: [FieldDescription], at span: Span) {
    for entry in entries {
      if let field = fields.first(where: { $0.name == entry.key }) {
        check(rule: field.interpolation, entry.value, field)
        check(entry.value, field.type)
      } else {
        decoding.report(
          "unknown-key", "there is no key `\(entry.key)` here", at: entry.keySpan,
          help: Decoding.suggestion(for: entry.key, among: fields.map(\.name))
            ?? "known here: " + fields.map(\.name).joined(separator: ", "))
      }
    }
    for field in fields where field.isRequired && !entries.contains(where: { $0.key == field.name }) {
      decoding.report("missing-key", "the key `\(field.name)` is missing here", at: span)
    }
  }

  /// Checks that `${...}` stands only where it cannot become code.
  private func check(rule: InterpolationRule, _ template: Template, _ field: FieldDescription) {
    switch rule {
    case .anywhere: break
    case .never(let instead):
      for (expression, span) in template.expressions {
        decoding.report(
          "interpolation-not-allowed", "`${\(expression.source)}` in `\(field.name)` could become code", at: span,
          help: instead)
      }
    case .promQL:
      for fault in PromQLInterpolation.faults(in: template, isTrusted: isTrusted) {
        decoding.report("interpolation-not-allowed", fault.message, at: fault.span, help: fault.help)
      }
    }
  }

  /// Whether a value may stand in PromQL outside quotes: an element of `for_each`, a number, or an input with a
  /// pattern.
  private func isTrusted(_ expression: Expression) -> Bool {
    if expression.usesEach { return true }
    if let type = try? expression.type(in: declarations), [.int, .double, .bool, .duration].contains(type) { return true }
    guard let reference = expression.singleReference, let name = reference.member else { return false }
    return patterned.contains(name)
  }
}

extension FieldType {
  /// Whether a value of that type may do here.
  fileprivate func accepts(_ found: Type) -> Bool {
    if found == .dyn { return true }
    switch self {
    case .any: return true
    case .string, .url, .path, .oneOf: return found == .string
    case .duration: return found == .duration || found == .string
    case .size: return found == .int || found == .string
    case .int: return found == .int
    case .number: return found.mayBeNumber
    case .bool: return found == .bool
    case .list(let element):
      if case .list(let inner) = found { return element.accepts(inner) }
      return false
    case .map(let value):
      if case .map(_, let inner) = found { return value.accepts(inner) }
      return false
    case .object:
      if case .map = found { return true }
      return false
    case .either(let types): return types.contains { $0.accepts(found) }
    }
  }

  /// Whether a template of that shape may do here.
  fileprivate func mayHold(_ content: Template.Content) -> Bool {
    switch (content, self) {
    case (_, .any): true
    case (.list, .list), (.map, .map), (.map, .object): true
    case (.list, _), (.map, _): false
    case (_, .list), (_, .map), (_, .object): false
    default: true
    }
  }
}
