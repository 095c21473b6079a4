internal import Digests

/// Bytes that look random, and are the same for the same key and label (SHA-256 in counter mode).
struct KeyStream {
  private let seed: String
  private var block: [UInt8] = []
  private var place = 0
  private var count = 0

  init(key: String, label: String) { seed = SHA256Digest(of: "\(key)\u{0}\(label)").hex }

  /// The next byte.
  mutating func next() -> Int {
    if place == block.count {
      block = SHA256Digest(of: "\(seed)\(count)").bytes
      count += 1
      place = 0
    }
    defer { place += 1 }
    return Int(block[place])
  }

  /// A number from 1 to `limit`, which is small.
  mutating func next(upTo limit: Int) -> Int { 1 + next() % limit }

  /// So many bytes.
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(next()) } }
}

extension SHA256Digest {
  /// The digest itself.
  fileprivate var bytes: [UInt8] {
    func digit(_ byte: UInt8) -> UInt8 { byte < 0x3A ? byte - 0x30 : byte - 0x57 }
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).map { digit(digits[$0]) << 4 | digit(digits[$0 + 1]) }
  }
}
