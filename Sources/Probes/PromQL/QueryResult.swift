internal import Values

/// The result of a query, of one of Prometheus' four types
/// (https://prometheus.io/docs/prometheus/latest/querying/api/, "Expression query result formats").
enum QueryResult {
  /// A number at a time; nil where the series holds a histogram there.
  struct Point {
    let timestamp: Timestamp
    let value: Double?
  }

  /// A series and its values.
  struct Series {
    let labels: ValueMap
    let points: [Point]

    /// The latest value.
    var latest: Point? { points.last }
  }

  /// A number of no series.
  case scalar(Point)
  /// A text.
  case string(String)
  /// Series with one value each.
  case vector([Series])
  /// Series with the values of a range.
  case matrix([Series])

  /// Reads `data`; nil for anything that is not a result.
  init?(_ data: Value) {
    guard let result = data["result"] else { return nil }
    switch data["resultType"]?.string {
    case "scalar":
      guard let point = Self.point(result) else { return nil }
      self = .scalar(point)
    case "string":
      guard let pair = result.list, pair.count == 2, let text = pair[1].string else { return nil }
      self = .string(text)
    case "vector":
      guard let series = Self.series(result, { Self.instant($0).map { [$0] } }) else { return nil }
      self = .vector(series)
    case "matrix":
      guard let series = Self.series(result, Self.points) else { return nil }
      self = .matrix(series)
    default: return nil
    }
  }

  private static func series(_ result: Value, _ points: (Value) -> [Point]?) -> [Series]? {
    guard let list = result.list else { return nil }
    var all: [Series] = []
    for element in list {
      guard let labels = element["metric"]?.map, let points = points(element) else { return nil }
      all.append(Series(labels: labels, points: points))
    }
    return all
  }

  private static func instant(_ element: Value) -> Point? {
    element["value"].flatMap(point) ?? element["histogram"].flatMap(histogram)
  }

  /// The values of a range, in the order of time; a series may change to histograms and back.
  private static func points(_ element: Value) -> [Point]? {
    guard let numbers = all(element["values"], point), let histograms = all(element["histograms"], histogram)
    else { return nil }
    guard !histograms.isEmpty else { return numbers }
    return (numbers + histograms).sorted { $0.timestamp < $1.timestamp }
  }

  private static func all(_ values: Value?, _ read: (Value) -> Point?) -> [Point]? {
    let list = values?.list ?? []
    let points = list.compactMap(read)
    return points.count == list.count ? points : nil
  }

  private static func point(_ value: Value) -> Point? {
    guard let pair = value.list, pair.count == 2, let timestamp = PromQLProbe.timestamp(pair[0]),
      let number = pair[1].string.flatMap(number)
    else { return nil }
    return Point(timestamp: timestamp, value: number)
  }

  private static func histogram(_ value: Value) -> Point? {
    guard let pair = value.list, pair.count == 2 else { return nil }
    return PromQLProbe.timestamp(pair[0]).map { Point(timestamp: $0, value: nil) }
  }

  private static func number(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "+Inf", "Inf": .infinity
    case "-Inf": -.infinity
    default: Double(text)
    }
  }
}
