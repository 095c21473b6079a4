internal import CEL
internal import Values

/// Puts values into kubectl's JSONPath so that they stay names and texts
/// (https://kubernetes.io/docs/reference/kubectl/jsonpath/).
enum JSONPathInterpolation {
  /// Where a piece of a template stands. Between quotes only a filter compares with a text; elsewhere a path is meant.
  private enum Place: Equatable {
    /// Outside braces.
    case text
    case code(inFilter: Bool)
    case quoted(UInt8, inFilter: Bool)
  }

  /// The template with its values put in.
  static func template(_ segments: [Template.Segment], in scope: Scope) throws(EvaluationError) -> String {
    var place = Place.text
    var template = ""
    for segment in segments {
      let text = try segment.text(in: scope)
      template += text
      switch segment {
      case .literal: place = self.place(after: text, from: place)
      case .expression(let placed):
        guard let fault = fault(in: text, at: place) else { continue }
        throw EvaluationError(
          "`${\(placed.source)}` \(fault), which could change the meaning of the JSONPath")
      }
    }
    return template
  }

  /// What could change the meaning of a template; nil where nothing could.
  private static func fault(in text: String, at place: Place) -> String? {
    let found: Unicode.Scalar?
    switch place {
    case .text: found = text.unicodeScalars.first { "{}".unicodeScalars.contains($0) }
    case .quoted(_, inFilter: true):
      found = text.unicodeScalars.first { "'\"\\[]{}(),=<>!\n".unicodeScalars.contains($0) }
    case .code, .quoted(_, inFilter: false):
      if text.isEmpty { return "is empty" }
      if text.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty) {
        return "holds a point without a name beside it"
      }
      found = text.unicodeScalars.first { !isOfName($0) }
    }
    return found.map { "holds `\($0)`" }
  }

  private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      || "-_./".unicodeScalars.contains(scalar)
  }

  private static func place(after text: String, from start: Place) -> Place {
    var place = start
    var isEscaped = false
    for byte in text.utf8 {
      guard !isEscaped, byte != UInt8(ascii: "\\") else {
        isEscaped.toggle()
        continue
      }
      switch (place, Unicode.Scalar(byte)) {
      case (.text, "{"): place = .code(inFilter: false)
      case (.code, "}"): place = .text
      case (.code, "("): place = .code(inFilter: true)
      case (.code, "]"): place = .code(inFilter: false)
      case (.code(let inFilter), "'"), (.code(let inFilter), "\""): place = .quoted(byte, inFilter: inFilter)
      case (.quoted(byte, let inFilter), _): place = .code(inFilter: inFilter)
      default: break
      }
    }
    return place
  }
}
