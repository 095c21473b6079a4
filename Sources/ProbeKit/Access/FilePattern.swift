public import Values

/// The files that a grant names, by a path in which `*` and `?` stand for characters other than a slash, and `**` for any
/// number of folders; at the end `**` is everything below.
public struct FilePattern: Hashable, Sendable, CustomStringConvertible {
  private enum Segment: Hashable {
    /// Any number of folders.
    case folders
    /// A folder, by its name.
    case folder([Unicode.Scalar])
    /// What fits a name with `*` and `?`.
    case name([Unicode.Scalar])
  }

  private let segments: [Segment]
  /// The pattern, from the root.
  public let description: String

  /// Reads a word; one that is relative is so to `directory`.
  public init(_ word: String, in directory: String) throws(GrantWordFault) {
    guard !word.isEmpty, !word.utf8.contains(0) else {
      throw GrantWordFault("is not the path of a file", help: "write it as /var/log/app/*.log")
    }
    if word == "~" || word.hasPrefix("~/") {
      throw GrantWordFault("has a `~`, which nobody replaces here", help: "write the directory in full")
    }
    if let character = word.first(where: { "[]{}\\".contains($0) }) {
      throw GrantWordFault(
        "has a `\(character)`, which is neither taken as it stands nor as part of a pattern",
        help: "patterns have only `*`, `?` and `**`")
    }
    let parts = word.split(separator: "/")
    guard !parts.contains("..") else {
      throw GrantWordFault("has a `..` in it", help: "write the path that is meant without it")
    }
    guard !parts.contains(where: { $0.contains("**") && $0 != "**" }) else {
      throw GrantWordFault(
        "has a `**` that is not all between two slashes", help: "write it as in /var/log/**/*.log")
    }
    let folder = word.hasPrefix("/") ? [] : plainPath(directory).split(separator: "/")
    let names = parts.filter { $0 != "." }
    var segments = folder.map { Segment.folder(Array($0.unicodeScalars)) }
    segments += names.map { $0 == "**" ? .folders : .name(Array($0.unicodeScalars)) }
    if segments.last == .folders { segments.append(.name(["*"])) }
    self.segments = segments
    description = "/" + (folder + names).joined(separator: "/")
  }

  /// Whether a file, as an access has it, is among them. Of a pattern, all that it may match has to be; what may lead
  /// elsewhere is not, such as a path with `..` in it.
  public func covers(_ path: String) -> Bool {
    guard path.hasPrefix("/"), !path.utf8.contains(0), !path.contains("\\") else { return false }
    let names = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    guard names.allSatisfy(isSafe) else { return false }
    return fits(names.map { Array($0.unicodeScalars) }, segments, isAny: { $0 == .folders }) {
      segment, name in
      switch segment {
      case .folders: false
      case .folder(let folder): folder == name
      case .name(let pattern): fits(name, pattern, isAny: { $0 == "*" }, Self.matches)
      }
    }
  }

  /// Of a pattern that is asked for, `*` and `[` may be more than one character.
  private static func matches(_ pattern: Unicode.Scalar, _ scalar: Unicode.Scalar) -> Bool {
    pattern == "?" ? scalar != "*" && scalar != "[" : pattern == scalar
  }

  /// Whether a part of a path stays within its folder, also where it is a part of a pattern: `.*` matches `..`.
  private func isSafe(_ part: Substring) -> Bool {
    guard !part.isEmpty, part != ".", part != ".." else { return false }
    guard part.hasPrefix(".") else { return true }
    return !"*?[".contains(part.dropFirst().first ?? "x")
  }
}

/// Whether a sequence fits a pattern of which some parts stand for any number of elements, and each other for one.
private func fits<Element, Part>(
  _ elements: [Element], _ pattern: [Part], isAny: (Part) -> Bool, _ fitsOne: (Part, Element) -> Bool
) -> Bool {
  var (place, element) = (0, 0)
  var last: (place: Int, element: Int)?
  while element < elements.count {
    if place < pattern.count, isAny(pattern[place]) {
      last = (place, element)
      place += 1
    } else if place < pattern.count, fitsOne(pattern[place], elements[element]) {
      place += 1
      element += 1
    } else if let (any, start) = last {
      last = (any, start + 1)
      (place, element) = (any + 1, start + 1)
    } else {
      return false
    }
  }
  return pattern[place...].allSatisfy(isAny)
}
