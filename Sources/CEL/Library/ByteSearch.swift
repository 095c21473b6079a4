/// Finds a sequence of bytes in others by the algorithm of Knuth, Morris and Pratt: no text and no pattern makes it
/// take more than linear time. UTF-8 is found between whole code points only, since none of its bytes begins within
/// another.
struct ByteSearch {
  private let pattern: [UInt8]
  /// For each beginning of the pattern, how long its longest proper beginning is that is also its end.
  private let borders: [Int]

  /// Prepares to find a pattern, which must not be empty.
  init(_ pattern: [UInt8]) {
    self.pattern = pattern
    var borders = [Int](repeating: 0, count: pattern.count)
    var matched = 0
    for index in pattern.indices.dropFirst() {
      while matched > 0, pattern[index] != pattern[matched] { matched = borders[matched - 1] }
      if pattern[index] == pattern[matched] { matched += 1 }
      borders[index] = matched
    }
    self.borders = borders
  }

  /// Where the pattern first begins at or after an offset.
  func first(in bytes: [UInt8], from start: Int = 0) -> Int? {
    guard start < bytes.count else { return nil }
    var matched = 0
    for index in start..<bytes.count {
      while matched > 0, bytes[index] != pattern[matched] { matched = borders[matched - 1] }
      if bytes[index] == pattern[matched] { matched += 1 }
      if matched == pattern.count { return index + 1 - matched }
    }
    return nil
  }

  /// Where it begins, one occurrence after the other, at most so many.
  func all(in bytes: [UInt8], limit: Int) -> [Int] {
    var found: [Int] = []
    var start = 0
    while found.count < limit, let next = first(in: bytes, from: start) {
      found.append(next)
      start = next + pattern.count
    }
    return found
  }

  /// Where a pattern, which must not be empty, last begins at or before an offset.
  static func last(_ pattern: [UInt8], in bytes: [UInt8], upTo offset: Int) -> Int? {
    let searched = bytes.prefix(offset + pattern.count)
    let mirrored = ByteSearch(pattern.reversed()).first(in: searched.reversed())
    return mirrored.map { searched.count - $0 - pattern.count }
  }
}
