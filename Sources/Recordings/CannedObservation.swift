public import CEL
public import ProbeKit
public import Values

extension Observation {
  /// What a probe of a kind would have seen, as a person writes it: either fields alone, such as
  /// `{status: 200, latency: 12ms}`, or all of an observation under the keys that recordings have, with `fields` among them.
  /// Texts become durations, timestamps or bytes, and integers other numbers, where the kind's description says that such
  /// stand there; any value may also have the form that recordings have for it.
  ///
  /// - Throws: What cannot be such a field, with its place.
  public init(written json: Value, by description: ProbeDescription) throws(RecordingFault) {
    let isWhole = json["fields"]?.map != nil && !description.observation.contains { $0.name == "fields" }
    do throws(WireFault) {
      self = isWhole ? try Wire.observation(json) : Observation(try Wire.decoded(json).map ?? [:])
      guard isWhole || json.map != nil else { throw WireFault("a map of fields should stand here") }
      for entry in fields {
        let name = entry.key.description
        guard let field = description.observation.first(where: { $0.name == name }) else {
          guard description.isOpen else {
            let known = description.observation.map(\.name).joined(separator: ", ")
            throw WireFault("\(description.kind) has no such field; it has \(known)", at: name)
          }
          continue
        }
        do throws(WireFault) { fields[entry.key] = try entry.value.written(as: field.type) } catch {
          throw error.within(name)
        }
      }
    } catch {
      let place = error.place.isEmpty ? "" : "\(error.place): "
      throw RecordingFault(.invalid, place + error.message)
    }
  }
}

extension Value {
  /// The value as one of a type.
  fileprivate func written(as type: Type) throws(WireFault) -> Value {
    switch (type, self) {
    case (.dyn, _), (_, .null): return self
    case (.double, .int), (.double, .uint), (.double, .decimal): return double.map { .double($0) } ?? self
    case (.uint, .int(let number)):
      guard let unsigned = UInt64(exactly: number) else { throw WireFault("this is less than 0") }
      return .uint(unsigned)
    case (.duration, .string(let text)):
      guard let duration = Duration(units: text) else {
        throw WireFault("a duration such as 500ms or 90d should stand here")
      }
      return .duration(duration)
    case (.timestamp, .string(let text)):
      guard let time = Timestamp(rfc3339: text) else {
        throw WireFault("a time such as 2026-01-31T12:00:00Z should stand here")
      }
      return .timestamp(time)
    case (.bytes, .string(let text)): return .bytes(Array(text.utf8))
    case (.list(let element), .list(let values)):
      var elements: [Value] = []
      for (place, value) in values.enumerated() {
        do { elements.append(try value.written(as: element)) } catch { throw error.within("[\(place)]") }
      }
      return .list(elements)
    case (.map(_, let inner), .map(let entries)): return .map(try entries.written { _ in inner })
    case (.object(let fields), .map(let entries)):
      return .map(try entries.written { key in fields.first { $0.name == key }?.type ?? .dyn })
    case (.optional(let inner), _): return try written(as: inner)
    case (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
      (.bytes, .bytes),
      (.duration, .duration), (.timestamp, .timestamp), (.type, _), (.opaque, _), (.parameter, _):
      return self
    default: throw WireFault("this is \(kindName), and the field is of the type \(type.word)")
    }
  }
}

extension ValueMap {
  fileprivate func written(_ type: (String) -> Type) throws(WireFault) -> ValueMap {
    var values: [(ValueKey, Value)] = []
    for entry in self {
      let key = entry.key.description
      do { values.append((entry.key, try entry.value.written(as: type(key)))) } catch {
        throw error.within(key)
      }
    }
    return ValueMap(values)
  }
}
