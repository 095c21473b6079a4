import Checklists
import FoundationEssentials
import Testing
import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The JSON Schemas against files that are JSON, and so YAML: what lint accepts they accept.
struct SchemaTests {
  private static let checklist = #"""
    {"checkctl": 1, "checklist": "main", "title": "T", "description": "D",
     "inputs": {"n": {"type": "int", "default": 1}, "m": {"type": "map(list(string))", "default": {}}},
     "targets": {"db": "postgres", "m": "prometheus"}, "defaults": {"section": "S", "tags": ["x"], "timeout": "1m30s"},
     "include": ["sub.yaml", {"use": "sub.yaml", "as": "i", "override": {"up": {"severity": "high"}}}],
     "items": [
       {"id": "a", "title": "A", "sql": {"query": "q", "params": ["${inputs.n}"]}, "expect": {"value": {"ge": 1}}},
       {"id": "b", "title": "B", "http": {"url": "https://a", "redirects": "${inputs.n}", "auth": {"user": "u"}},
        "needs": ["a"], "retry": {"every": "5s", "attempts": 3}, "when": "inputs.n > 0", "gate": false},
       {"id": "c", "title": "C ${each}", "for_each": ["x"], "command": {"argv": ["x"]}, "redact": ["stdout"]}]}
    """#
  private static let sub = """
    {"checkctl": 1, "checklist": "sub", "items": [{"id": "up", "title": "U", "command": {"argv": ["x"]}}]}
    """

  @Test func whatLintsCleanIsValid() throws {
    let loaded = try Loaded(["main.yaml": Self.checklist, "sub.yaml": Self.sub])
    #expect(loaded.lint() == "")
    try validate(.checklist, ["main.yaml": Self.checklist, "sub.yaml": Self.sub], isValid: true)
    let environment = """
      {"checkctl": 1, "environment": "e", "extends": ["b"], "inputs": {"x": [1]},
       "targets": {"db": {"postgres": {"host": "h"}, "max_connections": 4}, "m": {"prometheus": "http://p"}}}
      """
    try validate(.environment, ["e.yaml": environment], isValid: true)
  }

  @Test func whatIsWrongIsNot() throws {
    let faults = [
      ("\"title\": \"T\"", "\"titel\": \"T\""), ("\"checkctl\": 1", "\"checkctl\": 2"), ("\"1m30s\"", "90"),
      ("{\"ge\": 1}", "{\"gte\": 1}"), ("\"redirects\": \"${inputs.n}\"", "\"redirects\": 99"),
      ("\"id\": \"a\", ", ""), ("\"sql\":", "\"http\": {\"url\": \"https://a\"}, \"sql\":"),
      ("\"query\": \"q\", ", ""),
      ("map(list(string))", "set(string)"), ("\"severity\": \"high\"", "\"severity\": \"urgent\""),
    ]
    var files: [String: String] = [:]
    for (place, (right, wrong)) in faults.enumerated() {
      let text = Self.checklist.replacing(right, with: wrong)
      #expect(try Loaded(["main.yaml": text, "sub.yaml": Self.sub]).lint() != "", "\(wrong)")
      files["\(place).yaml"] = text
    }
    try validate(.checklist, files, isValid: false)
  }

  /// Asks Python's `jsonschema`; without it there is nobody to ask.
  private func validate(_ schema: FileSchema, _ files: [String: String], isValid: Bool) throws {
    guard system("python3 -c 'import jsonschema' 2>/dev/null") == 0 else { return }
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      for path in sys.argv[3:]:
          errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.load(open(path))))
          if bool(errors) == (sys.argv[2] == "valid"):
              sys.exit(path + ": " + (errors[0].message if errors else "is valid"))
      """
    let folder = try Folder(files)
    try folder.write("schema.json", Array(schema.schema(FakeProbes.registry).json.utf8))
    try folder.write("validate.py", Array(script.utf8))
    let paths = files.keys.sorted().map { "\(folder.path)/\($0)" }.joined(separator: " ")
    let verdict = isValid ? "valid" : "invalid"
    #expect(system("python3 \(folder.path)/validate.py \(folder.path)/schema.json \(verdict) \(paths)") == 0)
  }
}
