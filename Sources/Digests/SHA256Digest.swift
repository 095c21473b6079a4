private import COpenSSL

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A SHA-256 digest (FIPS 180-4).
public struct SHA256Digest: Hashable, Sendable, LosslessStringConvertible {
  /// In hexadecimal, 64 digits in lower case.
  public let hex: String

  /// The digest of bytes.
  public init(of bytes: [UInt8]) {
    var state = Hashing()
    bytes.withUnsafeBytes { state.update($0) }
    self = state.digest
  }

  /// The digest of a text in UTF-8.
  public init(of text: String) { self.init(of: Array(text.utf8)) }

  /// The digest that `sha256:` and 64 digits in lower case write; nil for any other text.
  public init?(_ description: String) {
    let digits = description.utf8.dropFirst("sha256:".utf8.count)
    guard description.utf8.starts(with: "sha256:".utf8), digits.count == 64,
      digits.allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      })
    else { return nil }
    hex = String(decoding: digits, as: UTF8.self)
  }

  private init(hex: String) { self.hex = hex }

  /// As files have it: `sha256:` and the digits.
  public var description: String { "sha256:" + hex }

  /// The digest of a regular file of any size; nil where it cannot be read, which `errno` explains.
  public static func ofFile(_ path: String) -> SHA256Digest? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      errno = EINVAL
      return nil
    }
    var state = Hashing()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return state.digest }
      buffer.withUnsafeBytes { state.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// Bytes that are being digested. OpenSSL's own state, which never fails for SHA-256 short of memory.
  private final class Hashing {
    private let context = EVP_MD_CTX_new()

    init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    var digest: SHA256Digest {
      var bytes = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(context, &bytes, nil)
      let digits = Array("0123456789abcdef".utf8)
      let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      return SHA256Digest(hex: String(decoding: hex, as: UTF8.self))
    }
  }
}
