internal import CEL
public import Diagnostics
internal import ProbeKit
public import Values
internal import YAMLSyntax

/// An expression tried out over values that are given, without a checklist: in the language of checklists, with the
/// given `inputs`, and the data in the place of an observation.
public struct Trial {
  private let decoding: Decoding
  private var data: Value?
  private let now: Timestamp
  private var inputs = ValueMap()

  /// What an expression came to.
  public struct Outcome: Sendable {
    /// The value.
    public let value: Value
    /// The ranges in the data, as they were written, over which an `all` only held because they are empty.
    public let emptyRanges: [String]
  }

  /// A trial without data and inputs; secrets that stand in what is refused are made known to the redactor.
  public init(redactor: Redactor, now: Timestamp) {
    self.now = now
    decoding = Decoding(registry: ProbeRegistry([]), redactor: redactor)
  }

  /// The texts that diagnostics point into.
  public var sources: SourceMap { decoding.sources }

  /// What is wrong with the data, the inputs and the expression.
  public var diagnostics: Diagnostics { decoding.diagnostics }

  /// Reads the data from a file, JSON or YAML; from standard input where the path is `-`.
  public mutating func readData(from path: String) {
    let isInput = path == "-"
    do {
      let bytes = isInput ? try RegularFile.readStandardInput() : try RegularFile.read(path)
      read(SourceFile(path: isInput ? "standard input" : path, bytes: bytes), isJSON: path.hasSuffix(".json"))
    } catch {
      let name = isInput ? "standard input" : path
      decoding.diagnostics.add(
        Diagnostic(
          "unreadable-file", "\(name) cannot be read: \(error.message)",
          help: error.isMissing ? decoding.nearFile(path) : nil))
    }
  }

  private mutating func read(_ file: SourceFile, isJSON: Bool) {
    do {
      // Nearly all JSON is YAML too, but JSON says more exactly what a number is.
      data = try parseJSON(file.bytes)
    } catch {
      guard isJSON else {
        data = decoding.parse(file).flatMap { Template(literal: $0).literal }
        return
      }
      decoding.secrets.note(lines: String(decoding: file.bytes, as: UTF8.self))
      let id = decoding.sources.add(file)
      let start = min(error.offset, file.bytes.count)
      let span = Span(file: id, bytes: start..<min(start + 1, file.bytes.count))
      decoding.report("invalid-json", error.message, at: span)
    }
  }

  /// Sets an input: to a number, a list or whatever else the text is as YAML; plain text stays as it is.
  public mutating func set(_ name: String, to text: String) {
    guard !text.allSatisfy(\.isWhitespace) else {
      inputs[.string(name)] = .string(text)
      return
    }
    guard let node = decoding.parse(SourceFile(path: "--set \(name)", bytes: Array(text.utf8))) else {
      return
    }
    let isPlainText = node.scalar.map { $0.style == .plain && $0.value == .string } ?? false
    inputs[.string(name)] = isPlainText ? .string(text) : Template(literal: node).literal
  }

  /// The value of an expression; nil where it has none, and why is in `diagnostics`.
  public func outcome(of source: String) -> Outcome? {
    guard !diagnostics.hasErrors else { return nil }
    let variables = variables
    var environment = checklistEnvironment
    environment.hints["data"] = "--data FILE gives the data"
    for (name, value) in variables { environment.variables[name] = Type(within: value) }
    // A misspelt input is a mistake, as in a checklist.
    environment.variables["inputs"] = .object(
      (variables["inputs"]?.map ?? [:]).map { .init($0.key.description, Type(within: $0.value), "") })
    guard let parsed = checked(source, in: environment) else { return nil }
    let watched = Set(variables.keys).subtracting(["inputs", "now"])
    do {
      let result = try Program(parsed, in: environment, watching: watched).evaluate { variables[$0] }
      return Outcome(value: result.value, emptyRanges: result.value == true ? result.emptyRanges : [])
    } catch {
      decoding.diagnostics.add(Diagnostic("no-value", error.message))
      return nil
    }
  }

  private func checked(_ source: String, in environment: ExpressionEnvironment) -> ParsedExpression? {
    do {
      let parsed = try ParsedExpression(parsing: source)
      _ = try parsed.type(in: environment)
      return parsed
    } catch {
      let file = decoding.sources.add(SourceFile(path: "EXPR", bytes: Array(source.utf8)))
      for fault in error.faults {
        decoding.report(
          "invalid-expression", fault.message, at: Span(file: file, bytes: fault.range), help: fault.help)
      }
      return nil
    }
  }

  /// The keys of the data, the data itself, and the inputs.
  private var variables: [String: Value] {
    var variables: [String: Value] = ["now": .timestamp(now)]
    if let data {
      variables["data"] = data
      for case (.string(let name), let value) in data.map ?? [:] where isName(name) {
        variables[name] = value
      }
    }
    var all = variables["inputs"]?.map ?? [:]
    for entry in inputs { all[entry.key] = entry.value }
    variables["inputs"] = .map(all)
    return variables
  }
}

/// Whether a key can be written as a variable.
private func isName(_ text: String) -> Bool {
  guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
    return false
  }
  return text.unicodeScalars.allSatisfy {
    $0 == "_" || $0.isASCII && $0.properties.isAlphabetic
      || ("0"..."9").contains($0)
  }
}

extension Type {
  /// The type of a value, with that of its elements where they are all of one. What maps hold is known when it is seen,
  /// as in an observation, so that a path that is absent is told as that.
  fileprivate init(within value: Value) {
    guard case .list(let elements) = value else {
      self = if case .map = value { .map(key: .string, value: .dyn) } else { Type(of: value) }
      return
    }
    let types = Set(elements.map { Type(within: $0) })
    self = .list(types.count == 1 && types != [.null] ? types.first ?? .dyn : .dyn)
  }
}
