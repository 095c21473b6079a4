/// Whether a byte is a digit of ASCII, 0 to 9.
public func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
