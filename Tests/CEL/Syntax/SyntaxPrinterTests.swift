import Testing
import Values

@testable import CEL

/// Expressions printed from their trees.
struct SyntaxPrinterTests {
  @Test(
    arguments: [
      ("( (a) )", "a"), ("((1+2))*3", "(1 + 2) * 3"), ("1+(2*3)", "1 + 2 * 3"), ("(a-b)-c", "a - b - c"),
      ("a-(b-c)", "a - (b - c)"), ("(a<b)==c", "a < b == c"), ("a==(b<c)", "a == (b < c)"),
      ("a in(b)", "a in b"),
      ("a&&b&&c&&d", "a && b && c && d"), ("a&&(b&&c)", "a && (b && c)"), ("(a&&b)&&c", "a && b && c"),
      ("(a&&b)&&c&&d", "(a && b) && c && d"), ("a&&(b&&c)&&d", "a && (b && c) && d"),
      ("(a||b||c)||d", "(a || b) || c || d"), ("(a||b)&&c", "(a || b) && c"), ("a||(b&&c)", "a || b && c"),
      ("a?b:(c?d:e)", "a ? b : c ? d : e"), ("(a?b:c)?(d?e:f):g", "(a ? b : c) ? (d ? e : f) : g"),
      ("(a?b:c)+1", "(a ? b : c) + 1"), ("!(a)", "!a"), ("!(a&&b)", "!(a && b)"), ("!(!a)", "!(!a)"),
      ("-(-a)", "-(-a)"), ("-(5)", "-(5)"), ("-(5.f())", "-(5.f())"), ("-(-5)", "-(-5)"), ("- 5", "-5"),
      ("-5.f()", "-5.f()"), ("(-5).f()", "-5.f()"), ("!-5", "!-5"), ("---5", "-(5)"), ("a - -5", "a - -5"),
      ("-(a.b)", "-a.b"),
      ("(-a).b", "(-a).b"),
      ("(a+b).c[(d)]", "(a + b).c[d]"), ("a . b [ ? 0 ] . ? c", "a.b[?0].?c"),
      ("a.`b`.`c-d`.`in`.`if`", "a.b.`c-d`.`in`.if"),
      ("[ ?a,(b), ]", "[?a, b]"), ("{?a:b , (c?d:e):f,}", "{?a: b, c ? d : e: f}"),
      ("a.T{ `b`:1,?`c-d`:2, }", "a.T{b: 1, ?`c-d`: 2}"),
      (".a(.b)", ".a(.b)"), ("0x10", "16"), ("1U", "1u"), ("1e3", "1000.0"), (".5", "0.5"), ("-0.0", "-0.0"),
      ("1e300", "1e+300"),
      (#"'it\'s "x" \\'"#, #""it's \"x\" \\""#), (#"'''a"# + "\n\tb'''", #""a\n\tb""#),
      (#"'\u200b\x7f\U000e0001é'"#, #""\u200b\u007f\U000e0001é""#),
      (#"b'a"\xff\n'"#, #"b"a\"\xff\n""#), ("r'\\d'", #""\\d""#),
      ("has( a.b.`c d` )", "has(a.b.`c d`)"), ("r . all( x,(x) )", "r.all(x, x)"),
      ("r.existsOne(i,v,p)", "r.exists_one(i, v, p)"),
      ("(a+b).map(x,p,t)", "(a + b).map(x, p, t)"), ("r.filter(x,p)", "r.filter(x, p)"),
      ("r.transformList(i,v,t)", "r.transformList(i, v, t)"),
      ("r.transformMap(k,v,p,t)", "r.transformMap(k, v, p, t)"),
      ("r.transformMapEntry(k,v,{v:k})", "r.transformMapEntry(k, v, {v: k})"),
      ("cel . bind(x,1,x)", "cel.bind(x, 1, x)"), ("o.optMap(x,x)", "o.optMap(x, x)"),
      ("o.optFlatMap(x,x)", "o.optFlatMap(x, x)"),
    ])
  func printing(_ source: String, _ text: String) throws {
    let parsed = try ParsedExpression(parsing: source)
    #expect(isSame(parsed.text, text), "\(parsed.text)")
    #expect(isSame(try outline(parsed.text), parsed.root.outline))
  }

  @Test(arguments: 0..<40)
  func randomTreesAreReadAsTheyWere(_ seed: Int) throws {
    var trees = RandomTrees(seed: seed)
    for _ in 0..<25 {
      let tree = trees.expression(depth: 5)
      let text = Printer.text(of: tree)
      let again = try outline(text)
      #expect(isSame(again, tree.outline), "\(text)")
    }
  }

  @Test(arguments: 0..<40)
  func mutationsNeverCrash(_ seed: Int) throws {
    var trees = RandomTrees(seed: seed)
    for _ in 0..<30 {
      let source = trees.mutated(Printer.text(of: trees.expression(depth: 4)))
      guard let parsed = try? ParsedExpression(parsing: source) else {
        for fault in faults(source) {
          #expect(fault.range.lowerBound >= 0 && fault.range.upperBound <= source.utf8.count, "\(source)")
        }
        continue
      }
      #expect(isSame(try outline(parsed.text), parsed.root.outline), "\(source)")
    }
  }
}
