#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The three standard streams of a child. Our ends do not block; no other child inherits any of them.
struct ChildPipes {
  /// What the child reads and writes: its descriptors 0, 1 and 2.
  private(set) var childEnds: [Int32] = []
  /// Where its standard input is written to; -1 once closed.
  var input: Int32 = -1
  /// Where its standard output is read from; -1 once closed.
  var output: Int32 = -1
  /// Where its standard error is read from; -1 once closed.
  var errors: Int32 = -1

  init() throws(ProcessError) {
    var ends: [(read: Int32, write: Int32)] = []
    do {
      for _ in 0..<3 { ends.append(try Self.makePipe()) }
    } catch {
      for end in ends.flatMap({ [$0.read, $0.write] }) { closeDescriptor(end) }
      throw error
    }
    childEnds = [ends[0].read, ends[1].write, ends[2].write]
    (input, output, errors) = (ends[0].write, ends[1].read, ends[2].read)
    for end in [input, output, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  /// A pipe above the descriptors of the standard streams, which `dup2` in the child would else overwrite.
  static func makePipe() throws(ProcessError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw ProcessError(
        isTransient: true, "no pipe could be made: \(String(cString: strerror(errno)))")
    }
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    ends.forEach(closeDescriptor)
    guard moved.allSatisfy({ $0 >= 3 }) else {
      moved.filter { $0 >= 0 }.forEach(closeDescriptor)
      throw ProcessError(isTransient: true, "there are too many open files")
    }
    return (moved[0], moved[1])
  }

  mutating func closeChildEnds() {
    childEnds.forEach(closeDescriptor)
    childEnds = []
  }

  /// Closes one of our ends.
  mutating func close(_ end: WritableKeyPath<ChildPipes, Int32>) {
    guard self[keyPath: end] >= 0 else { return }
    closeDescriptor(self[keyPath: end])
    self[keyPath: end] = -1
  }

  mutating func closeAll() {
    closeChildEnds()
    for end in [\.input, \.output, \.errors] as [WritableKeyPath<ChildPipes, Int32>] { close(end) }
  }
}

private func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
