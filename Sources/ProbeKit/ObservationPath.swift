/// A place in an observation, as the keys of `expect` name it: `status`, `json.data.status`,
/// `headers["content-type"]`, `rows[0].name`. The names of HTTP headers are in lower case in observations.
public struct ObservationPath: Hashable, Sendable, CustomStringConvertible {
  /// One step down.
  public enum Step: Hashable, Sendable {
    /// Into a map or an object, by key.
    case key(String)
    /// Into a list, by place from 0; negative from the end.
    case index(Int)
  }

  /// The steps, at least one, the first a field of the observation.
  public let steps: [Step]
  /// The path as written.
  public let description: String
  /// Where each step stands in the description, in UTF-8.
  public let ranges: [Range<Int>]

  init(steps: [Step], ranges: [Range<Int>], description: String) {
    self.steps = steps
    self.ranges = ranges
    self.description = description
  }

  /// The path to a field of the observation itself.
  public init(field name: String) {
    self.init(steps: [.key(name)], ranges: [0..<name.utf8.count], description: name)
  }

  /// The name of the field of the observation in which the place is.
  public var field: String {
    if case .key(let name)? = steps.first { name } else { description }
  }

  /// The path up to and with the step at a place.
  func prefix(through step: Int) -> String {
    String(decoding: description.utf8.prefix(ranges[step].upperBound), as: UTF8.self)
  }
}

extension ObservationPath.Step {
  /// The step as it is written behind other steps: `.name`, `["content-type"]`, `[0]`.
  public var text: String {
    switch self {
    case .index(let index): "[\(index)]"
    case .key(let name) where isPathName(name): ".\(name)"
    case .key(let name): "[\(pathQuoted(name))]"
    }
  }
}

/// Whether a key can be written without quotes: letters, digits and `_`, no digit first.
func isPathName(_ text: String) -> Bool {
  guard let first = text.utf8.first else { return false }
  return isPathNameStart(first) && text.utf8.allSatisfy(isPathNamePart)
}

func isPathNameStart(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
}

func isPathNamePart(_ byte: UInt8) -> Bool {
  isPathNameStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// A key in quotes, with the escapes that paths know.
func pathQuoted(_ key: String) -> String {
  var result = "\""
  for scalar in key.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
