import FoundationEssentials
import Testing

/// Every code that the sources can report stands in the expected text of a test.
struct CodeTests {
  @Test func everyCodeIsTested() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let sources = tests.deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "Sources/Checklists")
    let reported = try codes(in: sources) { text in
      ["report(", "fail(", "Diagnostic("].flatMap { call in
        text.split(separator: call).dropFirst().compactMap { rest -> String? in
          let argument = rest.drop(while: \.isWhitespace)
          return argument.first == "\"" ? String(argument.dropFirst().prefix { $0 != "\"" }) : nil
        }
      }
    }
    let tested = try codes(in: tests) { text in
      text.split(separator: "error[").dropFirst().map { String($0.prefix { $0 != "]" }) }
    }
    #expect(reported.count > 40)
    #expect(reported.subtracting(tested).isEmpty, "add a test that shows its whole text")
  }

  private func codes(in folder: URL, _ find: (String) -> [String]) throws -> Set<String> {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    var found: Set<String> = []
    for name in names {
      found.formUnion(
        find(String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)))
    }
    return found
  }
}
