import TestEnvironment
import Testing

/// The EventCore pack against the chapter that it implements.
@Suite struct CoverageTests {
  private static let folder = SchemaTests.root + "/checklists"

  /// A bullet of the chapter, or what stands in its code, by its heading.
  private struct Place: Hashable, CustomStringConvertible {
    let heading: String
    let text: String
    var description: String { "\(heading): \(text)" }
  }

  @Test func everythingInTheChapterHasItems() throws {
    let pack = try Pack(Self.folder)
    let coverage = try Self.coverage()
    let chapter = Self.chapter
    #expect(chapter.count > 150)
    #expect(Set(chapter).count == chapter.count)
    for place in chapter {
      let items = coverage[place] ?? []
      #expect(!items.isEmpty, "no item for \(place)")
    }
    for (place, items) in coverage {
      #expect(chapter.contains(place), "not in the chapter: \(place)")
      for item in items { #expect(pack.items[item] != nil, "no item is named `\(item)`: \(place)") }
    }
  }

  @Test func everyItemIsOfTheChapterOrOfTheQuickstart() throws {
    let pack = try Pack(Self.folder)
    let mapped = Set(try Self.coverage().values.joined())
    let spare = pack.items.filter { $0.value.checklist != "quickstart" && !mapped.contains($0.key) }
    #expect(spare.isEmpty, "in no row of COVERAGE.md: \(spare.keys.sorted())")
  }

  @Test func everyItemSaysWhatAReaderNeeds() throws {
    let headings = Set(Self.chapter.map(\.heading))
    for (id, item) in try Pack(Self.folder).items {
      for key in ["title", "severity", "remedy"] {
        #expect(item.keys.contains(key), "\(id) has no \(key)")
      }
      for key in ["section", "tags", "owner"] {
        #expect(item.keys.contains(key) || item.defaults.contains(key), "\(id) has no \(key)")
      }
      let isOfAHeading = headings.contains(item.section) || item.checklist == "quickstart"
      #expect(isOfAHeading, "\(id): the chapter has no heading `\(item.section)`")
    }
  }

  @Test func everyMomentHasAnEntryPoint() throws {
    for moment in [
      "pre-deploy", "deploy", "post-deploy", "daily", "weekly", "monthly", "health-check",
      "deployment-validation",
      "incident-response", "rollback", "quickstart",
    ] {
      #expect(throws: Never.self) { try readFile("\(Self.folder)/\(moment).yaml") }
    }
  }

  private static let chapter: [Place] = {
    var heading = ""
    return ChapterOutline.text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("- ") else {
        heading = String(line.dropFirst(2))
        return nil
      }
      return Place(heading: heading, text: String(line.dropFirst(2)))
    }
  }()

  /// The ids of each row of the tables, whose headings are those of the chapter.
  private static func coverage() throws -> [Place: [String]] {
    var heading = ""
    var rows: [Place: [String]] = [:]
    for line in try readFile("\(folder)/COVERAGE.md").split(separator: "\n") {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      guard line.hasPrefix("| "), !line.hasPrefix("| ---"), line != "| the chapter | items |" else {
        continue
      }
      let cells = line.dropFirst(2).split(separator: " | ", maxSplits: 1)
      let text = cells[0].hasPrefix("`") ? cells[0].dropFirst().dropLast() : cells[0]
      let ids =
        cells.last?.split(separator: "`").map(String.init).filter { $0.first?.isLetter ?? false } ?? []
      rows[Place(heading: heading, text: String(text))] = ids
    }
    return rows
  }
}

/// The items of the pack, as their files have them: two blanks before each item, four before its keys.
private struct Pack {
  struct Item {
    let checklist: String
    var keys: Set<String>
    let defaults: Set<String>
    var section: String
  }

  private(set) var items: [String: Item] = [:]

  init(_ folder: String) throws {
    let names = TemporaryDirectory.entries(of: folder).filter { $0.hasSuffix(".yaml") }
    for name in names { try read("\(folder)/\(name)", checklist: String(name.dropLast(5))) }
  }

  private mutating func read(_ path: String, checklist: String) throws {
    var block = Substring()
    var id = ""
    var defaults: [String: String] = [:]
    for line in try readFile(path).split(separator: "\n") {
      if let first = line.first, first.isLetter { block = line.prefix { $0 != ":" } }
      if block == "defaults" { Self.read(defaultsOf: line, into: &defaults) }
      guard block == "items" else { continue }
      if line.hasPrefix("  - id: ") {
        id = String(line.dropFirst(8))
        items[id] = Item(
          checklist: checklist, keys: [], defaults: Set(defaults.keys), section: defaults["section"] ?? "")
      } else if line.hasPrefix("    "), line.dropFirst(4).first?.isLetter == true {
        items[id]?.keys.insert(String(line.dropFirst(4).prefix { $0 != ":" }))
        if line.hasPrefix("    section: ") { items[id]?.section = String(line.dropFirst(13)) }
      }
    }
  }

  /// Reads a line of a block, or all of them where they are in braces.
  private static func read(defaultsOf line: Substring, into defaults: inout [String: String]) {
    let isInBraces = line.hasPrefix("defaults: {")
    let parts = isInBraces ? line.dropFirst(11).split(separator: ", ") : [line.dropFirst(2)]
    for part in parts where !line.hasPrefix("defaults:") || isInBraces {
      let pair = part.split(separator: ": ", maxSplits: 1)
      if pair.count == 2 { defaults[String(pair[0])] = String(pair[1]) }
    }
  }
}
