internal import CheckModel
internal import Diagnostics
internal import ProbeKit

/// Whom an item asks.
enum RoleChoice {
  /// Nobody: the kind needs no target, or the item names an address itself.
  case none
  /// A role of the checklist.
  case role(String)
  /// It should ask somebody, and does not say whom.
  case missing(Span, message: String, help: String)
}

/// How to mend a target that nobody declares.
let declareTarget = "declare it under `targets:` with its type"

extension ComposedItem {
  /// The role that the item asks: the one that it names, or the only one of its type.
  func role(for description: ProbeDescription) -> RoleChoice {
    guard let target = description.target else { return .none }
    if let named = template.target { return role(named: named, type: target.type) }
    let alternatives = description.targetAlternatives
    if template.probeFields.contains(where: { alternatives.contains($0.name) }) { return .none }
    let candidates = scope.roles.filter { $0.value.type == target.type }.keys.sorted()
    switch candidates.count {
    case 1: return .role(candidates[0])
    case 0:
      let orURL = description.alternativesText.map { ", or give the item a \($0)" } ?? ""
      return .missing(
        template.kindSpan,
        message: "no target of type \(target.type) is declared for `\(template.kind)` to ask",
        help: "add `targets: {NAME: \(target.type)}` to the checklist\(orURL)")
    default:
      return .missing(
        template.kindSpan,
        message: "several targets are of type \(target.type), and the item does not say which it asks",
        help: "add `target:` to `\(template.kind)`: one of " + candidates.joined(separator: ", "))
    }
  }

  private func role(named: (name: String, span: Span), type: String) -> RoleChoice {
    guard let role = scope.roles[named.name] else {
      return .missing(
        named.span, message: "there is no target `\(named.name)`",
        help: Decoding.suggestion(for: named.name, among: scope.roles.keys.sorted()) ?? declareTarget)
    }
    guard role.type == type else {
      return .missing(
        named.span,
        message: "`\(named.name)` is \(role.type), `\(template.kind)` asks a target of type \(type)",
        help: "name a target of that type")
    }
    return .role(named.name)
  }
}
