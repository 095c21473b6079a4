/// Who goes next: transfers wait in order per host, and no host takes the slots of the others.
struct TransferQueue {
  private let maxPerHost: Int
  private let maxTotal: Int
  private var active = 0
  private var activePerHost: [String: Int] = [:]
  private var waiting: [String: Line] = [:]
  /// The hosts somebody waits for, the next to be served first.
  private var hosts: [String] = []

  init(maxPerHost: Int, maxTotal: Int) {
    self.maxPerHost = max(1, maxPerHost)
    self.maxTotal = max(1, maxTotal)
  }

  /// Lines `transfer` up.
  mutating func add(_ transfer: Transfer) {
    let host = transfer.hop.url.authority
    if waiting[host] == nil { hosts.append(host) }
    waiting[host, default: Line()].append(transfer)
  }

  /// The next transfer that a slot is free for; it has the slot until `release`.
  mutating func next() -> Transfer? {
    guard active < maxTotal else { return nil }
    var index = 0
    while index < hosts.count {
      let host = hosts[index]
      guard activePerHost[host, default: 0] < maxPerHost else {
        index += 1
        continue
      }
      let transfer = waiting[host]?.removeFirst()
      hosts.remove(at: index)
      if waiting[host]?.isEmpty == false { hosts.append(host) } else { waiting[host] = nil }
      guard let transfer, !transfer.isFinished else { continue }
      active += 1
      activePerHost[host, default: 0] += 1
      return transfer
    }
    return nil
  }

  /// Frees the slot of `transfer`.
  mutating func release(_ transfer: Transfer) {
    let host = transfer.hop.url.authority
    active -= 1
    let left = activePerHost[host, default: 1] - 1
    activePerHost[host] = left > 0 ? left : nil
  }

  /// Takes out everybody who waits.
  mutating func removeAll() -> [Transfer] {
    defer {
      waiting = [:]
      hosts = []
    }
    return waiting.values.flatMap(\.elements)
  }
}

/// A first-in first-out line in one array.
private struct Line {
  private var storage: [Transfer?] = []
  private var head = 0

  var isEmpty: Bool { head == storage.count }
  var elements: [Transfer] { storage.compactMap { $0 } }

  mutating func append(_ transfer: Transfer) {
    storage.append(transfer)
  }

  mutating func removeFirst() -> Transfer? {
    guard !isEmpty else { return nil }
    defer {
      head += 1
      if head > 32 && head * 2 > storage.count {
        storage.removeFirst(head)
        head = 0
      }
    }
    defer { storage[head] = nil }
    return storage[head]
  }
}
