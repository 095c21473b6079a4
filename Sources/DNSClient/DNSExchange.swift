internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Asks one server after the other, over UDP, and over TCP where the answer is too long for that (RFC 7766). Blocks its
/// thread until somebody answers, all have failed, or `wake` is woken.
struct DNSExchange {
  /// How often each server is asked, and how long it has each time: as resolv.conf(5) has it by default, but quicker.
  private static let rounds = 3
  private static let patience = Duration.seconds(2)

  let question: DNSQuestion
  let wake: WakePipe
  private let id = UInt16.random(in: 0...UInt16.max)

  init(question: DNSQuestion, wake: WakePipe) {
    self.question = question
    self.wake = wake
  }

  func run(with servers: [DNSServer]) throws(DNSError) -> DNSClient.Reply {
    guard !servers.isEmpty else { throw DNSError(.unreachable, "the system knows no name server") }
    var last = Result<DNSClient.Reply, DNSError>.failure(DNSError(.unreachable, "no name server was asked"))
    for _ in 0..<Self.rounds {
      for server in servers {
        do {
          let reply = try ask(server)
          // Another server may know what this one cannot tell.
          if ["NOERROR", "NXDOMAIN"].contains(reply.answer.code) || servers.count == 1 { return reply }
          last = .success(reply)
        } catch {
          if [.cancelled, .system].contains(error.kind) { throw error }
          last = .failure(error)
        }
      }
      if case .success(let reply) = last { return reply }
    }
    return try last.get()
  }

  private func ask(_ server: DNSServer) throws(DNSError) -> DNSClient.Reply {
    let start = ContinuousClock.now
    let message = question.message(id: id)
    let datagram = try exchange(message, with: server, SOCK_DGRAM, until: start + Self.patience)
    // Bit 9 of the header says that it was cut off.
    let isCut = datagram.count > 2 && datagram[2] & 0x02 != 0
    let reply =
      isCut ? try exchange(message, with: server, SOCK_STREAM, until: .now + Self.patience) : datagram
    guard let answer = DNSAnswer(reply, to: question, id: id) else {
      throw DNSError(.malformed, "what \(server) answered is no DNS message for \(subject)")
    }
    return DNSClient.Reply(answer: answer, server: server, latency: start.duration(to: .now))
  }

  private var subject: String { "\(question.type.rawValue) \(question.name)" }

  /// Sends a message and gives back the one that comes.
  private func exchange(
    _ message: [UInt8], with server: DNSServer, _ type: __socket_type, until deadline: ContinuousClock.Instant
  ) throws(DNSError) -> [UInt8] {
    let family = server.address.withUnsafeBytes { Int32($0.load(as: sockaddr.self).sa_family) }
    let descriptor = socket(
      family, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw DNSError(.system, "there is no socket: \(systemMessage())") }
    defer { close(descriptor) }
    let connection = DNSSocket(descriptor: descriptor, server: server, wake: wake, deadline: deadline)
    try connection.connect()
    guard type == SOCK_STREAM else {
      try connection.send(message)
      return try connection.receive { DNSAnswer.isReply($0, to: question, id: id) }
    }
    var framed: [UInt8] = []
    framed.append(bigEndian: UInt16(message.count))
    try connection.send(framed + message)
    return try connection.receiveFramed()
  }
}

/// A socket that is waited for until a deadline, or until somebody wakes the one who waits.
private struct DNSSocket {
  let descriptor: Int32
  let server: DNSServer
  let wake: WakePipe
  let deadline: ContinuousClock.Instant

  func connect() throws(DNSError) {
    let status = server.address.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        systemConnect(descriptor, $0.baseAddress, socklen_t(bytes.count))
      }
    }
    if status == 0 { return }
    guard errno == EINPROGRESS else { throw failure(errno) }
    try wait(for: POLLOUT)
    var number: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length)
    if number != 0 { throw failure(number) }
  }

  func send(_ bytes: [UInt8]) throws(DNSError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        systemSend(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 {
        rest = rest.dropFirst(sent)
      } else if errno == EAGAIN {
        try wait(for: POLLOUT)
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
  }

  /// The first datagram that is a reply; others may be late ones, or forged.
  func receive(where isReply: ([UInt8]) -> Bool) throws(DNSError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try read(into: &buffer)
      let bytes = Array(buffer.prefix(count))
      if isReply(bytes) { return bytes }
    }
  }

  /// A message behind its length.
  func receiveFramed() throws(DNSError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 2 || bytes.count < 2 + (Int(bytes[0]) << 8 | Int(bytes[1])) {
      let count = try read(into: &buffer)
      guard count > 0 else {
        throw DNSError(.malformed, "\(server) closed the connection before its answer was complete")
      }
      bytes += buffer.prefix(count)
    }
    return Array(bytes.dropFirst(2))
  }

  private func read(into buffer: inout [UInt8]) throws(DNSError) -> Int {
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count >= 0 { return count }
      if errno == EAGAIN {
        try wait(for: POLLIN)
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
  }

  private func wait(for events: Int32) throws(DNSError) {
    var waits = [
      pollfd(fd: descriptor, events: Int16(events), revents: 0),
      pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&waits, 2, pollTimeout(until: deadline))
    if waits[1].revents != 0 { throw DNSError(.cancelled, "no answer from \(server)") }
    if ready == 0 { throw DNSError(.timeout, "no answer from \(server)") }
  }

  private func failure(_ number: Int32) -> DNSError {
    number == ECONNREFUSED
      ? DNSError(.unreachable, "\(server) refuses DNS: nothing listens there")
      : DNSError(.unreachable, "\(server) cannot be asked: \(String(cString: strerror(number)))")
  }
}

private func systemMessage() -> String { String(cString: strerror(errno)) }

/// `connect(2)`, which `DNSSocket.connect` would hide.
private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t)
  -> Int32
{
  connect(descriptor, address, length)
}

/// `send(2)`, which `DNSSocket.send` would hide.
private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int
{
  send(descriptor, bytes, count, flags)
}
