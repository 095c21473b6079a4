import Values

/// A change of an object (RFC 6902, "JavaScript Object Notation (JSON) Patch"), as far as `kubectl rollout undo`
/// needs it: members of objects that are added, replaced and removed.
struct KubernetesPatch {
  private enum Operation {
    case set([String], Value)
    case remove([String])
  }

  private let operations: [Operation]

  /// Reads a patch; nil where it is none, or asks for more than is known here.
  init?(_ text: String) {
    guard let list = (try? parseJSON(text))?.list else { return nil }
    var operations: [Operation] = []
    for entry in list {
      guard let path = entry["path"]?.string.flatMap(Self.keys) else { return nil }
      switch (entry["op"]?.string, entry["value"]) {
      case ("add", let value?), ("replace", let value?): operations.append(.set(path, value.withoutNulls))
      case ("remove", _): operations.append(.remove(path))
      default: return nil
      }
    }
    self.operations = operations
  }

  /// The object as it is afterwards.
  func applied(to object: Value) -> Value {
    operations.reduce(object) { object, operation in
      switch operation {
      case .set(let path, let value): object.setting(path[...], to: value)
      case .remove(let path): object.setting(path[...], to: nil)
      }
    }
  }

  /// The keys of a JSON Pointer (RFC 6901); none for the whole document, which cannot be patched.
  private static func keys(_ pointer: String) -> [String]? {
    guard pointer.hasPrefix("/") else { return nil }
    return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }
}

extension Value {
  /// The value as a server keeps it, without the members that clients write as null because their types have them.
  fileprivate var withoutNulls: Value {
    switch self {
    case .map(let entries):
      .map(
        ValueMap(entries.filter { $0.value != .null }.map { ($0.key, $0.value.withoutNulls) }))
    case .list(let elements): .list(elements.map(\.withoutNulls))
    default: self
    }
  }

  /// The map with the value at a path of keys changed, or taken out where it is nil; maps on the way are made.
  func setting(_ path: ArraySlice<String>, to value: Value?) -> Value {
    guard let key = path.first else { return value ?? .null }
    let entries = map ?? [:]
    guard path.count > 1 || value != nil else {
      return .map(ValueMap(entries.filter { $0.key.description != key }.map { ($0.key, $0.value) }))
    }
    var changed = entries
    changed[.string(key)] = (self[key] ?? [:]).setting(path.dropFirst(), to: value)
    return .map(changed)
  }

  /// The map with the value at a path such as `spec.replicas` changed.
  func setting(_ path: String, to value: Value) -> Value {
    setting(path.split(separator: ".").map(String.init)[...], to: value)
  }
}
