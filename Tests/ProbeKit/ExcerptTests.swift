import ProbeKit
import Testing
import Values

@Suite struct ExcerptTests {
  @Test func aSmallValueIsShownWhole() {
    #expect(Value.list([1, "a", .null]).excerpt() == "[1,\"a\",null]")
  }

  /// What is shown, and what it costs, is bounded, whatever the depth and the size.
  @Test func aDeepAndLargeValueIsCut() {
    var value = Value.string(String(repeating: "x", count: 1_000_000))
    for depth in 0..<500 { value = depth.isMultiple(of: 2) ? ["k": value] : [value] }
    #expect(value.excerpt().unicodeScalars.count <= 300)
    #expect(Value.map(["a": value, "b": 1]).excerpt().hasPrefix("{\"a\":[{"))
  }

  @Test func lettersWithManyMarksAreCutToo() {
    let text = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(Value.string(text).excerpt().unicodeScalars.count < 250)
    #expect(text.shortened(to: 10).unicodeScalars.count == 11)
    #expect("short".shortened(to: 5) == "short")
    #expect("secret".shortened(to: 5) == "secre…")
  }
}
