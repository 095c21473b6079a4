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
  /// Whether what is missing may be given elsewhere.
  var isPartial = false

  /// What a value is called in messages: `query`, or the input `region`.
  struct Subject {
    /// What stands before the name, such as `the input `; may be empty.
    let prefix: String
    let name: String
    /// Where inside the value that has the name; put into words only where there is a fault.
    private var steps: [ObservationPath.Step] = []

    init(_ name: String, prefix: String = "") {
      self.name = name
      self.prefix = prefix
    }

    /// A value inside this one.
    func inside(_ step: ObservationPath.Step) -> Subject {
      var subject = self
      subject.steps.append(step)
      return subject
    }

    /// The subject of a fault, which may lie inside.
    func text(_ inner: String = "") -> String {
      "\(prefix)`\(name)\(steps.map(\.text).joined())\(inner)`"
    }
  }

  /// Checks the expressions of a template; true where all of them are sound.
  @discardableResult
  func checkExpressions(_ template: Template) -> Bool {
    switch template.content {
    case .literal: return true
    case .broken: return false
    case .expression(let placed): return type(of: placed) != nil
    // Each is checked, so that all faults are found.
    case .text(let segments): return segments.reduce(true) { isPrintable($1) && $0 }
    case .list(let elements): return elements.reduce(true) { checkExpressions($1) && $0 }
    case .map(let entries): return entries.reduce(true) { checkExpressions($1.value) && $0 }
    }
  }

  private func isPrintable(_ segment: Template.Segment) -> Bool {
    guard case .expression(let placed) = segment else { return true }
    guard let type = type(of: placed) else { return false }
    switch type {
    case .list, .map, .object, .null, .bytes:
      decoding.report(
        "wrong-type", "`${\(placed.source)}` is \(type.word), which cannot stand within a text",
        at: placed.span, help: "alone in its scalar it keeps its type")
      return false
    default: return true
    }
  }

  /// The type of an expression, or nil where it is unsound, which is reported.
  func type(of placed: PlacedExpression) -> Type? {
    do {
      let type = try placed.expression.type(in: declarations)
      let faults = placed.expression.literalFaults(in: declarations)
      decoding.report(faults, in: placed)
      return faults.isEmpty ? type : nil
    } catch {
      decoding.report(error.faults, in: placed)
      return nil
    }
  }

  /// Checks a text for people: anything that can be printed may stand in it.
  func checkText(_ template: Template, _ name: String) {
    guard checkExpressions(template) else { return }
    switch template.content {
    case .literal, .list, .map: check(template, .string, Subject(name))
    case .text, .expression, .broken: break
    }
  }

  /// Checks a template against a field.
  func check(_ template: Template, _ field: FieldDescription, prefix: String = "") {
    guard checkExpressions(template) else { return }
    check(rule: field.interpolation, template, field)
    check(template, field.type, Subject(field.name, prefix: prefix))
  }

  private func check(_ template: Template, _ type: FieldType, _ subject: Subject) {
    switch (template.content, type) {
    case (.literal(let value), _): _ = decoding.conform(value, to: type, in: template, subject)
    case (.expression(let placed), _): check(placed, type, subject)
    case (.text, _):
      guard !type.accepts(.string) else { return }
      decoding.report(
        "wrong-type", "\(subject.text()) should be \(type.name), and is a string with `${...}` in it",
        at: template.span)
    case (.list(let elements), .list(let element)):
      for (place, template) in elements.enumerated() where !template.isLiteral(of: element) {
        check(template, element, subject.inside(.index(place)))
      }
    case (.map(let entries), .map(let value)):
      for entry in entries where !entry.value.isLiteral(of: value) {
        check(entry.value, value, subject.inside(.key(entry.key)))
      }
    case (.map(let entries), .object(let fields)): checkObject(entries, fields, at: template.span, subject)
    case (_, .either(let types)): check(template, either: types, subject)
    case (.list, .any), (.map, .any): break
    default: checkShape(template, type, subject)
    }
  }

  private func check(_ placed: PlacedExpression, _ type: FieldType, _ subject: Subject) {
    guard let found = try? placed.expression.type(in: declarations), !type.accepts(found) else { return }
    let isCall = if case .string = found { placed.expression.inputs.isEmpty } else { false }
    let mayBeText = type.accepts(.string) && [.int, .uint, .double, .bool, .timestamp].contains(found)
    decoding.report(
      "wrong-type", "\(subject.text()) should be \(type.name), and `${\(placed.source)}` is \(found.word)",
      at: placed.span,
      help: isCall
        ? "what env() and secret_file() give is text" : mayBeText ? textAdvice(placed.source) : nil)
  }

  private func check(_ template: Template, either types: [FieldType], _ subject: Subject) {
    let fitting = types.filter { $0.mayHold(template.content) }
    if fitting.count == 1 {
      check(template, fitting[0], subject)
    } else {
      checkShape(template, .either(types), subject)
    }
  }

  /// A list or a map where only something else, or one of several forms, may stand.
  private func checkShape(_ template: Template, _ type: FieldType, _ subject: Subject) {
    if let literal = template.literal {
      _ = decoding.conform(literal, to: type, in: template, subject)
    } else if !type.mayHold(template.content) {
      decoding.report("wrong-type", "\(subject.text()) should be \(type.name)", at: template.span)
    }
  }

  private func checkObject(
    _ entries: [Template.Entry], _ fields: [FieldDescription], at span: Span, _ subject: Subject
  ) {
    var misspelled: Set<String> = []
    for entry in entries {
      if let field = fields.first(where: { $0.name == entry.key }) {
        check(rule: field.interpolation, entry.value, field)
        check(entry.value, field.type, subject.inside(.key(field.name)))
      } else {
        closestMatch(to: entry.key, among: fields.map(\.name)).map { _ = misspelled.insert($0) }
        decoding.report(
          "unknown-key", "\(subject.text()) has no key `\(entry.key)`", at: entry.keySpan,
          help: Decoding.suggestion(for: entry.key, among: fields.map(\.name))
            ?? "known here: " + fields.map(\.name).joined(separator: ", "))
      }
    }
    guard !isPartial else { return }
    for field in fields
    where field.isRequired && !misspelled.contains(field.name)
      && !entries.contains(where: { $0.key == field.name })
    {
      decoding.report("missing-key", "\(subject.text()) needs the key `\(field.name)`", at: span.start)
    }
  }

  /// Checks that `${...}` stands only where it cannot become code.
  private func check(rule: InterpolationRule, _ template: Template, _ field: FieldDescription) {
    switch rule {
    // What is put into a JSONPath is known, and looked at, when the run is planned.
    case .anywhere, .jsonPath: break
    case .never(let instead):
      for placed in template.expressions {
        decoding.report(
          "interpolation-not-allowed", "`${\(placed.source)}` in `\(field.name)` could become code",
          at: placed.span, help: instead)
      }
    case .promQL:
      for fault in PromQLInterpolation.faults(in: template, isTrusted: isTrusted) {
        decoding.report("interpolation-not-allowed", fault.message, at: fault.span, help: fault.help)
      }
    }
  }

  /// Whether a value may stand in PromQL outside quotes: an element of `for_each`, a number, or an input with a
  /// pattern.
  private func isTrusted(_ placed: PlacedExpression) -> Bool {
    let expression = placed.expression
    if let type = try? expression.type(in: declarations), [.int, .double, .bool, .duration].contains(type) {
      return true
    }
    guard let reference = expression.singleReference else { return false }
    if reference.root == "each" { return true }
    guard let name = reference.member else { return false }
    return reference.root == "inputs" && patterned.contains(name)
  }
}

