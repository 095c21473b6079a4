internal import CEL
public import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Where environments have the values that stand in no file of the project: variables of the process, by `env`, and
/// secret files, by `secret_file`.
public protocol OutsideValues: Sendable {
  /// The value of a variable; empty where it is set to nothing, nil where it is not set.
  func variable(_ name: String) throws(OutsideFault) -> String?

  /// The content of a secret file, as the environment names it.
  ///
  /// - Parameter directory: Where a relative path begins.
  func secretFile(_ path: String, in directory: String) throws(OutsideFault) -> String

  /// Whether values only stand in for those that an input's `pattern` speaks of.
  var areSurrogates: Bool { get }
}

/// Why there is no such value.
public struct OutsideFault: Error, Hashable, Sendable {
  /// In one line, with the name.
  public let message: String

  /// Makes one.
  public init(_ message: String) { self.message = message }
}

/// What this process has.
public struct ProcessValues: OutsideValues {
  /// Makes it.
  public init() {}

  /// They are the true ones.
  public var areSurrogates: Bool { false }

  /// The value of a variable of the process.
  public func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The content of a file of at most 1 MiB.
  public func secretFile(_ path: String, in directory: String) throws(OutsideFault) -> String {
    let path = Path.join(directory, path)
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(path)
    } catch {
      throw OutsideFault("the secret file \(path) cannot be read: \(error.message)")
    }
    guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self) else {
      throw OutsideFault("the secret file \(path) is not text of at most 1 MiB")
    }
    return text
  }
}
