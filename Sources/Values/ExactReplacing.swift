extension String {
  /// The text with another in the place of every occurrence of `part`, found by its bytes: the library's `replacing`
  /// compares characters, and misses a quote that is one character with the mark before or behind it.
  public func replacing(exactly part: String, with other: String) -> String {
    let (bytes, sought, substitute) = (Array(utf8), Array(part.utf8), Array(other.utf8))
    guard let first = sought.first, bytes.contains(first) else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == first, bytes[index...].starts(with: sought) {
        result += substitute
        index += sought.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
