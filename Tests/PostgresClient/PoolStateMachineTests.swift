import Testing

@testable import PostgresClient

@Suite struct PoolStateMachineTests {
  @Test func opensOnlyWhatIsNeededAndServesInOrder() {
    var pool = PoolStateMachine(limit: 2)
    #expect(pool.requested(1) == [.open(1)])
    #expect(pool.requested(2) == [.open(2)])
    #expect(pool.requested(3) == [])
    #expect(pool.opened(2) == [.run(1, 2)])
    #expect(pool.finished(2, reusable: true) == [.run(2, 2)])
    #expect(pool.opened(1) == [.run(3, 1)])
    #expect(pool.finished(1, reusable: true) == [])
    #expect(pool.requested(4) == [.run(4, 1)])
  }

  @Test func aBrokenConnectionMakesRoomForTheNext() {
    var pool = PoolStateMachine(limit: 1)
    #expect(pool.requested(1) == [.open(1)])
    #expect(pool.opened(1) == [.run(1, 1)])
    #expect(pool.requested(2) == [])
    #expect(pool.finished(1, reusable: false) == [.open(2)])
    #expect(pool.opened(2) == [.run(2, 2)])
  }

  @Test func cancellingKnowsWhereTheRequestIs() {
    var pool = PoolStateMachine(limit: 1)
    _ = pool.requested(1)
    _ = pool.opened(1)
    _ = pool.requested(2)
    #expect(pool.cancelled(2) == .dequeued)
    #expect(pool.cancelled(1) == .running(1))
    #expect(pool.cancelled(3) == .unknown)
    #expect(pool.lost(1) == [])
    #expect(pool.cancelled(1) == .unknown)
  }

  @Test func aConnectionWhoseWaiterHasGoneBecomesIdle() {
    var pool = PoolStateMachine(limit: 1)
    _ = pool.requested(1)
    #expect(pool.cancelled(1) == .dequeued)
    #expect(pool.opened(1) == [])
    #expect(pool.requested(2) == [.run(2, 1)])
  }

  @Test func failuresToOpenReachTheWaiters() {
    var pool = PoolStateMachine(limit: 2)
    _ = pool.requested(1)
    _ = pool.requested(2)
    _ = pool.requested(3)
    #expect(pool.openingFailed(1, serverIsFull: false) == [.fail(1), .open(3)])
    #expect(pool.openingFailed(3, serverIsFull: false) == [.fail(2)])
    #expect(pool.openingFailed(2, serverIsFull: false) == [.fail(3)])
    #expect(pool.requested(4) == [.open(4)])
  }

  @Test func aFullServerFailsNobodyWhileAConnectionLives() {
    var pool = PoolStateMachine(limit: 3)
    for request in 1...3 { _ = pool.requested(request) }
    #expect(pool.opened(1) == [.run(1, 1)])
    #expect(pool.openingFailed(2, serverIsFull: true) == [])
    #expect(pool.openingFailed(3, serverIsFull: true) == [])
    #expect(pool.requested(4) == [])
    #expect(pool.finished(1, reusable: true) == [.run(2, 1)])
    #expect(pool.finished(1, reusable: false) == [.open(4), .open(5)])
    #expect(pool.openingFailed(4, serverIsFull: true) == [])
    #expect(pool.openingFailed(5, serverIsFull: true) == [.fail(3), .fail(4)])
  }
}
