/// One cycle for each set of places that all lead to each other, as short as there is one through the first of them.
/// `edges` says which places each place leads to; a place that leads to itself alone counts for nothing.
func cycles(in edges: [[Int]]) -> [[Int]] {
  var components = Components(edges)
  components.find()
  return components.found.filter { $0.count > 1 }.map { cycle(in: Set($0), edges) }
}

/// A shortest cycle through the first of some places that all lead to each other: a search breadth first.
private func cycle(in component: Set<Int>, _ edges: [[Int]]) -> [Int] {
  guard let first = component.min() else { return [] }
  var origins: [Int: Int] = [:]
  var queue = [first]
  var next = 0
  while next < queue.count {
    let place = queue[next]
    next += 1
    for target in edges[place] where target != place && component.contains(target) {
      if target == first {
        var cycle = [place]
        while let last = cycle.last, last != first, let origin = origins[last] { cycle.append(origin) }
        return cycle.reversed()
      }
      guard origins[target] == nil else { continue }
      origins[target] = place
      queue.append(target)
    }
  }
  return []
}

/// The strongly connected components of a graph, by Tarjan's algorithm with a stack of its own: chains can be long.
private struct Components {
  private let edges: [[Int]]
  private var numbers: [Int?]
  private var lowest: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var count = 0
  private(set) var found: [[Int]] = []

  init(_ edges: [[Int]]) {
    self.edges = edges
    numbers = .init(repeating: nil, count: edges.count)
    lowest = .init(repeating: 0, count: edges.count)
    isOpen = .init(repeating: false, count: edges.count)
  }

  mutating func find() {
    for start in edges.indices where numbers[start] == nil {
      var path = [(place: start, next: 0)]
      begin(start)
      while let (place, next) = path.last {
        guard next < edges[place].count else {
          path.removeLast()
          end(place)
          if let parent = path.last?.place { lowest[parent] = min(lowest[parent], lowest[place]) }
          continue
        }
        path[path.count - 1].next += 1
        let target = edges[place][next]
        if let number = numbers[target] {
          if isOpen[target] { lowest[place] = min(lowest[place], number) }
        } else {
          begin(target)
          path.append((target, 0))
        }
      }
    }
  }

  private mutating func begin(_ place: Int) {
    numbers[place] = count
    lowest[place] = count
    count += 1
    open.append(place)
    isOpen[place] = true
  }

  /// All that is reached from a place is known: it and what is still open since it are a component, unless they lead
  /// further back.
  private mutating func end(_ place: Int) {
    guard lowest[place] == numbers[place], let start = open.lastIndex(of: place) else { return }
    found.append(Array(open[start...]))
    for member in open[start...] { isOpen[member] = false }
    open.removeSubrange(start...)
  }
}
