/// Why a word cannot stand in a grant.
public struct GrantWordFault: Error, Hashable, Sendable {
  /// What is wrong, as it reads after the word: `is not the name or address of a host`.
  public let message: String
  /// How to mend it.
  public let help: String

  /// The word is empty.
  public static let empty = GrantWordFault("is empty", help: "name what is meant")

  init(_ message: String, help: String) {
    self.message = message
    self.help = help
  }
}

/// The hosts that a grant names: one, as `db.example.com`, or all below a domain, as `*.example.com`; with a port only that
/// port of them.
///
/// `*.` stands for one or more labels: it covers neither the domain itself nor any address.
public struct HostPattern: Hashable, Sendable {
  private let host: HostName
  private let isWildcard: Bool

  /// Reads a word.
  public init(_ word: String) throws(GrantWordFault) {
    isWildcard = word.hasPrefix("*.")
    guard let host = HostName(isWildcard ? String(word.dropFirst(2)) : word) else { throw .host(word) }
    if isWildcard, case .address = host.identity {
      throw GrantWordFault(
        "has a wildcard before an address", help: "name each address by itself, as 192.0.2.10")
    }
    self.host = host
  }

  /// Whether a host, as an access has it, is among them. What is no host for sure is not.
  public func covers(_ text: String) -> Bool { HostName(text).map(covers) ?? false }

  /// Whether the hosts of a DNS name are among them, at some port.
  func coversName(_ text: String) -> Bool {
    guard case .name(let domain) = host.identity, let name = hostLabels(text)?.joined(separator: ".") else {
      return false
    }
    return isWildcard ? name.hasSuffix(".\(domain)") : name == domain
  }

  /// Whether a host is among them.
  public func covers(_ other: HostName) -> Bool {
    if let port = host.port, port != other.port { return false }
    guard isWildcard else { return host.identity == other.identity }
    guard case .name(let domain) = host.identity, case .name(let name) = other.identity else { return false }
    return name.hasSuffix(".\(domain)")
  }
}

extension HostPattern: CustomStringConvertible {
  /// As it is written, in lower case.
  public var description: String { (isWildcard ? "*." : "") + host.description }
}

/// The DNS names that a grant names: one, or all below a domain, as `*.example.com`.
public struct NamePattern: Hashable, Sendable {
  private let name: String
  private let isWildcard: Bool

  /// Reads a word.
  public init(_ word: String) throws(GrantWordFault) {
    isWildcard = word.hasPrefix("*.")
    guard let labels = hostLabels(isWildcard ? word.dropFirst(2) : word[...]) else { throw .host(word) }
    name = labels.joined(separator: ".")
  }

  /// Whether a name, as an access has it, is among them.
  public func covers(_ text: String) -> Bool {
    guard let other = hostLabels(text)?.joined(separator: ".") else { return false }
    return isWildcard ? other.hasSuffix(".\(name)") : other == name
  }
}

extension NamePattern: CustomStringConvertible {
  /// As it is written, in lower case.
  public var description: String { (isWildcard ? "*." : "") + name }
}

extension GrantWordFault {
  fileprivate static func host(_ word: String) -> GrantWordFault {
    let help =
      if word.contains("/") || word.contains("@") {
        "leave out scheme, user and path, as in db.example.com:5432"
      } else if word.contains("*") {
        "`*` stands only at the beginning, before a dot, as in *.example.com"
      } else if !word.utf8.allSatisfy({ $0 < 0x80 }) {
        "write the name as DNS has it, as xn--..."
      } else {
        "write a name or an address, with a port perhaps: db.example.com:5432, 192.0.2.10, [2001:db8::1]:443"
      }
    return GrantWordFault("is not the name or address of a host", help: help)
  }
}
