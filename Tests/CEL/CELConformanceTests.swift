import Testing
import Values

@testable import CEL

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// cel-spec's own simple tests, in the folder that the environment variable CEL_CONFORMANCE_DIR names.
@Suite struct CELConformance {
  private static let folder = processEnvironment()["CEL_CONFORMANCE_DIR"] ?? "../shared/conformance/cel"

  /// A test that wants a backslash of an expression that has none, and whose twin with a text instead of bytes wants
  /// none.
  private static func isContradiction(_ failure: String) -> Bool {
    failure.hasPrefix("parse.json bytes_literals/triple_single_quoted_unescaped_punctuation:")
  }

  @Test func everyTestHolds() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder)) ?? []
    let files = names.filter { $0.hasSuffix(".json") }.sorted()
    if files.isEmpty {
      print("skipped: there are no tests in \(Self.folder); CEL_CONFORMANCE_DIR names a folder")
    }
    var (passed, failures) = (0, [String]())
    for file in files {
      let data = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(file)"))
      let tests = try #require(try parseJSON(Array(data)).list)
      let faults = tests.compactMap { test in
        ConformanceCase(test).fault.map {
          "\(file) \(test["section"]?.string ?? "")/\(test["name"]?.string ?? ""): \($0)"
        }
      }
      print("\(file): \(tests.count - faults.count) passed, \(faults.count) failed")
      passed += tests.count - faults.count
      failures += faults
    }
    print("\(passed) passed, \(failures.count) failed")
    #expect(failures.filter { !Self.isContradiction($0) } == [])
  }
}

/// One test: an expression, what is in scope, and what must come of it.
private struct ConformanceCase {
  let test: Value

  init(_ test: Value) { self.test = test }

  /// What is wrong; nil where the test holds.
  var fault: String? {
    let expectsError = test["eval_error"] != nil
    let parsed: ParsedExpression
    do {
      parsed = try ParsedExpression(parsing: test["expr"]?.string ?? "")
    } catch {
      return expectsError ? nil : "does not parse: \(error.faults[0].message)"
    }
    let environment = environment
    if test["disable_check"] != true {
      let type: Type
      do {
        type = try parsed.type(in: environment)
      } catch {
        return expectsError ? nil : "does not check: \(error.faults[0].message)"
      }
      if let wanted = test["typed_result"]?["deduced_type"].map(Type.init(conformance:)), wanted != type {
        return "has type \(type), not \(wanted)"
      }
    }
    if test["check_only"] == true { return nil }
    return evaluationFault(parsed, environment, expectsError: expectsError)
  }

  private func evaluationFault(
    _ parsed: ParsedExpression, _ environment: ExpressionEnvironment, expectsError: Bool
  ) -> String? {
    let bindings = test["bindings"]
    do throws(EvaluationError) {
      let result = try Program(parsed, in: environment).evaluate { name in
        bindings?[name]?["value"].map(Value.init(conformance:))
      }
      if expectsError { return "is \(result.value), and should be an error" }
      let wanted = test["typed_result"]?["result"] ?? test["value"] ?? ["bool_value": true]
      let expected = Value(conformance: wanted)
      return isSame(result.value, expected) ? nil : "is \(result.value), not \(expected)"
    } catch {
      return expectsError ? nil : error.message
    }
  }

  private var environment: ExpressionEnvironment {
    var environment = ExpressionEnvironment(container: test["container"]?.string ?? "")
    for declaration in test["type_env"]?.list ?? [] {
      let name = declaration["name"]?.string ?? ""
      if let type = declaration["ident"]?["type"] { environment.variables[name] = Type(conformance: type) }
      let overloads = (declaration["function"]?["overloads"]?.list ?? []).map { overload in
        Overload(
          isMethod: overload["is_instance_function"] == true,
          parameters: (overload["params"]?.list ?? []).map(Type.init(conformance:)),
          result: Type(conformance: overload["result_type"] ?? .null)
        ) { _, _ throws(EvaluationError) in throw EvaluationError("\(name) does nothing") }
      }
      if !overloads.isEmpty { environment.add(Function(name, "", overloads)) }
    }
    for name in bindingNames where environment.variables[name] == nil { environment.variables[name] = .dyn }
    return environment
  }

  private var bindingNames: [String] {
    (test["bindings"]?.map ?? [:]).compactMap { if case .string(let name) = $0.key { name } else { nil } }
  }
}

/// Whether both are the same value of the same type; NaN is the same as NaN.
private func isSame(_ left: Value, _ right: Value) -> Bool {
  switch (left, right) {
  case (.double(let left), .double(let right)): left == right || left.isNaN && right.isNaN
  case (.list(let left), .list(let right)):
    left.count == right.count && zip(left, right).allSatisfy(isSame)
  case (.map(let left), .map(let right)):
    left.count == right.count
      && left.allSatisfy { key, value in right[key].map { isSame(value, $0) } ?? false }
  default: left == right
  }
}

extension Value {
  /// A value of a test (README of the tests, "VALUE").
  fileprivate init(conformance value: Value) {
    guard let (key, content) = value.map?.first, case .string(let kind) = key else {
      self = .null
      return
    }
    self =
      switch kind {
      case "int64_value": .int(content.string.flatMap { Int64($0) } ?? content.int.map(Int64.init) ?? 0)
      case "uint64_value": .uint(content.string.flatMap { UInt64($0) } ?? content.int.map(UInt64.init) ?? 0)
      case "double_value": .double(Self.double(content))
      case "bytes_value": .bytes(base64Decoded(content.string ?? "") ?? [])
      case "list_value": .list((content["values"]?.list ?? []).map(Value.init(conformance:)))
      case "map_value":
        .map(
          ValueMap(
            (content["entries"]?.list ?? []).compactMap { entry in
              ValueKey(Value(conformance: entry["key"] ?? .null)).map {
                ($0, Value(conformance: entry["value"] ?? .null))
              }
            }))
      case "type_value": .opaque(OpaqueValue(TypeValue(content.string ?? "")))
      case "null_value": .null
      default: content
      }
  }

  private static func double(_ value: Value) -> Double {
    switch value {
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    case .string(let text): Double(text) ?? 0
    case .double(let number): number
    case .decimal(let number): number.double
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    default: 0
    }
  }
}

extension Type {
  /// A type of a test (cel-spec, "checked.proto").
  fileprivate init(conformance type: Value) {
    guard let (key, content) = type.map?.first, case .string(let kind) = key else {
      self = .dyn
      return
    }
    func parts(_ name: String) -> Type { Type(conformance: content[name] ?? .null) }
    self =
      switch kind {
      case "primitive": Self.primitives[content.string ?? ""] ?? .dyn
      case "well_known": content == "TIMESTAMP" ? .timestamp : content == "DURATION" ? .duration : .dyn
      case "null": .null
      case "list_type": .list(parts("elem_type"))
      case "map_type": .map(key: parts("key_type"), value: parts("value_type"))
      case "type": .type(Type(conformance: content))
      case "type_param": .parameter(content.string ?? "")
      case "abstract_type": Self.abstract(content)
      default: .dyn
      }
  }

  private static func abstract(_ type: Value) -> Type {
    let parameters = (type["parameter_types"]?.list ?? []).map(Type.init(conformance:))
    guard type["name"] == "optional_type" else { return .opaque(type["name"]?.string ?? "", parameters) }
    return .optional(parameters.first ?? .dyn)
  }

  private static let primitives: [String: Type] = [
    "BOOL": .bool, "INT64": .int, "UINT64": .uint, "DOUBLE": .double, "STRING": .string, "BYTES": .bytes,
  ]
}
