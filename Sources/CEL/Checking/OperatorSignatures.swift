/// The operands that each operator takes, and its result (cel-spec, "List of Standard Definitions").
let operatorSignatures: [String: [([Type], Type)]] = {
  let a = Type.parameter("A")
  let numbers: [Type] = [.int, .uint, .double]
  let ordered: [Type] = [
    .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, quantityType,
  ]
  var signatures: [String: [([Type], Type)]] = [
    "_||_": [([.bool, .bool], .bool)], "_&&_": [([.bool, .bool], .bool)], "!_": [([.bool], .bool)],
    "_?_:_": [([.bool, a, a], a)],
    "_==_": [([a, a], .bool)], "_!=_": [([a, a], .bool)],
    "-_": [([.int], .int), ([.double], .double), ([.duration], .duration)],
    "_%_": [([.int, .int], .int), ([.uint, .uint], .uint)],
    "@in": [([a, .list(a)], .bool), ([a, .map(key: a, value: .parameter("B"))], .bool)],
  ]
  // Numbers of all types have one order.
  let mixed = numbers.flatMap { left in numbers.filter { $0 != left }.map { ([left, $0], Type.bool) } }
  for name in ["_<_", "_<=_", "_>_", "_>=_"] {
    signatures[name] = ordered.map { ([$0, $0], Type.bool) } + mixed
  }
  for name in ["_+_", "_-_", "_*_", "_/_"] { signatures[name] = numbers.map { ([$0, $0], $0) } }
  signatures["_+_"]? += [
    ([.string, .string], .string), ([.bytes, .bytes], .bytes), ([.list(a), .list(a)], .list(a)),
    ([.timestamp, .duration], .timestamp), ([.duration, .timestamp], .timestamp),
    ([.duration, .duration], .duration),
  ]
  signatures["_-_"]? += [
    ([.timestamp, .timestamp], .duration), ([.timestamp, .duration], .timestamp),
    ([.duration, .duration], .duration),
  ]
  return signatures
}()
