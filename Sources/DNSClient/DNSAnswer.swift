private import CResolv

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a name server answered.
public struct DNSAnswer: Hashable, Sendable {
  /// The response code by its name, such as `NOERROR` or `NXDOMAIN` (RFC 1035, section 4.1.1; RFC 6895).
  public let code: String
  /// Whether the server is an authority for the name.
  public let isAuthoritative: Bool
  /// The records of the type that was asked for, as master files write them, but for the dots that end names.
  public let records: [String]
  /// How long the shortest-lived of them may be kept, in seconds.
  public let timeToLive: UInt32?

  /// An answer with these facts.
  public init(code: String, isAuthoritative: Bool, records: [String], timeToLive: UInt32?) {
    self.code = code
    self.isAuthoritative = isAuthoritative
    self.records = records
    self.timeToLive = timeToLive
  }

  /// Whether a message is meant as the reply to the question, complete or not. A server that does not understand the
  /// message may leave the question out.
  static func isReply(_ message: [UInt8], to question: DNSQuestion, id: UInt16) -> Bool {
    let asked = question.message(id: id)
    guard message.count >= headerLength, message[0] == asked[0], message[1] == asked[1],
      message[2] & 0x80 != 0
    else { return false }
    if message[4..<6].allSatisfy({ $0 == 0 }) { return message[3] & 0x0F != 0 }
    let end = questionEnd(of: asked)
    return message.count >= end && message[4..<6] == asked[4..<6]
      && zip(message[headerLength..<end], asked[headerLength..<end]).allSatisfy {
        asciiLowercased($0) == asciiLowercased($1)
      }
  }

  private static let headerLength = 12

  /// Where the question ends in the message that asks it, before the additional record.
  private static func questionEnd(of asked: [UInt8]) -> Int { asked.count - 11 }

  /// Reads a message; nil where it is no reply to the question, or malformed.
  init?(_ message: [UInt8], to question: DNSQuestion, id: UInt16) {
    guard Self.isReply(message, to: question, id: id) else { return nil }
    let number = message[3] & 0x0F
    code = Self.codes[number] ?? "RCODE\(number)"
    isAuthoritative = message[2] & 0x04 != 0
    var records: [String] = []
    var timeToLive: UInt32?
    var reader = MessageReader(
      message: message, offset: Self.questionEnd(of: question.message(id: id)))
    for _ in 0..<(UInt16(message[6]) << 8 | UInt16(message[7])) {
      guard let record = reader.next() else { return nil }
      guard record.type == question.type.number, record.recordClass == 1 else { continue }
      guard let text = record.data.text(as: question.type) else { return nil }
      records.append(text)
      timeToLive = min(timeToLive ?? record.timeToLive, record.timeToLive)
    }
    self.records = records
    self.timeToLive = timeToLive
  }

  private static let codes: [UInt8: String] = [
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
  ]
}

private func asciiLowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Reads one record after the other (RFC 1035, section 4.1.3).
private struct MessageReader {
  struct Record {
    let type: UInt16
    let recordClass: UInt16
    let timeToLive: UInt32
    let data: RecordData
  }

  let message: [UInt8]
  var offset: Int

  /// The next record; nil where there is none in full.
  mutating func next() -> Record? {
    let whole = RecordData(message: message, range: offset..<message.count)
    guard let name = whole.name(at: 0), let type = whole.number(at: name.length),
      let recordClass = whole.number(at: name.length + 2),
      let high = whole.number(at: name.length + 4), let low = whole.number(at: name.length + 6),
      let count = whole.number(at: name.length + 8)
    else { return nil }
    let start = offset + name.length + 10
    guard start + Int(count) <= message.count else { return nil }
    offset = start + Int(count)
    return Record(
      type: type, recordClass: recordClass, timeToLive: UInt32(high) << 16 | UInt32(low),
      data: RecordData(message: message, range: start..<offset))
  }
}

/// The data of one record, in which names may point elsewhere into the message.
private struct RecordData {
  let message: [UInt8]
  let range: Range<Int>

  /// As a master file writes it; nil where it is malformed.
  func text(as type: DNSQuestion.RecordType) -> String? {
    switch type {
    case .a: return range.count == 4 ? address(AF_INET) : nil
    case .aaaa: return range.count == 16 ? address(AF_INET6) : nil
    case .cname, .ns, .ptr: return name(at: 0)?.text
    case .mx: return number(at: 0).flatMap { preference in name(at: 2).map { "\(preference) \($0.text)" } }
    case .srv:
      guard let priority = number(at: 0), let weight = number(at: 2), let port = number(at: 4),
        let target = name(at: 6)
      else { return nil }
      return "\(priority) \(weight) \(port) \(target.text)"
    case .soa: return authority
    case .txt: return strings
    case .caa: return authorization
    }
  }

  private var bytes: ArraySlice<UInt8> { message[range] }

  func number(at offset: Int) -> UInt16? {
    guard offset + 2 <= range.count else { return nil }
    return UInt16(message[range.lowerBound + offset]) << 8 | UInt16(message[range.lowerBound + offset + 1])
  }

  private func address(_ family: Int32) -> String? {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    return inet_ntop(family, Array(bytes), &text, socklen_t(text.count)).map { String(cString: $0) }
  }

  /// The name at an offset, and how many bytes it takes there.
  func name(at offset: Int) -> (text: String, length: Int)? {
    guard offset < range.count else { return nil }
    var text = [CChar](repeating: 0, count: Int(NS_MAXDNAME))
    let length = message.withUnsafeBufferPointer { bytes -> Int32 in
      guard let base = bytes.baseAddress else { return -1 }
      return dn_expand(
        base, base + bytes.count, base + range.lowerBound + offset, &text, Int32(text.count))
    }
    guard length > 0, offset + Int(length) <= range.count else { return nil }
    let name = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    return (name.isEmpty ? "." : name, Int(length))
  }

  /// Primary server, mailbox, and five numbers (RFC 1035, section 3.3.13).
  private var authority: String? {
    guard let primary = name(at: 0), let mailbox = name(at: primary.length) else { return nil }
    let start = primary.length + mailbox.length
    guard start + 20 == range.count else { return nil }
    let numbers = (0..<5).compactMap { index -> String? in
      guard let high = number(at: start + index * 4), let low = number(at: start + index * 4 + 2) else {
        return nil
      }
      return String(UInt32(high) << 16 | UInt32(low))
    }
    return ([primary.text, mailbox.text] + numbers).joined(separator: " ")
  }

  /// All strings of a text record as one (RFC 7208, section 3.3).
  private var strings: String? {
    var rest = bytes
    var text: [UInt8] = []
    while let count = rest.first {
      guard rest.count > Int(count) else { return nil }
      text += rest.dropFirst().prefix(Int(count))
      rest = rest.dropFirst(Int(count) + 1)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Flags, tag and value (RFC 8659, section 4.1).
  private var authorization: String? {
    let start = range.lowerBound
    guard range.count > 2, 2 + Int(message[start + 1]) <= range.count else { return nil }
    let tag = message[(start + 2)..<(start + 2 + Int(message[start + 1]))]
    let value = message[tag.endIndex..<range.upperBound]
    return
      "\(message[start]) \(String(decoding: tag, as: UTF8.self)) \"\(String(decoding: value, as: UTF8.self))\""
  }
}
