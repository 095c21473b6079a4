internal import CheckEngine
internal import CheckModel
internal import Values

/// The form of `recording.json`.
enum WireRun {
  static let version = 1

  static func encoded(_ recording: Recording) -> Value {
    let run = recording.run
    return .object([
      ("checkctl_recording", .int(Int64(version))), ("checklist", .string(run.checklist)),
      ("environment", run.environment.map(Value.string)), ("subject", run.subject.map(Value.string)),
      ("recorded", .string(run.recorded.description)),
      ("deadline", run.deadline.map { .string($0.unitText) }), ("verdict", .string(run.verdict)),
      ("incomplete", run.incomplete.map(Value.string)), ("settings", Value.texts(run.settings)),
      ("variables", Value.texts(run.variables)), ("secret_files", Value.texts(run.secretFiles)),
      ("surrogates", Value.texts(recording.surrogates)),
      ("items", .list(recording.items.map { .string($0.id.rawValue) })),
    ])
  }

  /// The run, the items in their order, and the surrogates.
  static func decoded(_ json: Value) throws(WireFault) -> (Recording.Run, [ItemID], [String]) {
    guard let found = json["checkctl_recording"] else {
      throw WireFault("`checkctl_recording` is missing: this is no recording")
    }
    guard found.int == version else {
      throw WireFault(
        "version \(found.json.shortened(to: 20)) of the format is not known to this checkctl, which reads \(version)",
        at: "checkctl_recording")
    }
    let reader = try WireReader(
      json,
      keys: [
        "checkctl_recording", "checklist", "environment", "subject", "recorded", "deadline", "verdict",
        "incomplete", "settings", "variables", "secret_files", "surrogates", "items",
      ])
    let recorded = try reader.string("recorded")
    guard let time = Timestamp(rfc3339: recorded) else {
      throw WireFault("a time such as 2026-01-31T12:00:00Z should stand here", at: "recorded")
    }
    let run = Recording.Run(
      checklist: try reader.string("checklist"), environment: try reader.optionalString("environment"),
      subject: try reader.optionalString("subject"), recorded: time,
      deadline: reader["deadline"] == nil ? nil : try reader.duration("deadline"),
      verdict: try reader.optionalString("verdict") ?? "",
      incomplete: try reader.optionalString("incomplete"), settings: try reader.stringMap("settings"),
      variables: try reader.stringMap("variables"), secretFiles: try reader.stringMap("secret_files"))
    let ids = try reader.strings("items")
    guard Set(ids).count == ids.count else { throw WireFault("an item stands twice here", at: "items") }
    return (run, ids.map(ItemID.init(rawValue:)), try reader.strings("surrogates"))
  }
}

/// The form of the file of an item.
enum WireItem {
  static func encoded(_ item: RecordedItem) -> Value {
    var last: RecordedQuestion?
    let asks = item.asks.map { ask -> Value in
      // What is asked again is not repeated.
      let question = ask.question == last ? nil : ask.question.wire
      last = ask.question
      return .object(
        [
          ("question", question), ("asked", .string(ask.asked.unitText)),
          ("answered", .string(ask.answered.unitText)), ("stopped", ask.wasStopped ? Value.bool(true) : nil),
        ] + Wire.parts(of: ask.answer))
    }
    let decisions = item.decisions.sorted { $0.key < $1.key }.map { attempt, judged in
      Value.object([("attempt", .int(Int64(attempt)))] + Wire.parts(of: judged))
    }
    return .object([
      ("item", .string(item.id.rawValue)), ("title", .string(item.title)), ("wording", .string(item.wording)),
      ("outcome", .string(item.outcome.rawValue)),
      ("message", item.message.isEmpty ? nil : .string(item.message)),
      ("attempts", .int(Int64(item.attempts))),
      ("first_asked", item.firstAsked.map { .string($0.unitText) }), ("asks", .list(asks)),
      ("decisions", decisions.isEmpty ? nil : .list(decisions)),
    ])
  }

  static func decoded(_ json: Value) throws(WireFault) -> RecordedItem {
    let reader = try WireReader(
      json,
      keys: [
        "item", "title", "wording", "outcome", "message", "attempts", "first_asked", "asks", "decisions",
      ])
    var last: RecordedQuestion?
    let asks = try reader.list("asks") { (json) throws(WireFault) in
      let ask = try ask(json, after: last)
      last = ask.question
      return ask
    }
    var decisions: [Int: Judged] = [:]
    for (attempt, judged) in try reader.list("decisions", decision) { decisions[attempt] = judged }
    return RecordedItem(
      id: ItemID(rawValue: try reader.string("item")), title: try reader.optionalString("title") ?? "",
      wording: try reader.string("wording"), outcome: try Wire.outcome(reader),
      message: try reader.optionalString("message") ?? "", attempts: try reader.int("attempts"),
      firstAsked: reader["first_asked"] == nil ? nil : try reader.duration("first_asked"), asks: asks,
      decisions: decisions)
  }

  private static func ask(_ json: Value, after last: RecordedQuestion?) throws(WireFault) -> RecordedAsk {
    let reader = try WireReader(
      json, keys: ["question", "asked", "answered", "stopped", "answer", "error"])
    guard let question = try reader.optional("question", RecordedQuestion.init(wire:)) ?? last else {
      throw WireFault("`question` is missing, and there is none before")
    }
    let answer: Answer
    if let observation = try reader.optional("answer", Wire.observation) {
      guard reader["error"] == nil else { throw WireFault("`answer` and `error` exclude each other") }
      answer = .success(observation)
    } else if let error = try reader.optional("error", Wire.error) {
      answer = .failure(error)
    } else {
      throw WireFault("`answer` or `error` is missing")
    }
    return RecordedAsk(
      question: question, asked: try reader.duration("asked"), answered: try reader.duration("answered"),
      wasStopped: try reader.bool("stopped", default: false), answer: answer)
  }

  private static func decision(_ json: Value) throws(WireFault) -> (Int, Judged) {
    guard let attempt = json["attempt"]?.int else { throw WireFault("`attempt` is missing") }
    return (attempt, try Wire.judged(json))
  }
}
