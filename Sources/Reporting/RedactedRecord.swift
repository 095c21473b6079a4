internal import CheckModel
internal import Values

extension Redactor {
  /// The record with every known secret masked, those too that were learned after an item ended.
  func redact(_ record: RunRecord) -> RunRecord {
    guard !isIdle else { return record }
    return RunRecord(
      header: redact(record.header), results: record.results.map(redact), summary: redact(record.summary))
  }
}
