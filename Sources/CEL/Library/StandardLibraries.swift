/// Functions that belong together.
public struct Library: Sendable {
  /// What they are for, in a word or two.
  public let title: String
  /// The functions.
  public let functions: [Function]

  /// The libraries that every expression knows.
  ///
  /// - Parameter durationsHaveDays: Whether `duration('90d')` is one too, and `2w`.
  public static func all(durationsHaveDays: Bool = false) -> [Library] {
    [
      Library(title: "Basics", functions: basicLibrary),
      Library(title: "Texts", functions: stringsLibrary),
      Library(title: "Regular expressions", functions: regexLibrary),
      Library(title: "Lists", functions: listsLibrary),
      Library(title: "Sets", functions: setsLibrary),
      Library(title: "Mathematics", functions: mathLibrary),
      Library(title: "Time", functions: durationsHaveDays ? timeLibraryWithDays : timeLibrary),
      Library(title: "Optionals", functions: optionalsLibrary),
      Library(title: "Encodings", functions: encodersLibrary),
      Library(title: "Networks", functions: networkLibrary),
      Library(title: "Quantities", functions: quantityLibrary),
    ]
  }
}
