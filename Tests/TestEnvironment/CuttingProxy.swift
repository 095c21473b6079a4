private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A TCP proxy that cuts connections off as it is told, one cut after the other; then it lets everything through.
public final class CuttingProxy: Sendable {
  /// When a connection is cut off.
  public enum Cut: Sendable {
    /// Once the clients have sent so many bytes since the last cut.
    case afterBytes(Int)
    /// Instead of passing on the next request of this method.
    case beforeRequest(String, number: Int = 1)
    /// Instead of passing on the answer to the next request of this method, which the server gets.
    case insteadOfAnswer(to: String)
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  private let listener: TCPSocket
  private let shared: Lock<State>

  fileprivate struct State {
    var cuts: [Cut]
    var bytes = 0
    var requests = 0
    var lines: [String] = []
    var isStopped = false
  }

  /// What to do with what a client has sent.
  fileprivate enum Verdict {
    case pass
    case cut(passing: Int)
    case passWithoutAnswer
  }

  /// Starts a proxy to a server.
  public init(to server: LoopbackEndpoint, cutting cuts: [Cut]) throws {
    let listener = try TCPSocket.bound(to: LoopbackEndpoint.hostOfThisRun)
    try listener.listen(backlog: 128)
    self.listener = listener
    endpoint = try listener.endpoint()
    shared = Lock(State(cuts: cuts))
    let shared = shared
    startThread {
      while true {
        let client = accept(listener.descriptor, nil, nil)
        guard client >= 0 else {
          if errno == EINTR || errno == ECONNABORTED { continue }
          break
        }
        startThread { Self.serve(client, server, shared) }
      }
      listener.close()
    }
  }

  deinit { stop() }

  /// Stops listening.
  public func stop() {
    shared.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      _ = shutdown(listener.descriptor, Int32(SHUT_RDWR))
    }
  }

  /// The method and target of every request that came, as far as each began with a packet of its own.
  public var requestLines: [String] { shared.withLock { $0.lines } }

  /// How many cuts are still to come.
  public var cutsLeft: Int { shared.withLock { $0.cuts.count } }

  private static func serve(_ client: Int32, _ server: LoopbackEndpoint, _ shared: Lock<State>) {
    guard let upstream = try? TCPSocket.connected(to: server) else {
      close(client)
      return
    }
    let isMute = Lock(false)
    let owners = Lock(2)
    let end: @Sendable () -> Void = {
      _ = shutdown(client, Int32(SHUT_RDWR))
      _ = shutdown(upstream.descriptor, Int32(SHUT_RDWR))
      let isLast = owners.withLock { count in
        count -= 1
        return count == 0
      }
      if isLast {
        close(client)
        upstream.close()
      }
    }
    startThread {
      while let bytes = receive(from: upstream.descriptor) {
        if isMute.withLock({ $0 }) { break }
        guard sendAll(bytes, to: client) else { break }
      }
      end()
    }
    while let bytes = receive(from: client) {
      let verdict = shared.withLock { $0.judge(bytes) }
      if case .passWithoutAnswer = verdict { isMute.withLock { $0 = true } }
      if case .cut(let count) = verdict {
        _ = sendAll(Array(bytes.prefix(count)), to: upstream.descriptor)
        break
      }
      guard sendAll(bytes, to: upstream.descriptor) else { break }
    }
    end()
  }
}

extension CuttingProxy.State {
  fileprivate mutating func judge(_ chunk: [UInt8]) -> CuttingProxy.Verdict {
    let line = String(decoding: chunk.prefix { $0 != 0x0D }, as: UTF8.self)
    let isRequest = line.hasSuffix(" HTTP/1.1")
    if isRequest { lines.append(String(line.dropLast(" HTTP/1.1".count))) }
    guard let cut = cuts.first else { return .pass }
    switch cut {
    case .afterBytes(let limit):
      guard bytes + chunk.count > limit else {
        bytes += chunk.count
        return .pass
      }
      let passing = limit - bytes
      nextCut()
      return .cut(passing: passing)
    case .beforeRequest(let method, let number):
      guard isRequest, line.hasPrefix("\(method) ") else { return .pass }
      requests += 1
      guard requests == number else { return .pass }
      nextCut()
      return .cut(passing: 0)
    case .insteadOfAnswer(let method):
      guard isRequest, line.hasPrefix("\(method) ") else { return .pass }
      nextCut()
      return .passWithoutAnswer
    }
  }

  private mutating func nextCut() {
    cuts.removeFirst()
    (bytes, requests) = (0, 0)
  }
}
