import ProbeKit
import Testing
import Values

@testable import Probes

/// What plugins say and are told, without a plugin.
@Suite struct PluginTypeTests {
  @Test(
    arguments: [
      (PluginType.string, "\"a\"", Value.string("a")), (.string, "1", nil), (.int, "3", 3),
      (.int, "3.0", nil),
      (.int, "\"3\"", nil), (.number, "0.5", .double(0.5)), (.number, "2", 2), (.number, "true", nil),
      (.bool, "false", false), (.bool, "0", nil), (.duration, "1.5", .duration(.milliseconds(1500))),
      (.duration, "-1", .duration(.seconds(-1))), (.duration, "1e300", nil), (.duration, "\"1s\"", nil),
      (.size, "1024", 1024), (.size, "-1", nil), (.size, "1.5", nil),
      (.timestamp, "\"2027-01-15T08:00:00Z\"", .timestamp(Timestamp(seconds: 1_800_000_000))),
      (.timestamp, "\"yesterday\"", nil), (.list, "[1]", [1]), (.list, "{}", nil), (.map, "{}", [:]),
      (.map, "null", nil), (.any, "null", .null),
    ] as [(PluginType, String, Value?)])
  func valuesHaveTheTypesThatWereDeclared(type: PluginType, json: String, value: Value?) throws {
    #expect(type.value(answered: try parseJSON(json)) == value)
  }

  private func description(_ text: String) throws -> PluginDescription {
    try PluginDescription(parsing: Array(text.utf8))
  }

  @Test func withIsConvertedAndFilledIn() throws {
    let disk = try description(
      #"""
      {"checkctl_probe": 1, "observation": {"a": {"type": "int"}},
       "fields": {"age": {"type": "duration"}, "size": {"type": "size", "default": "64Ki"},
                  "key": {"type": "string", "secret": true}}}
      """#)
    let values = try disk.checked(["age": "1m30s", "key": "abcdef"])
    #expect(
      values.values
        == ["age": .duration(.seconds(90)), "key": "abcdef", "size": .int(65_536)])
    #expect(values.values[.string("age")]?.forPlugin == .double(90))
    #expect(disk.secrets(in: values) == ["abcdef", "abcdef"])
    #expect(throws: PluginFault("with.key is not a string")) { try disk.checked(["key": ["abcdef"]]) }
  }

  @Test(arguments: ["fields", "observation"])
  func aNameIsNoLongerThanAMessageHasRoomFor(key: String) throws {
    let name = String(repeating: "x", count: 300_000)
    let other = key == "fields" ? "observation" : "fields"
    #expect(throws: PluginFault("has under `\(key)` a name of 300000 characters, and 100 are the most")) {
      try description(
        #"{"checkctl_probe": 1, "\#(key)": {"\#(name)": {"type": "int"}}, "\#(other)": {"a": {"type": "int"}}}"#
      )
    }
  }

  @Test func whatItWroteIsShownWholeOrNotAtAll() throws {
    let declared = try description(#"{"checkctl_probe": 1, "observation": {"a": {"type": "int"}}}"#)
    let name = String(repeating: "x", count: 300_000)
    for (text, message) in [
      (
        #"{"checkctl_probe": 1, "fields": {"\#(name)": 1}}"#,
        "has a field that the plugin does not declare, a string of 300000 characters; it declares a"
      ),
      (
        #"{"checkctl_probe": 1, "\#(name)": 1}"#,
        "has a key that the protocol does not know, a string of 300000 characters"
      ),
      (
        #"{"checkctl_probe": 1, "error": {"message": "m", "kind": "\#(name)"}}"#,
        "has under `error.kind` what is none, a string of 300000 characters; there are timeout, unreachable, authentication, refused, invalid, answer"
      ),
    ] {
      #expect(throws: PluginFault(message)) {
        try PluginAnswer(parsing: Array(text.utf8), declared, redacting: Redactor())
      }
    }
    #expect(
      throws: PluginFault(
        "has under `observation.a.type` what is no type, a string of 300000 characters; there are string, int, number, bool, duration, size, timestamp, list, map, any"
      )
    ) {
      try description(#"{"checkctl_probe": 1, "observation": {"a": {"type": "\#(name)"}}}"#)
    }
  }

  @Test(arguments: [
    ("{}", "lacks `checkctl_probe`, the version of the protocol, which is 1"),
    ("[]", "has a list where a map should be"),
    (#"{"checkctl_probe": 1}"#, "has neither `fields` nor `no_data` nor `error`"),
    (
      #"{"checkctl_probe": 1, "fields": {}, "no_data": "x"}"#,
      "has `fields` and `no_data`, of which it should have one"
    ),
    (
      #"{"checkctl_probe": 1, "field": {}}"#,
      "has a key that the protocol does not know, \"field\"; did it mean `fields`?"
    ),
    (#"{"checkctl_probe": 1, "fields": {}, "notes": "x"}"#, "has under `notes` what is no list of texts"),
    (#"{"checkctl_probe": 1, "error": {"kind": "timeout"}}"#, "lacks `error.message`"),
    (#"{"checkctl_probe": 1, "error": {"message": " "}}"#, "lacks `error.message`"),
    (#"{"checkctl_probe": 1, "no_data": ""}"#, "has under `no_data` no reason"),
    (#"{"checkctl_probe": 1, "no_data": "\n "}"#, "has under `no_data` no reason"),
    (
      #"{"checkctl_probe": 1, "error": {"kind": "odd", "message": "m"}}"#,
      "has under `error.kind` what is none, \"odd\"; there are timeout, unreachable, authentication, refused, invalid, answer"
    ),
  ])
  func whatIsNoAnswerIsSaid(text: String, message: String) throws {
    let declared = try description(#"{"checkctl_probe": 1, "observation": {"a": {"type": "int"}}}"#)
    #expect(throws: PluginFault(message)) {
      try PluginAnswer(parsing: Array(text.utf8), declared, redacting: Redactor())
    }
  }
}
