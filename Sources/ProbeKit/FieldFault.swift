internal import Values

/// Why a value cannot stand in a field, and where in the value.
public struct FieldFault: Error, Hashable, Sendable {
  /// What is wrong, as it reads after the name of the field: `should be a string, and is an integer`.
  public let message: String
  /// Where inside the value; empty for the value itself. An unknown key is named by its last step, a missing one
  /// by the map that lacks it.
  public let path: [ObservationPath.Step]
  /// How to mend it.
  public let help: String?
  /// Whether the value is of another kind than the type, so that another form was probably meant.
  let isOtherKind: Bool
  /// Whether a number, or true or false, stands where text should, so that the same as text would do.
  public let wantsText: Bool
  /// Whether the key that its path ends with is wrong, rather than what stands there.
  public let isAboutKey: Bool

  /// Makes a fault of a value that is wrong for what other values say.
  public init(
    _ message: String, path: [ObservationPath.Step] = [], help: String? = nil, isAboutKey: Bool = false
  ) {
    self.init(message, path: path, help: help, isOtherKind: false, isAboutKey: isAboutKey)
  }

  init(
    _ message: String, path: [ObservationPath.Step] = [], help: String? = nil, isOtherKind: Bool,
    wantsText: Bool = false, isAboutKey: Bool = false
  ) {
    self.wantsText = wantsText
    self.isAboutKey = isAboutKey
    self.message = message
    self.path = path
    self.help = help
    self.isOtherKind = isOtherKind
  }

  /// The path inside the value as it is written behind the name of the field; empty for the value itself.
  public var pathText: String { path.map(\.text).joined() }

  /// The same fault, seen from the value that holds this one.
  func inside(_ step: ObservationPath.Step) -> FieldFault {
    FieldFault(
      message, path: [step] + path, help: help, isOtherKind: false, wantsText: wantsText,
      isAboutKey: isAboutKey)
  }

  /// A value of another kind than the type wants.
  static func kind(
    _ value: Value, wanted: FieldType, help: String? = nil, wantsText: Bool = false
  ) -> FieldFault {
    FieldFault(
      "should be \(wanted.name), and is \(value.kindName)", help: help, isOtherKind: true,
      wantsText: wantsText)
  }
}
