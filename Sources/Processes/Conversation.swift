internal import Values

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Feeds a running child and collects what it writes, until it has ended or was ended.
struct Conversation {
  /// The time between telling a group to end and making it; much less than a run waits for a probe to stop.
  private static let grace = Duration.milliseconds(250)
  /// The time that those who outlive the leader have to write what is left.
  private static let rest = Duration.milliseconds(100)

  private enum Phase {
    /// The leader runs; where it was told to end, it is made to at the deadline.
    case running
    /// The leader has ended; the others may still write.
    case resting
    /// All were made to end; what they wrote is read.
    case draining
    case over
  }

  /// Why the child was ended; nil where it ended by itself.
  private(set) var ending: ChildExit.Ending?
  /// What it wrote to standard output; nothing if that was too much.
  var output: [UInt8] { outputText.kept }
  /// What it wrote to standard error; nothing if that was too much.
  var errors: [UInt8] { errorText.kept }

  private var outputText = BoundedText()
  private var errorText = BoundedText()
  private let process: pid_t
  private let outputLimit: Int
  private var input: ArraySlice<UInt8>
  private var phase = Phase.running
  private var deadline: ContinuousClock.Instant?
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  init(process: pid_t, input: [UInt8], outputLimit: Int) {
    self.process = process
    self.input = input[...]
    self.outputLimit = outputLimit
  }

  /// Returns once the leader has ended and its pipes are at their end, or those who hold them were made to end.
  mutating func run(_ pipes: inout ChildPipes, _ wake: WakePipe) {
    while phase != .over {
      feed(&pipes)
      var waits = [
        pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pipes.errors, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pipes.input, events: Int16(POLLOUT), revents: 0),
      ]
      poll(&waits, nfds_t(waits.count), pollTimeout(until: deadline))
      if waits[1].revents != 0 { collect(\.output, of: &pipes, into: \.outputText, name: "standard output") }
      if waits[2].revents != 0 { collect(\.errors, of: &pipes, into: \.errorText, name: "standard error") }
      for message in wake.receive() { receive(message) }
      if let deadline, ContinuousClock.now >= deadline { advance() }
      if phase != .running, pipes.output < 0, pipes.errors < 0 { phase = .over }
    }
  }

  private mutating func receive(_ message: ChildMessage) {
    switch message {
    case .cancel:
      if phase == .running { end(.cancelled) }
    case .kill:
      guard phase == .running else { return }
      if ending == nil { ending = .cancelled }
      kill(-process, SIGKILL)
      deadline = nil
    case .exited:
      phase = .resting
      deadline = ending == nil ? .now + Self.rest : .now
    }
  }

  /// What is due at the deadline.
  private mutating func advance() {
    switch phase {
    case .running:
      kill(-process, SIGKILL)
      deadline = nil
    case .resting:
      kill(-process, SIGKILL)
      phase = .draining
      deadline = .now + Self.rest
    case .draining, .over: phase = .over
    }
  }

  private mutating func end(_ reason: ChildExit.Ending) {
    guard ending == nil else { return }
    ending = reason
    guard phase == .running else { return }
    kill(-process, SIGTERM)
    deadline = .now + Self.grace
  }

  private mutating func feed(_ pipes: inout ChildPipes) {
    guard pipes.input >= 0 else { return }
    let descriptor = pipes.input
    while !input.isEmpty {
      let written = input.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        input = input.dropFirst(written)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        input = []
      }
    }
    pipes.close(\.input)
  }

  private mutating func collect(
    _ end: WritableKeyPath<ChildPipes, Int32>, of pipes: inout ChildPipes,
    into text: WritableKeyPath<Conversation, BoundedText>, name: String
  ) {
    let count = read(pipes[keyPath: end], &buffer, buffer.count)
    if count > 0 {
      let fits = self[keyPath: text].append(buffer.prefix(count), limit: outputLimit)
      if !fits { self.end(.tooMuch(stream: name)) }
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      pipes.close(end)
    }
  }
}

/// What one stream wrote, up to a limit.
private struct BoundedText {
  /// All of it; nothing once it was more than the limit.
  private(set) var kept: [UInt8] = []
  private var isTooMuch = false

  /// Keeps more; false where that is too much.
  mutating func append(_ bytes: ArraySlice<UInt8>, limit: Int) -> Bool {
    guard !isTooMuch, bytes.count <= limit - kept.count else {
      isTooMuch = true
      kept = []
      return false
    }
    kept += bytes
    return true
  }
}
