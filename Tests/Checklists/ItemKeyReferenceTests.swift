import Checklists
import Diagnostics
import ProbeKit
import Probes
import Testing

/// What is told of the keys of items.
@Suite struct ItemKeyReferenceTests {
  @Test func everyKeySaysWhatItIsFor() {
    let keys = ItemKeyReference.all
    #expect(keys.count == Set(keys.map(\.name)).count && keys.count > 25)
    for key in keys {
      #expect(key.summary.hasSuffix("."), "\(key.name)")
      for inner in key.keys { #expect(inner.summary.hasSuffix("."), "\(key.name).\(inner.name)") }
    }
  }

  /// Each paragraph can stand in an item: what its expressions speak of depends on what the item asks.
  @Test(arguments: ItemKeyReference.all.filter { $0.example != nil }.map(\.name))
  func examplesCanBeCopied(name: String) throws {
    let key = try #require(ItemKeyReference.all.first { $0.name == name })
    for paragraph in (key.example ?? "").split(separator: "\n\n") {
      let lines = ["id: a", "title: A", ""] + paragraph.split(separator: "\n").map(String.init)
      let probe = ["http:", "promql:"].contains { paragraph.contains("\n\($0)") || paragraph.hasPrefix($0) }
      let item = (lines + (probe ? [] : ["command: {argv: [x]}"])).map { "    \($0)" }
      let file = mainFile("items:\n  -\n" + item.joined(separator: "\n") + "\n")
      let loaded = try Loaded(["main.yaml": file], registry: ProbeRegistry(BuiltInProbes.all))
      _ = loaded.project.checklist("main")
      let syntactic: Set<Diagnostic.Code> = [
        "yaml-syntax", "unknown-key", "expression-needs-quotes", "wrong-type",
      ]
      let faults = loaded.project.diagnostics.all.filter { syntactic.contains($0.code) }
      #expect(faults.isEmpty, "\(loaded.show(loaded.project.diagnostics))")
    }
  }
}
