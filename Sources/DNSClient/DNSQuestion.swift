/// A question to a name server (RFC 1035, section 4.1.2).
public struct DNSQuestion: Hashable, Sendable {
  /// The types of records that can be asked for, as master files write them.
  public enum RecordType: String, Hashable, Sendable, CaseIterable {
    case a = "A"
    case aaaa = "AAAA"
    case caa = "CAA"
    case cname = "CNAME"
    case mx = "MX"
    case ns = "NS"
    case ptr = "PTR"
    case soa = "SOA"
    case srv = "SRV"
    case txt = "TXT"

    /// Its number among the parameters of DNS (RFC 1035, section 3.2.2; RFC 2782; RFC 3596; RFC 8659).
    var number: UInt16 {
      switch self {
      case .a: 1
      case .ns: 2
      case .cname: 5
      case .soa: 6
      case .ptr: 12
      case .mx: 15
      case .txt: 16
      case .aaaa: 28
      case .srv: 33
      case .caa: 257
      }
    }
  }

  /// The name, without the dot that may end it.
  public let name: String
  /// What is asked about it.
  public let type: RecordType

  /// A question about a name in full: no search list applies. Nil where it is none: labels of 1 to 63 bytes, 253 in all
  /// (RFC 1035, section 2.3.4).
  public init?(name: String, type: RecordType) {
    let name = name.hasSuffix(".") ? String(name.dropLast()) : name
    let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.count) }),
      name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    self.name = name
    self.type = type
  }

  /// The message that asks for it, with recursion, and for answers of up to 1,232 bytes over UDP (RFC 6891).
  func message(id: UInt16) -> [UInt8] {
    var bytes: [UInt8] = []
    // One question, and one additional record that states the size.
    for number in [id, 0x0100, 1, 0, 0, 1] as [UInt16] { bytes.append(bigEndian: number) }
    for label in name.utf8.split(separator: UInt8(ascii: ".")) {
      bytes.append(UInt8(label.count))
      bytes += label
    }
    bytes.append(0)
    bytes.append(bigEndian: type.number)
    bytes.append(bigEndian: 1)
    bytes += [0, 0, 41]
    bytes.append(bigEndian: Self.largestDatagram)
    bytes += [0, 0, 0, 0, 0, 0]
    return bytes
  }

  /// What reaches every network without being split (DNS flag day 2020).
  static let largestDatagram: UInt16 = 1232
}

extension [UInt8] {
  /// Adds a number as the network writes it.
  mutating func append(bigEndian number: UInt16) {
    append(UInt8(number >> 8))
    append(UInt8(number & 0xFF))
  }
}
