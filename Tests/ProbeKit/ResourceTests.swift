import ProbeKit
import Testing

@Suite struct ResourceTests {
  private final class Client: RunResource {
    let (closings, continuation) = AsyncStream.makeStream(of: Void.self)
    func close() async { continuation.finish() }
  }

  @Test(.timeLimit(.minutes(5))) func whatIsMadeAfterTheEndIsClosed() async {
    let resources = RunResources()
    let first = resources.resource { Client() }
    await resources.close()
    for await _ in first.closings {}
    #expect(resources.resource { Client() } === first)
    let late = RunResources()
    await late.close()
    for await _ in late.resource(make: { Client() }).closings {}
  }
}
