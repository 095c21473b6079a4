/// Makes inputs that nobody would write of those that somebody did, the same one for the same seed.
public struct Mutator: Sendable {
  /// The most bytes of an input.
  public static let largest = 1 << 17

  fileprivate let corpus: [[UInt8]]
  fileprivate let tokens: [[UInt8]]

  /// Makes a mutator of inputs that mean something, and of words that mean something in them. Neither may be empty.
  public init(corpus: [[UInt8]], tokens: [[UInt8]]) {
    precondition(!corpus.isEmpty && !tokens.isEmpty, "nothing comes of nothing")
    self.corpus = corpus
    self.tokens = tokens
  }

  /// The input of this seed: one of the corpus, changed in one to four places, or now and then in many.
  public func input(seed: UInt64) -> [UInt8] {
    var mutant = Mutant(of: self, seed: seed)
    return mutant.grown()
  }
}

/// An input that is being changed.
private struct Mutant {
  private let mutator: Mutator
  private var random: SplitMix
  private var bytes: [UInt8]

  /// What stands around something to nest it: what opens, and what closes.
  private static let brackets: [(open: String, close: String)] = [
    ("[", "]"), ("{", "}"), ("{\"a\":", "}"), ("{a: ", "}"), ("(", ")"), ("- ", ""), ("? ", ""), ("!", ""),
    ("-", ""), ("${", "}"), ("[?(@.a==", ")]"), ("..", ""), (".a", ""), ("{range .a[*]}", "{end}"), (" ", ""),
    ("\n", ""), ("\t", ""), ("\r", ""), ("0", ""), ("9", ""), ("1,", ""), ("\\", ""), ("é", ""), ("%25", ""),
    ("a: 1\n", ""), ("A: b\r\n", ""), ("f(", ")"), ("a ? b : ", ""),
  ]
  private static let depths = [2, 5, 31, 65, 101, 150, 513, 5_000, 40_000]
  private static let numbers = [
    "0", "-1", "1e999", "-0.0", "1e-999", "2147483648", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "0x7f",
    "1_000", "00", "99999999999999999999999999999999999999999999", "0.1e1", "NaN", "+Inf", ".5", "5.",
  ]
  private static let noText: [[UInt8]] = [
    [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80],
    [0xE2, 0x80],
    [0xE2, 0x80, 0xAE], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0x1B, 0x5B, 0x32, 0x4A], [0x7F],
  ]

  init(of mutator: Mutator, seed: UInt64) {
    self.mutator = mutator
    random = SplitMix(seed: seed)
    bytes = mutator.corpus.randomElement(using: &random) ?? []
  }

  mutating func grown() -> [UInt8] {
    let isWild = chance(of: 12)
    for _ in 0..<number(upTo: isWild ? 24 : 4) {
      change()
      if bytes.count > Mutator.largest { bytes.removeSubrange(Mutator.largest...) }
    }
    return bytes
  }

  private mutating func change() {
    switch Int.random(in: 0..<16, using: &random) {
    case 0: flipBit()
    case 1: replaceByte()
    case 2: bytes.removeSubrange(stretch())
    case 3: duplicate()
    case 4: splice()
    case 5: if chance(of: 3) { bytes.removeSubrange(place()...) }
    case 6, 7: insert(token())
    case 8, 9: replaceWord(with: token())
    case 10: replaceNumber()
    case 11, 12: borrowLine()
    case 13: moveLine()
    case 14: insert(Self.noText.randomElement(using: &random) ?? [])
    default: nest()
    }
  }

  // MARK: - Changes

  private mutating func flipBit() {
    guard !bytes.isEmpty else { return }
    bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
  }

  private mutating func replaceByte() {
    guard !bytes.isEmpty else { return }
    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
  }

  private mutating func duplicate() {
    let range = stretch()
    let part = Array(bytes[range])
    let times = chance(of: 10) ? 1 << number(upTo: 10) : 1
    for _ in 0..<times where bytes.count <= Mutator.largest {
      bytes.insert(contentsOf: part, at: range.upperBound)
    }
  }

  /// The beginning of this input and the end of another.
  private mutating func splice() {
    guard let other = mutator.corpus.randomElement(using: &random) else { return }
    bytes.removeSubrange(place()...)
    bytes += other[Int.random(in: 0...other.count, using: &random)...]
  }

  private mutating func insert(_ part: [UInt8]) { bytes.insert(contentsOf: part, at: place()) }

  private mutating func replaceWord(with word: [UInt8]) {
    bytes.replaceSubrange(self.word(where: { !" \n\r\t,:{}[]()\"'=".utf8.contains($0) }), with: word)
  }

  private mutating func replaceNumber() {
    let digits = word { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    bytes.replaceSubrange(digits, with: (Self.numbers.randomElement(using: &random) ?? "").utf8)
  }

  /// A line of any input of the corpus in the place of one, or before it.
  private mutating func borrowLine() {
    guard let other = mutator.corpus.randomElement(using: &random) else { return }
    let foreign = other[Self.line(of: other, at: Int.random(in: 0...other.count, using: &random))]
    let own = Self.line(of: bytes, at: place())
    bytes.replaceSubrange(chance(of: 2) ? own : own.lowerBound..<own.lowerBound, with: foreign)
  }

  private mutating func moveLine() {
    let range = Self.line(of: bytes, at: place())
    let line = Array(bytes[range])
    bytes.removeSubrange(range)
    bytes.insert(contentsOf: line, at: Self.line(of: bytes, at: place()).lowerBound)
  }

  private mutating func nest() {
    guard let (open, close) = Self.brackets.randomElement(using: &random),
      let depth = Self.depths.randomElement(using: &random)
    else { return }
    let times = min(depth, Mutator.largest / (open.utf8.count + close.utf8.count))
    let inner = word { !" \n".utf8.contains($0) }
    if !chance(of: 4) {
      bytes.insert(contentsOf: String(repeating: close, count: times).utf8, at: inner.upperBound)
    }
    bytes.insert(contentsOf: String(repeating: open, count: times).utf8, at: inner.lowerBound)
  }

  // MARK: - Chances

  private mutating func chance(of one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func number(upTo most: Int) -> Int { Int.random(in: 1...most, using: &random) }

  private mutating func place() -> Int { Int.random(in: 0...bytes.count, using: &random) }

  /// Mostly a short one.
  private mutating func stretch() -> Range<Int> {
    let start = place()
    let length = number(upTo: chance(of: 4) ? max(1, bytes.count) : 16)
    return start..<min(bytes.count, start + length)
  }

  private mutating func token() -> [UInt8] { mutator.tokens.randomElement(using: &random) ?? [] }

  /// The run of such bytes at or after a place by chance; an empty one at the end where there is none.
  private mutating func word(where belongs: (UInt8) -> Bool) -> Range<Int> {
    let start = bytes[place()...].firstIndex(where: belongs) ?? bytes.count
    let first = bytes[..<start].lastIndex { !belongs($0) }.map { $0 + 1 } ?? 0
    return first..<(bytes[start...].firstIndex { !belongs($0) } ?? bytes.count)
  }

  /// The line that a place is in, with its end.
  private static func line(of bytes: [UInt8], at place: Int) -> Range<Int> {
    let newline = UInt8(ascii: "\n")
    let first = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    return first..<(bytes[place...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count)
  }
}

/// A small generator of random numbers with a known start (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
