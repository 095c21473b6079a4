internal import Values

/// A table while its document is read, with the rules of TOML 1.0 for what may be added to it ("Keys", "Table", "Array of
/// Tables").
final class TOMLTable {
  /// What made a table.
  enum Origin {
    /// Its own header, or the document.
    case header
    /// The header of a table within.
    case nested
    /// A dotted key.
    case dottedKey
  }

  private enum Entry {
    case value(Value)
    case table(TOMLTable)
    case tables(Elements)
  }

  /// The elements of an array of tables, which grow in place.
  private final class Elements {
    var tables: [TOMLTable]

    init(_ first: TOMLTable) { tables = [first] }
  }

  private var origin: Origin
  private var order: [ValueKey] = []
  private var entries: [ValueKey: Entry] = [:]

  init(_ origin: Origin) { self.origin = origin }

  /// What it holds.
  var value: Value {
    .map(
      ValueMap(
        order.map { key in
          switch entries[key] {
          case .value(let value)?: (key, value)
          case .table(let table)?: (key, table.value)
          case .tables(let elements)?: (key, .list(elements.tables.map(\.value)))
          case nil: (key, .null)
          }
        }))
  }

  /// The table through which the header of another one leads; of an array of tables the last.
  func parent(_ key: ValueKey, at offset: Int) throws(TOMLFault) -> TOMLTable {
    switch entries[key] {
    case .table(let table)?: return table
    case .tables(let elements)?: return elements.tables[elements.tables.count - 1]
    case .value?: throw Self.fault("is no table", key, offset)
    case nil: return add(TOMLTable(.nested), key)
    }
  }

  /// The table that a header names, which may not have had one yet.
  func opened(_ key: ValueKey, at offset: Int) throws(TOMLFault) -> TOMLTable {
    switch entries[key] {
    case .table(let table)? where table.origin == .nested:
      table.origin = .header
      return table
    case .some: throw Self.fault("stands twice", key, offset)
    case nil: return add(TOMLTable(.header), key)
    }
  }

  /// A new element of an array of tables.
  func element(_ key: ValueKey, at offset: Int) throws(TOMLFault) -> TOMLTable {
    let table = TOMLTable(.header)
    switch entries[key] {
    case .tables(let elements)?: elements.tables.append(table)
    case .some: throw Self.fault("stands twice", key, offset)
    case nil:
      order.append(key)
      entries[key] = .tables(Elements(table))
    }
    return table
  }

  /// The table within that a part of a dotted key names. One with a header of its own is complete.
  func dotted(_ key: ValueKey, at offset: Int) throws(TOMLFault) -> TOMLTable {
    switch entries[key] {
    case .table(let table)? where table.origin != .header:
      table.origin = .dottedKey
      return table
    case .some: throw Self.fault("cannot be added to", key, offset)
    case nil: return add(TOMLTable(.dottedKey), key)
    }
  }

  func set(_ key: ValueKey, to value: Value, at offset: Int) throws(TOMLFault) {
    guard entries[key] == nil else { throw Self.fault("stands twice", key, offset) }
    order.append(key)
    entries[key] = .value(value)
  }

  private func add(_ table: TOMLTable, _ key: ValueKey) -> TOMLTable {
    order.append(key)
    entries[key] = .table(table)
    return table
  }

  private static func fault(_ what: String, _ key: ValueKey, _ offset: Int) -> TOMLFault {
    TOMLFault(message: "the key `\(key.description.shortened(to: 80))` \(what)", offset: offset)
  }
}
