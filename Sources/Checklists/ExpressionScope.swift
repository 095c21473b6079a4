internal import CEL
internal import Values

/// What is in scope of an expression, by type.
struct Declarations: Sendable {
  /// The inputs.
  var inputs: [String: Type]
  /// What `each` is; nil where there is none.
  var each: Each?
  /// Functions of one text that give a text.
  var functions: Set<String>
  /// The items that are waited for, by name; nil outside of a run. With it comes `now`.
  var needs: Type?
  /// The fields of the observation, where there is one.
  var observation: [Type.Field] = []

  /// What `each` is.
  enum Each: Sendable {
    /// An element of a list.
    case element(Type)
    /// An entry of a map, with `key` and `value`.
    case entry(value: Type)
    /// One or the other, which only the run shows.
    case either

    fileprivate var type: Type {
      switch self {
      case .element(let type): type
      case .entry(let value): .object([.init("key", .string, ""), .init("value", value, "")])
      case .either: .dyn
      }
    }
  }

  /// What no field of an observation can be called.
  static let reserved: Set = ["inputs", "each", "needs", "now", "element", "key"]

  init(inputs: [String: Type], each: Each? = nil, functions: Set<String> = []) {
    self.inputs = inputs
    self.each = each
    self.functions = functions
  }

  var environment: ExpressionEnvironment {
    var environment = checklistEnvironment
    let names = inputs.keys.sorted()
    environment.variables["inputs"] = .object(names.map { .init($0, inputs[$0] ?? .dyn, "") })
    if let each { environment.variables["each"] = each.type }
    for field in observation { environment.variables[field.name] = field.type }
    if let needs {
      environment.variables["needs"] = needs
      environment.variables["now"] = .timestamp
    }
    for name in functions { environment.add(textFunction(name) { _ throws(EvaluationError) in .null }) }
    return environment
  }
}

/// What is in scope of an expression, by value.
struct Scope {
  /// The names of the inputs.
  var inputNames: [String]
  /// The value of an input.
  var input: (String) throws(EvaluationError) -> Value
  /// What `each` is.
  var each: Each?
  /// Functions of one text.
  var functions: [String: (String) throws(EvaluationError) -> Value]
  /// What came of the items that are waited for, and the time; nil before the run.
  var run: Run?
  /// Is told of what is made of secrets.
  var redactor: Redactor?

  /// What only the run knows.
  struct Run: Sendable {
    /// By the names that the file gives the items: each a map with `outcome` and `outputs`.
    let needs: Value
    let now: Timestamp
  }

  /// What `each` is.
  enum Each: Hashable, Sendable {
    /// An element of a list.
    case element(Value)
    /// An entry of a map.
    case entry(key: String, value: Value)

    fileprivate var value: Value {
      switch self {
      case .element(let value): value
      case .entry(let key, let value): ["key": .string(key), "value": value]
      }
    }
  }

  init(
    inputNames: [String], input: @escaping (String) throws(EvaluationError) -> Value, each: Each? = nil,
    functions: [String: (String) throws(EvaluationError) -> Value] = [:]
  ) {
    self.inputNames = inputNames
    self.input = input
    self.each = each
    self.functions = functions
  }

  /// The variables that only the run gives a value.
  static let runVariables: Set = ["needs", "now"]

  /// Every input is a variable of its own too, so that none is resolved that is not read.
  var environment: ExpressionEnvironment {
    var environment = checklistEnvironment
    environment.variables["inputs"] = .dyn
    for name in inputNames { environment.variables["inputs.\(name)"] = .dyn }
    if each != nil { environment.variables["each"] = .dyn }
    if run != nil { for name in Self.runVariables { environment.variables[name] = .dyn } }
    for (name, body) in functions { environment.add(textFunction(name, body)) }
    return environment
  }

  /// The value of a variable.
  func value(_ name: String) throws(EvaluationError) -> Value? {
    switch name {
    case "each": return each?.value
    case "needs": return run?.needs
    case "now": return run.map { .timestamp($0.now) }
    default: break
    }
    guard name == "inputs" else { return try input(String(name.dropFirst("inputs.".count))) }
    var all = ValueMap()
    for name in inputNames { all[.string(name)] = try input(name) }
    return .map(all)
  }
}

/// What every expression of a checklist or an environment knows. Durations have days and weeks too.
let checklistEnvironment: ExpressionEnvironment = {
  var environment = ExpressionEnvironment(durationsHaveDays: true)
  environment.hints = [
    "each": "`each` is known only in an item with for_each",
    "now": "`now` is known only while items run, and not in `for_each`",
    "needs": "`needs` is known only while items run, and not in `for_each`",
    "needs[]": "it knows only items that this one names in `needs` or `after`",
    "True": "write `true`", "False": "write `false`", "None": "write `null`", "nil": "write `null`",
    "len": "`size(x)` is the length", "length": "`size(x)` is the length", "count": "`size(x)` is the length",
    "includes": "`contains` is true of a part of a text; of an element of a list `x in list` is",
    "lower": "`lowerAscii()`", "upper": "`upperAscii()`", "toLowerCase": "`lowerAscii()`",
    "toUpperCase": "`upperAscii()`", "str": "`string(x)` makes text of a value",
    "element": "`element` is known only in the `key` and `assert` of an item with `per`",
    "env": "env() exists only in environments: declare an input and let the environment set it",
    "secret_file":
      "secret_file() exists only in environments: declare an input and let the environment set it",
  ]
  return environment
}()

private func textFunction(
  _ name: String, _ body: @escaping (String) throws(EvaluationError) -> Value
) -> Function {
  // An evaluation calls it on its own thread only.
  nonisolated(unsafe) let body = body
  return Function(
    name, Environment.functionSummaries[name] ?? "",
    [
      .function([.string], .string) { arguments, _ throws(EvaluationError) in
        try body(arguments[0].string ?? "")
      }
    ])
}

extension EvaluationError {
  /// There is no such input.
  static func unknownInput(_ name: String) -> EvaluationError {
    EvaluationError(.absent, "there is no input named \"\(name)\"")
  }
}
