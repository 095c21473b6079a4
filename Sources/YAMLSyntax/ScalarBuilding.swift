internal import Diagnostics

/// Places, tags and types of nodes.
extension TreeBuilder {
  /// Where a scalar stands, its tag and anchor left out.
  func place(of raw: EventStream.RawScalar, start: Int, end: Int) -> Range<Int> {
    var start = start
    if raw.properties.count > 0 {
      let content = skipProperties(raw.properties.count, from: start, to: end)
      if content < end { start = content }
    }
    guard raw.style == .literal || raw.style == .folded else { return start..<max(start, end) }
    var end = end
    while end > start + 1, isBlankOrBreak(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Where the content begins that follows so many tags and anchors.
  func skipProperties(_ count: Int, from start: Int, to end: Int) -> Int {
    var offset = start
    for _ in 0..<count {
      offset = skipBlanks(from: offset, to: end)
      while offset < end, !isBlankOrBreak(bytes[offset]) { offset += 1 }
    }
    return skipBlanks(from: offset, to: end)
  }

  private func skipBlanks(from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      if bytes[offset] == UInt8(ascii: "#") {
        while offset < end, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
      } else if isBlankOrBreak(bytes[offset]) {
        offset += 1
      } else {
        break
      }
    }
    return offset
  }

  /// The scalar of that type; a number that no value holds is a fault and stays text.
  mutating func makeScalar(
    _ raw: EventStream.RawScalar, kind: ScalarKind, at place: Range<Int>
  ) -> Scalar {
    let text = String(decoding: raw.text, as: UTF8.self)
    let scalar = Scalar(text: text, style: raw.style, kind: kind)
    guard kind == .integer || kind == .float else { return scalar }
    let span = span(place.lowerBound, place.upperBound)
    if raw.text.count > YAMLLimits.maxNumberLength {
      faults.add(
        .numberOutOfRange(at: span, "A number has at most \(YAMLLimits.maxNumberLength) characters"))
    } else if kind == .float, case .float(let value) = scalar.value, value.isInfinite,
      raw.text.last.map({ $0 | 0x20 }) != UInt8(ascii: "f")
    {
      faults.add(.numberOutOfRange(at: span, "`\(excerpt(text))` is beyond the range of 64-bit numbers"))
    } else {
      return scalar
    }
    return Scalar(text: text, style: raw.style, kind: .string)
  }

  /// A scalar with a tag. One whose tag is unknown becomes the text as it stands in the file, tag included,
  /// since it is most likely an expression such as `!has(x)` that its author forgot to quote.
  mutating func taggedScalar(
    _ raw: EventStream.RawScalar, tag: String, whole: Range<Int>, place: inout Range<Int>
  ) -> Scalar {
    let wholeSpan = span(whole.lowerBound, whole.upperBound)
    guard let name = coreTag(tag) else {
      let source = bytes[whole]
      faults.add(.unknownTag(tag, at: wholeSpan, quoted: source.contains(0x0A) ? nil : suggestion(source)))
      guard !source.contains(0x0A) else { return makeScalar(raw, kind: .string, at: place) }
      place = whole
      return Scalar(text: String(decoding: source, as: UTF8.self), style: .plain, kind: .string)
    }
    let found = ScalarKind(ofPlain: raw.text)
    let kind: ScalarKind? =
      switch name {
      case .str: .string
      case .null: found == .null ? .null : nil
      case .bool: found == .bool ? .bool : nil
      case .int: found == .integer ? .integer : nil
      case .float: found == .float || (found == .integer && !hasRadix(raw.text)) ? .float : nil
      case .seq, .map: nil
      }
    guard let kind else {
      faults.add(.wrongTag("!!\(name.rawValue)", at: wholeSpan, found: found.name))
      return makeScalar(raw, kind: .string, at: place)
    }
    return makeScalar(raw, kind: kind, at: place)
  }

  private func hasRadix(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.contains { $0 | 0x20 == UInt8(ascii: "x") || $0 | 0x20 == UInt8(ascii: "o") }
  }

  /// Finds fault with the tag of a list or a map.
  mutating func checkCollectionTag(_ tag: String, _ kind: Frame.Kind, at place: Range<Int>) {
    var end = place.upperBound
    while end > place.lowerBound + 1, isBlankOrBreak(bytes[end - 1]) { end -= 1 }
    let span = span(place.lowerBound, end)
    switch (coreTag(tag), kind) {
    case (nil, _): faults.add(.unknownTag(tag, at: span, quoted: nil))
    case (.seq?, .sequence), (.map?, .mapping): break
    case (let name?, .sequence): faults.add(.wrongTag("!!\(name.rawValue)", at: span, found: "a list"))
    case (let name?, .mapping): faults.add(.wrongTag("!!\(name.rawValue)", at: span, found: "a map"))
    }
  }

  private func coreTag(_ tag: String) -> CoreTag? {
    let prefix = "tag:yaml.org,2002:"
    return tag.hasPrefix(prefix) ? CoreTag(rawValue: String(tag.dropFirst(prefix.count))) : nil
  }
}

/// The tags of the core schema.
private enum CoreTag: String {
  case str, null, bool, int, float, seq, map
}

/// Whether the byte is a space, a tab or part of a line break.
func isBlankOrBreak(_ byte: UInt8) -> Bool { isBlank(byte) || byte == 0x0A || byte == 0x0D }

/// Whether the byte is a space or a tab.
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
