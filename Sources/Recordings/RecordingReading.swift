internal import CheckModel
internal import Values

extension Recording {
  /// Reads the recording in a folder. May block.
  ///
  /// - Throws: What is wrong, with the file and the place in it.
  public init(directory: String) throws(RecordingFault) {
    let folder = RecordingFolder(directory)
    var left = RecordingFolder.largest
    let runFile = "\(folder.path)/\(RecordingFolder.runFile)"
    let (run, ids, surrogates) = try Self.read(runFile, &left, WireRun.decoded)
    var items: [RecordedItem] = []
    items.reserveCapacity(ids.count)
    for id in ids {
      let file = "\(folder.path)/\(RecordingFolder.itemFolder)/\(RecordingFolder.fileName(of: id))"
      let item = try Self.read(file, &left, WireItem.decoded)
      guard item.id == id else {
        throw RecordingFault(
          .invalid,
          "\(file): item: this is \(item.id.rawValue.shortened(to: 100)), and should be \(id.rawValue.shortened(to: 100))"
        )
      }
      items.append(item)
    }
    self.init(run: run, items: items, surrogates: surrogates)
  }

  private static func read<Part>(
    _ file: String, _ left: inout Int, _ decode: (Value) throws(WireFault) -> Part
  ) throws(RecordingFault) -> Part {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.read(file, atMost: min(left, RegularFile.largest))
    } catch {
      let help =
        error.isMissing
        ? "the recording is incomplete: record again, or name the folder that --record was given"
        : "a recording has at most \(RecordingFolder.largest >> 20) MiB"
      throw RecordingFault(.invalid, "cannot read \(file): \(error.message) (\(help))")
    }
    left -= bytes.count
    let json: Value
    do {
      json = try parseJSON(bytes)
    } catch {
      throw RecordingFault(.invalid, "\(file):\(place(of: error.offset, in: bytes)): \(error.message)")
    }
    do {
      return try decode(json)
    } catch {
      let place = error.place.isEmpty ? "" : ": \(error.place.shortened(to: 200))"
      throw RecordingFault(.invalid, "\(file)\(place): \(error.message)")
    }
  }

  /// The line and the column of a byte.
  private static func place(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return "\(line):\(offset - start + 1)"
  }
}