/// How to make text of what an expression comes to.
func textAdvice(_ source: String) -> String { "`${string(\(source))}` makes text of it" }

extension Template {
  /// Whether it is a scalar without `${...}` that fits a type, so that no more is to be said of it.
  fileprivate func isLiteral(of type: FieldType) -> Bool {
    if case .literal(let value) = content { (try? conform(value, to: type)) != nil } else { false }
  }

  /// How to mend an expression that came to something else than text, which quotes do not.
  func textAdvice(for error: FieldFault) -> String? {
    guard case .expression(let placed) = content, error.wantsText else { return error.help }
    return Checklists.textAdvice(placed.source)
  }
}

extension Span {
  /// The first byte of it: where something is missing.
  var start: Span { Span(file: file, bytes: bytes.lowerBound..<(bytes.lowerBound + 1)) }
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
      if case .object = found { return true }
      return false
    case .object:
      if case .map = found { return true }
      if case .object = found { return true }
      return false
    case .either(let types): return types.contains { $0.accepts(found) }
    }
  }

  /// Whether a template of that shape may do here.
  fileprivate func mayHold(_ content: Template.Content) -> Bool {
    switch (content, self) {
    case (_, .any): true
    case (_, .either(let types)): types.contains { $0.mayHold(content) }
    case (.expression, _): true
    case (.list, .list), (.map, .map), (.map, .object): true
    case (.list, _), (.map, _): false
    case (_, .list), (_, .map), (_, .object): false
    default: true
    }
  }
}
