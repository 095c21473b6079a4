import CEL
import CheckModel
import Diagnostics
import ProbeKit
import Testing
import Values

@testable import Checklists

/// Which fields name a host by what came of other items.
@Suite struct LateHostTests {
  /// The fields that are found in those of an item's probe, each with the text of its place.
  private func found(_ fields: String) throws -> [String] {
    let text = """
      inputs: {base: {type: string, default: b}}
      items:
        - {id: b, title: B, ask: {path: x}, expect: {value: 1}, outputs: {o: value, l: value}}
        - id: a
          title: A
          needs: [b]
          expect: {value: 1}
          ask: \(fields)

      """
    let loaded = try Loaded(["main.yaml": mainFile(text)], registry: ProbeRegistry([AskProbe.self]))
    let checklist = loaded.project.checklist("main")
    try #require(!loaded.project.diagnostics.hasErrors, "\(loaded.show(loaded.project.diagnostics))")
    let item = try #require(checklist?.composition.items.last)
    return lateHostFields(of: item, AskProbe.description).map { field, span in
      let bytes = loaded.project.sources[span.file].bytes[span.bytes]
      return "\(field): \(String(decoding: bytes, as: UTF8.self))"
    }
  }

  private static let late = "${needs.b.outputs.o}"

  @Test(arguments: [
    "{url: '\(late)'}", "{url: 'http://\(late)'}", "{url: 'http://\(late)/x'}", "{url: 'http://a.\(late)/x'}",
    "{url: '\(late)://example.com/'}", "{url: 'http://example.com\(late)'}",
    "{url: 'http://example.com:\(late)/'}",
    "{url: 'http://\(late)@example.com/'}", "{url: 'http:/\(late)'}", "{url: 'http:///\(late)'}",
    "{url: '${inputs.base}/\(late)'}", "{url: '${inputs.base}\(late)'}",
    "{url: 'http://${inputs.base}\(late)'}",
    "{url: 'http://a\\\(late)'}", "{url: 'x/y\(late)'}",
  ])
  func aURLWhoseHostIsLate(fields: String) throws {
    #expect(try found(fields) == ["url: \(Self.late)"])
  }

  @Test(arguments: [
    "{url: 'http://example.com/\(late)'}", "{url: 'http://example.com/x?\(late)'}",
    "{url: 'http://example.com?\(late)'}",
    "{url: 'http://example.com#\(late)'}", "{url: 'http://example.com:80/\(late)'}",
    "{url: 'http://${inputs.base}/\(late)'}", "{url: '${inputs.base}://example.com/\(late)'}",
    "{url: 'http://${inputs.base}/'}", "{url: '${inputs.base}'}", "{path: '\(late)'}",
    "{way: {note: '\(late)'}}",
    "{headers: {X-Host: '\(late)'}}", "{url: 'http://example.com/${now}'}", "{url: 'http://${string(now)}/'}",
    "{hops: ['x\(late)']}", "{any: {url: '\(late)'}}",
  ])
  func whatNamesNoHostByAnOutput(fields: String) throws {
    #expect(try found(fields) == [])
  }

  @Test(arguments: [
    ("{host: 'a/\(late)'}", ["host"]), ("{name: '\(late).example.com'}", ["name"]),
    ("{proxy: 'http://a/\(late)'}", ["proxy"]),
    ("{resolve: ['a:1:\(late)', x, '\(late)']}", ["resolve[0]", "resolve[2]"]),
    ("{headers: {Accept: x, hOsT: '\(late)'}}", ["headers.hOsT"]),
    ("{way: {via: 'x\(late)', note: '\(late)'}}", ["way.via"]),
    ("{hops: [x, {at: '\(late)'}]}", ["hops[1].at"]),
    ("{host: '\(late)', url: 'http://\(late)/', path: '\(late)'}", ["host", "url"]),
    ("{host: '${needs[\"b\"].outcome}'}", ["host"]),
    ("{host: '${[needs].size() > 0 ? \"a\" : \"b\"}'}", ["host"]),
  ])
  func whateverNamesAHostByAnOutput(fields: String, names: [String]) throws {
    #expect(try found(fields).map { String($0.prefix { $0 != ":" }) } == names)
  }

  @Test(arguments: ["resolve", "headers", "way", "hops"])
  func oneExpressionForAllOfIt(name: String) throws {
    #expect(try found("{\(name): '${needs.b.outputs.l}'}") == ["\(name): ${needs.b.outputs.l}"])
  }
}

private struct AskProbe: FakeProbe {
  static let description = ProbeDescription(
    kind: "ask", summary: "Asks.",
    fields: [
      FieldDescription("url", .url, "Where.", names: .host),
      FieldDescription("host", .string, "Where.", names: .host),
      FieldDescription("proxy", .string, "Through whom.", names: .host),
      FieldDescription("name", .string, "What name.", names: .name),
      FieldDescription("resolve", .list(.string), "Addresses.", names: .host),
      FieldDescription("headers", .map(.string), "Headers.", names: .hostHeader),
      FieldDescription("path", .string, "Which path."), FieldDescription("any", .any, "What else."),
      FieldDescription(
        "way",
        .object([
          FieldDescription("via", .string, "Who.", names: .host),
          FieldDescription("note", .string, "A note."),
        ]), "How."),
      FieldDescription(
        "hops", .list(.either([.string, .object([FieldDescription("at", .url, "Where.", names: .host)])])),
        "Where."),
    ], observation: [Type.Field("value", .dyn, "It.")], examples: [])
}
