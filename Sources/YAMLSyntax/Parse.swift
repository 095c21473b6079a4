public import Diagnostics

/// Parses a YAML file of one document into a tree.
///
/// Scalars are resolved by the core schema of YAML 1.2, so that `on` and `no` are strings. A syntax fault ends
/// the reading and yields nil, as do an empty file and an exceeded limit. All other faults are gathered and the
/// tree comes without what they spoil, so that its reader can go on to find faults of its own.
///
/// - Parameters:
///   - file: The text; UTF-8, with or without a byte order mark.
///   - id: The file's id in the map that diagnostics are rendered with.
///   - limits: How much is read.
///   - diagnostics: Where faults are added.
public func parseYAML(
  _ file: SourceFile, id: SourceFile.ID, limits: YAMLLimits = .init(), diagnostics: inout Diagnostics
) -> Node? {
  do {
    let input = try checkInput(file, id: id, limits: limits)
    return try file.bytes.withUnsafeBufferPointer { bytes throws(Diagnostic) in
      var parse = try DocumentParse(bytes: bytes, input: input, file: id, limits: limits)
      defer { diagnostics.add(contentsOf: parse.builder.faults.reported) }
      return try parse.run()
    }
  } catch {
    diagnostics.add(error)
    return nil
  }
}

/// Feeds the events of one file to a tree builder.
private struct DocumentParse: ~Copyable {
  private var events: EventStream
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: SourceFile.ID
  var builder: TreeBuilder

  init(
    bytes: UnsafeBufferPointer<UInt8>, input: CheckedInput, file: SourceFile.ID, limits: YAMLLimits
  ) throws(Diagnostic) {
    guard let events = EventStream(bytes, input) else { throw .outOfMemory }
    self.events = events
    self.bytes = bytes
    self.file = file
    builder = TreeBuilder(bytes: bytes, file: file, limits: limits)
  }

  mutating func run() throws(Diagnostic) -> Node {
    var firstDocument: Int?
    while true {
      let event = try nextEvent()
      let (start, end) = (events.start, events.end)
      switch event {
      case .documentStart:
        if let first = firstDocument { throw .severalDocuments(at: span(start), first: span(first)) }
        firstDocument = start
      case .documentEnd: break
      case .scalar(let scalar): try builder.scalar(scalar, start: start, end: end)
      case .alias(let name): try builder.alias(name, start: start, end: end)
      case .sequenceStart(let properties, let flow):
        try builder.open(.sequence, properties, flow: flow, start: start)
      case .mappingStart(let properties, let flow):
        try builder.open(.mapping, properties, flow: flow, start: start)
      case .collectionEnd: try builder.close(start: start, end: end)
      case .streamEnd:
        guard let root = builder.root else { throw .emptyFile(at: Span(file: file, bytes: 0..<0)) }
        return root
      }
    }
  }

  private mutating func nextEvent() throws(Diagnostic) -> EventStream.Event {
    do {
      return try events.next()
    } catch {
      throw syntaxFault(error, bytes: bytes, file: file, bracket: builder.openBracket)
    }
  }

  /// The rest of the line from there on, at most three bytes: the `---` of a document.
  private func span(_ offset: Int) -> Span {
    let line = bytes[offset...].prefix(3).prefix { $0 != 0x0A && $0 != 0x0D && $0 < 0x80 }
    return Span(file: file, bytes: offset..<(offset + line.count))
  }
}

extension Diagnostic {
  fileprivate static var outOfMemory: Diagnostic { Diagnostic("out-of-memory", "No memory to read the file") }

  fileprivate static func severalDocuments(at span: Span, first: Span) -> Diagnostic {
    Diagnostic(
      "several-documents", "A second document starts here; a file holds one", at: span,
      related: [Label(first, "the first one starts here")],
      help: "move it to a file of its own, or remove the `---`")
  }

  fileprivate static func emptyFile(at span: Span) -> Diagnostic {
    Diagnostic("empty-file", "The file holds nothing but blanks and comments", at: span)
  }
}
