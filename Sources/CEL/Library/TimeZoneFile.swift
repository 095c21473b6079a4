extension TimeZone {
  /// Reads a time zone file (RFC 8536, versions 1 to 4); nil for anything else, and for files that count leap
  /// seconds.
  init?(file: [UInt8]) {
    guard let old = TimeZoneBlock(file[...], bytesPerTime: 4) else { return nil }
    if old.version == 0 {
      self.init(old, rule: nil)
      return
    }
    // From version 2 on a second block with 64-bit times follows, and a rule for what comes after.
    guard let new = TimeZoneBlock(file[old.content.endIndex...], bytesPerTime: 8),
      file[new.content.endIndex...].first == newline
    else { return nil }
    let footer = file[(new.content.endIndex + 1)...].prefix { $0 != newline }
    let rule = TimeZoneRule(footer)
    guard footer.isEmpty || rule != nil else { return nil }
    self.init(new, rule: rule)
  }

  private init?(_ block: TimeZoneBlock, rule: TimeZoneRule?) {
    guard let offsets = block.offsets(), let changes = block.changes(offsets: offsets) else { return nil }
    self.init(firstOffset: offsets[0], changes: changes, rule: rule)
  }
}

private let newline = UInt8(ascii: "\n")

/// A header of a time zone file and what follows it (RFC 8536, sections 3.1 and 3.2).
private struct TimeZoneBlock {
  let version: UInt8
  private let bytesPerTime: Int
  private let timeCount: Int
  private let typeCount: Int
  /// The times, the types that begin then, the types, and what is of no use here.
  let content: ArraySlice<UInt8>

  init?(_ bytes: ArraySlice<UInt8>, bytesPerTime: Int) {
    let header = Array(bytes.prefix(44))
    guard header.count == 44, header.starts(with: "TZif".utf8) else { return nil }
    let counts = stride(from: 20, to: 44, by: 4).map {
      Int(UInt32(truncatingIfNeeded: bigEndian(header[$0..<$0 + 4])))
    }
    let (utCount, standardCount, leapCount) = (counts[0], counts[1], counts[2])
    let length =
      counts[3] * (bytesPerTime + 1) + counts[4] * 6 + counts[5] + standardCount + utCount
      + leapCount * (bytesPerTime + 4)
    let content = bytes.dropFirst(44).prefix(length)
    guard content.count == length, leapCount == 0 else { return nil }
    self.content = content
    self.bytesPerTime = bytesPerTime
    version = header[4]
    timeCount = counts[3]
    typeCount = counts[4]
  }

  /// The offsets of the types; there is at least one.
  func offsets() -> [Int]? {
    let types = content.dropFirst(timeCount * (bytesPerTime + 1))
    let offsets = (0..<typeCount).map { Int(bigEndian(types.dropFirst($0 * 6).prefix(4))) }
    // No clock is a week off.
    guard !offsets.isEmpty, offsets.allSatisfy({ abs($0) < 7 * 86_400 }) else { return nil }
    return offsets
  }

  /// The times and the offsets from then on; nil where they are out of order.
  func changes(offsets: [Int]) -> [TimeZone.Change]? {
    let types = content.dropFirst(timeCount * bytesPerTime)
    var changes: [TimeZone.Change] = []
    for (index, type) in types.prefix(timeCount).enumerated() {
      let start = bigEndian(content.dropFirst(index * bytesPerTime).prefix(bytesPerTime))
      guard Int(type) < offsets.count, start > changes.last?.start ?? .min else { return nil }
      changes.append(TimeZone.Change(start: start, offset: offsets[Int(type)]))
    }
    return changes
  }
}

/// A signed number of up to eight bytes.
private func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int64 {
  let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
  return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
}
