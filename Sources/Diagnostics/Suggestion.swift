/// The candidate that `word` was probably meant to be, for "did you mean": the nearest by the optimal string
/// alignment distance, if at most a third of its letters (at least one, never all of them) differ; otherwise the
/// shortest that begins with the word, if that has three letters.
public func closestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
  let letters = Array(word.lowercased().unicodeScalars.prefix(64))
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
    let limit = max(1, max(letters.count, other.count) / 3)
    guard abs(letters.count - other.count) <= limit else { continue }
    let distance = alignmentDistance(letters, other)
    guard distance <= limit, distance < max(letters.count, other.count), distance < (best?.distance ?? .max)
    else { continue }
    best = (distance, candidate)
  }
  return best?.candidate ?? shortest(beginningWith: word.lowercased(), among: candidates)
}

private func shortest(beginningWith word: String, among candidates: some Sequence<String>) -> String? {
  guard word.unicodeScalars.count >= 3 else { return nil }
  return candidates.filter { $0.lowercased().hasPrefix(word) }.min { $0.utf8.count < $1.utf8.count }
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
private func alignmentDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  var current = previous
  for (i, letter) in left.enumerated() {
    current[0] = i + 1
    for (j, other) in right.enumerated() {
      let substitution = previous[j] + (letter == other ? 0 : 1)
      current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, substitution)
      if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
        current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
      }
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[right.count]
}
