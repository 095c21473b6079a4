private import CLibYAML

/// The events of a text, as libyaml tells them, with places in UTF-8 offsets.
struct EventStream: ~Copyable {
  /// One event; its pointers live until the next one is asked for.
  enum Event {
    case documentStart
    case documentEnd
    case streamEnd
    case scalar(RawScalar)
    case alias(name: String)
    case sequenceStart(Properties, flow: Bool)
    case mappingStart(Properties, flow: Bool)
    case collectionEnd
  }

  /// The anchor and the tag before a node, as they stand in libyaml's memory.
  struct Properties {
    fileprivate let anchorText: UnsafeMutablePointer<UInt8>?
    fileprivate let tagText: UnsafeMutablePointer<UInt8>?

    var anchor: String? { anchorText.map { String(cString: $0) } }
    var tag: String? { tagText.map { String(cString: $0) } }
    var count: Int { (anchorText == nil ? 0 : 1) + (tagText == nil ? 0 : 1) }
  }

  /// A scalar as it stands in libyaml's memory.
  struct RawScalar {
    let text: UnsafeBufferPointer<UInt8>
    let style: Scalar.Style
    let properties: Properties
  }

  /// What libyaml says of a text that it cannot read.
  struct Problem: Error {
    let problem: String
    let offset: Int
    let context: String
    let contextOffset: Int
  }

  /// Where the last event starts and ends, as offsets.
  private(set) var start = 0
  private(set) var end = 0

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private var cursor: OffsetCursor

  /// Reads text that `checkInput` passed and that outlives this stream.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, _ input: CheckedInput) {
    parser = .allocate(capacity: 1)
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    cursor = OffsetCursor(bytes: bytes, start: input.start, isASCII: input.isASCII)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      event.deallocate()
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let text = UnsafeBufferPointer(rebasing: bytes[input.start...])
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// The next event.
  mutating func next() throws(Problem) -> Event {
    while true {
      yaml_event_delete(event)
      guard yaml_parser_parse(parser, event) == 1 else { throw problem() }
      start = cursor.offset(ofScalar: event.pointee.start_mark.index)
      end = cursor.offset(ofScalar: event.pointee.end_mark.index)
      switch event.pointee.type {
      case YAML_SCALAR_EVENT: return .scalar(rawScalar(event.pointee.data.scalar))
      case YAML_MAPPING_START_EVENT:
        let data = event.pointee.data.mapping_start
        return .mappingStart(
          Properties(anchorText: data.anchor, tagText: data.tag), flow: data.style == YAML_FLOW_MAPPING_STYLE)
      case YAML_SEQUENCE_START_EVENT:
        let data = event.pointee.data.sequence_start
        return .sequenceStart(
          Properties(anchorText: data.anchor, tagText: data.tag), flow: data.style == YAML_FLOW_SEQUENCE_STYLE
        )
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: return .collectionEnd
      case YAML_ALIAS_EVENT: return .alias(name: String(cString: event.pointee.data.alias.anchor))
      case YAML_DOCUMENT_START_EVENT: return .documentStart
      case YAML_DOCUMENT_END_EVENT: return .documentEnd
      case YAML_STREAM_START_EVENT: continue
      default: return .streamEnd
      }
    }
  }

  private func rawScalar(_ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar) -> RawScalar {
    let style: Scalar.Style =
      switch data.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    return RawScalar(
      text: UnsafeBufferPointer(start: data.value, count: data.length), style: style,
      properties: Properties(anchorText: data.anchor, tagText: data.tag))
  }

  private mutating func problem() -> Problem {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
    let context = state.context.map { String(cString: $0) } ?? ""
    return Problem(
      problem: problem, offset: cursor.offset(ofScalar: state.problem_mark.index), context: context,
      contextOffset: cursor.offset(ofScalar: state.context_mark.index))
  }
}

/// Turns libyaml's places, which count Unicode scalars, into UTF-8 offsets. It steps from the last place asked
/// for, so that asking in the order of the text is linear.
private struct OffsetCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let start: Int
  private let isASCII: Bool
  private var scalar = 0
  private var offset: Int

  init(bytes: UnsafeBufferPointer<UInt8>, start: Int, isASCII: Bool) {
    self.bytes = bytes
    self.start = start
    self.isASCII = isASCII
    offset = start
  }

  mutating func offset(ofScalar target: Int) -> Int {
    if isASCII { return min(start + target, bytes.count) }
    while scalar < target, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      scalar += 1
    }
    while scalar > target, offset > start {
      offset -= 1
      while offset > start, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
      scalar -= 1
    }
    return offset
  }
}
