private import Values

/// What the instances of the service share: who may ask, how often, and the users that were created.
public final class EventCoreAccounts: Sendable {
  /// The bearer token of an administrator.
  public let administratorToken: String
  /// The bearer token of somebody who may only read.
  public let readerToken: String
  /// The bearer token of a reader who is there to be turned away for asking too often.
  public let guestToken = randomSecret()
  /// A bearer token whose time is over.
  public let expiredToken = randomSecret()
  private let state = Lock(State())

  /// Who asks.
  enum Role: Hashable, Sendable {
    case administrator, reader, guest

    /// How many requests may come at once; ten more each second.
    var burst: Double { self == .guest ? 30 : 100_000 }
  }

  private struct State {
    var users: [String: String] = [:]
    var allowances: [Role: Allowance] = [:]
  }

  /// A token bucket.
  private struct Allowance {
    var left: Double
    var at: ContinuousClock.Instant
  }

  /// Makes tokens; `administrator` is the administrator's where it is given.
  public init(administrator: String? = nil) {
    administratorToken = administrator ?? randomSecret()
    readerToken = randomSecret()
  }

  /// Whose token a header field carries; nil for nobody's.
  func role(of authorization: String?) -> Role? {
    switch authorization {
    case "Bearer \(administratorToken)": .administrator
    case "Bearer \(readerToken)": .reader
    case "Bearer \(guestToken)": .guest
    default: nil
    }
  }

  /// Whether somebody may ask once more at this moment.
  func mayAsk(_ role: Role) -> Bool {
    state.withLock { state in
      let now = ContinuousClock.now
      var allowance = state.allowances[role] ?? Allowance(left: role.burst, at: now)
      let gained = allowance.at.duration(to: now) / .milliseconds(100)
      allowance = Allowance(left: min(role.burst, allowance.left + gained), at: now)
      let mayAsk = allowance.left >= 1
      if mayAsk { allowance.left -= 1 }
      state.allowances[role] = allowance
      return mayAsk
    }
  }

  /// Creates a user, and returns the user's identifier.
  func create(email: String) -> String {
    let identifier = "\(UInt32.random(in: 1 ... .max))"
    state.withLock { $0.users[identifier] = email }
    return identifier
  }

  /// The e-mail address of a user.
  func email(of identifier: String) -> String? { state.withLock { $0.users[identifier] } }

  /// Removes a user; false where there is none.
  func remove(_ identifier: String) -> Bool {
    state.withLock { $0.users.removeValue(forKey: identifier) != nil }
  }
}
