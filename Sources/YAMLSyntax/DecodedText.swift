public import Diagnostics

/// Maps a UTF-8 range of a scalar's decoded text back to where it stands in the file, whatever the scalar's
/// style: through quotes, escapes, line folding and the indentation of blocks.
///
/// Each call walks the scalar; use `DecodedText` to ask about many ranges of one scalar.
public func sourceSpan(of decoded: Range<Int>, in node: Node, of file: SourceFile) -> Span {
  DecodedText(node, of: file).sourceSpan(of: decoded)
}

/// The way from the decoded text of one scalar back to its file.
public struct DecodedText: Sendable {
  private let span: Span
  /// In order, without gaps, from 0; empty where the text is not a scalar of that file.
  private let pieces: [Piece]

  /// Walks the scalar once. A node that is no scalar maps to its whole span.
  public init(_ node: Node, of file: SourceFile) {
    span = node.span
    guard let scalar = node.scalar, node.span.bytes.upperBound <= file.bytes.count else {
      pieces = []
      return
    }
    let length = scalar.text.utf8.count
    let range = node.span.bytes
    var walk = ScalarWalk(file.bytes, range, decodedLength: length)
    switch scalar.style {
    case .plain where range.count == length: walk.copy(length)
    case .plain: walk.flow(quote: nil)
    case .singleQuoted: walk.flow(quote: UInt8(ascii: "'"))
    case .doubleQuoted: walk.flow(quote: UInt8(ascii: "\""))
    case .literal: walk.block(folds: false, text: scalar.text)
    case .folded: walk.block(folds: true, text: scalar.text)
    }
    pieces = walk.decoded == length ? walk.pieces : []
  }

  /// Where that range of the decoded text stands; an empty range is an empty place.
  public func sourceSpan(of decoded: Range<Int>) -> Span {
    guard let last = pieces.last, decoded.lowerBound >= 0 else { return span }
    let length = last.decoded + last.decodedLength
    let start = source(of: min(decoded.lowerBound, length))
    guard !decoded.isEmpty else { return Span(file: span.file, bytes: start..<start) }
    let end = sourceEnd(of: min(decoded.upperBound, length) - 1)
    return Span(file: span.file, bytes: start..<max(start, end))
  }

  private func piece(at offset: Int) -> Piece {
    var low = 0
    var high = pieces.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if pieces[middle].decoded <= offset { low = middle } else { high = middle }
    }
    return pieces[low]
  }

  private func source(of offset: Int) -> Int {
    let piece = piece(at: offset)
    let delta = offset - piece.decoded
    if piece.isCopy { return piece.source.lowerBound + min(delta, piece.source.count) }
    return delta < piece.decodedLength ? piece.source.lowerBound : piece.source.upperBound
  }

  private func sourceEnd(of offset: Int) -> Int {
    guard offset >= 0 else { return source(of: 0) }
    let piece = piece(at: offset)
    return piece.isCopy ? piece.source.lowerBound + (offset - piece.decoded) + 1 : piece.source.upperBound
  }
}

/// A stretch of source and what it decodes to.
struct Piece: Sendable {
  /// Where the decoded text begins.
  let decoded: Int
  /// How long the decoded text is.
  let decodedLength: Int
  /// The source.
  let source: Range<Int>
  /// Whether both are the same, byte by byte.
  let isCopy: Bool
}
