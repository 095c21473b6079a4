extension Function {
  /// How it is called and what it gives, such as `string.indexOf(string[, int]) -> int`: one for its calls as a
  /// function and one for those as a method. Types that may stand in the same place are joined by `|`, and what may be
  /// left out stands in brackets.
  public var signatures: [String] {
    [true, false].compactMap { isMethod in
      let overloads = overloads.filter { $0.isMethod == isMethod }
      return overloads.isEmpty ? nil : signature(overloads, isMethod: isMethod)
    }
  }

  private func signature(_ overloads: [Overload], isMethod: Bool) -> String {
    let counts = overloads.map(\.parameters.count)
    let places = (0..<(counts.max() ?? 0)).map { place in
      joined(overloads.compactMap { place < $0.parameters.count ? $0.parameters[place] : nil })
    }
    let first = isMethod ? 1 : 0
    let needed = counts.min() ?? 0
    var arguments = ""
    for place in places.indices.dropFirst(first) {
      let separator = place > first ? ", " : ""
      guard place >= needed else {
        arguments += separator + places[place]
        continue
      }
      // Many places of the same kind are any number of them.
      let isRepeated = places.count - place > 2
      arguments += isRepeated ? "[\(separator)...]" : "[\(separator)\(places[place])]"
      if isRepeated { break }
    }
    let targets = places.first ?? ""
    let areSeveral = targets.contains("|") && !targets.hasPrefix("list(")
    let target = !isMethod ? "" : areSeveral ? "(\(targets))." : "\(targets)."
    return "\(target)\(name)(\(arguments)) -> \(joined(overloads.map(\.result)))"
  }
}

/// Types that may stand in one place, each once: `number` for all of those, and one list for lists of several.
private func joined(_ types: [Type]) -> String {
  var words: [String] = []
  func add(_ word: String) { if !words.contains(word) { words.append(word) } }
  let numbers: [Type] = [.int, .uint, .double]
  let areAllNumbers = numbers.allSatisfy(types.contains)
  let elements = types.compactMap { type in
    if case .list(let element) = type { element } else { nil }
  }
  for type in types {
    switch type {
    case .int where areAllNumbers, .uint where areAllNumbers, .double where areAllNumbers: add("number")
    // What is only known when it is seen, beside numbers, is one.
    case .dyn where areAllNumbers: break
    case .list: add("list(\(joined(elements)))")
    default: add(type.description)
    }
  }
  return words.joined(separator: "|")
}
