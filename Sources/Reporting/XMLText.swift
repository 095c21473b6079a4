/// An element of an XML 1.0 document.
struct XMLElement {
  let name: String
  var attributes: [(name: String, value: String)]
  var children: [XMLElement] = []
  var text = ""

  init(
    _ name: String, _ attributes: [(name: String, value: String)] = [], children: [XMLElement] = [],
    text: String = ""
  ) {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.text = text
  }

  /// Writes the element on lines of its own, two spaces a level. Text is never padded.
  func write(to output: inout some TextOutputStream, level: Int = 0) {
    let indent = String(repeating: "  ", count: level)
    output.write("\(indent)<\(name)")
    for attribute in attributes {
      output.write(" \(attribute.name)=\"\(xmlEscaped(attribute.value, inAttribute: true))\"")
    }
    guard !children.isEmpty || !text.isEmpty else {
      output.write("/>\n")
      return
    }
    output.write(">" + xmlEscaped(text, inAttribute: false))
    if !children.isEmpty {
      output.write("\n")
      for child in children { child.write(to: &output, level: level + 1) }
      output.write(indent)
    }
    output.write("</\(name)>\n")
  }
}

/// The text with markup escaped and everything that is no character of XML 1.0 (production 2, "Char") replaced by
/// U+FFFD. In an attribute, line breaks and tabs are kept by references, which a parser would else make spaces.
func xmlEscaped(_ text: String, inAttribute: Bool) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x26: result += "&amp;"
    case 0x3C: result += "&lt;"
    case 0x3E: result += "&gt;"
    case 0x22 where inAttribute: result += "&quot;"
    case 0x0D: result += "&#13;"
    case 0x09 where inAttribute, 0x0A where inAttribute: result += "&#\(scalar.value);"
    case 0x09, 0x0A, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: result.unicodeScalars.append(scalar)
    default: result += "\u{FFFD}"
    }
  }
  return result
}
