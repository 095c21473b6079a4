#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What comes of a body that runs on a thread with a small stack.
func onSmallStack<Result: Sendable>(
  kibibytes: Int = 512, _ body: @escaping @Sendable () -> Result
) -> Result {
  let job = Job(body)
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  pthread_attr_init(attributes)
  pthread_attr_setstacksize(attributes, kibibytes << 10)
  defer {
    pthread_attr_destroy(attributes)
    attributes.deallocate()
  }
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let status = pthread_create(
    &thread, attributes,
    { argument in
      let pointer: UnsafeMutableRawPointer? = argument
      if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeUnretainedValue().run() }
      return nil
    }, Unmanaged.passUnretained(job).toOpaque())
  precondition(status == 0)
  #if canImport(Darwin)
    if let thread { pthread_join(thread, nil) }
  #else
    pthread_join(thread, nil)
  #endif
  guard let result = job.result as? Result else { preconditionFailure("the thread ended without a result") }
  return result
}

/// What a thread does, and what comes of it. Only one thread at a time uses it.
private final class Job: @unchecked Sendable {
  var result: (any Sendable)?
  private let body: @Sendable () -> any Sendable
  init(_ body: @escaping @Sendable () -> any Sendable) { self.body = body }
  func run() { result = body() }
}
