#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Whether the text has the part, byte for byte. A text may have megabytes and the engine waits for the answer, so the
/// C library looks for it.
func containsUTF8(_ text: String, _ part: String) -> Bool {
  var (text, part) = (text, part)
  return text.withUTF8 { text in
    part.withUTF8 { part in
      guard let sought = part.baseAddress, !part.isEmpty else { return true }
      guard let begin = text.baseAddress else { return false }
      let last = text.count - part.count
      var offset = 0
      while offset <= last, let found = memchr(begin + offset, Int32(sought[0]), last - offset + 1) {
        if memcmp(found, sought, part.count) == 0 { return true }
        offset = UnsafeRawPointer(begin).distance(to: found) + 1
      }
      return false
    }
  }
}
