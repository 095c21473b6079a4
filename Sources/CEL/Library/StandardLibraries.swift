/// What every expression knows.
let standardLibraries: [[Function]] = [
  basicLibrary, stringsLibrary, mathLibrary, encodersLibrary, listsLibrary, setsLibrary, timeLibrary,
  optionalsLibrary, networkLibrary, quantityLibrary, regexLibrary,
]
