/// Why a key or an envelope cannot be used.
public struct SignatureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was looked at, what is wrong with it and how to mend it, in one line. It holds nothing of a private key.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
