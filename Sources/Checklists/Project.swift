internal import CEL
public import CheckModel
public import Diagnostics
public import ProbeKit
internal import RegularExpressions
public import Values

/// A folder of checklists and their environments: loads, checks and plans them. Everything that is wrong with the
/// files is in `diagnostics`; nothing is contacted and no secret is read before `plan`.
public final class Project {
  /// The folder.
  public let directory: String
  let decoding: Decoding
  /// The waivers of the folder; read when first needed.
  private(set) lazy var waivers = loadWaivers()
  private let files: ChecklistFiles
  private let environments: EnvironmentLoader
  /// What the checklists of the folder have among them; read when first needed.
  private(set) lazy var survey = FolderSurvey(decoding, checklistNames.map(path))
  /// Knows every secret that was met: those that stand in the files as soon as they are loaded, the others once
  /// `plan` resolves them. All that is shown goes through it, diagnostics too.
  public let redactor: Redactor

  /// Opens a folder whose checklists may include `packs`; nothing is read yet. Every secret that is met is made known to `redactor`.
  public init(
    directory: String, registry: ProbeRegistry, redactor: Redactor = Redactor(),
    packs: PackLibrary = PackLibrary()
  ) {
    self.directory = directory
    self.redactor = redactor
    decoding = Decoding(registry: registry, redactor: redactor, packs: packs)
    files = ChecklistFiles(decoding)
    environments = EnvironmentLoader(decoding: decoding, directory: Path.join(directory, "environments"))
  }

  /// Whether there is a folder of that name.
  public static func isFolder(_ path: String) -> Bool { FileSystem.isDirectory(path) }

  /// The kinds of probe that it knows.
  public var registry: ProbeRegistry { decoding.registry }

  /// The texts that diagnostics point into.
  public var sources: SourceMap { decoding.sources }

  /// What is wrong with the files that were read so far.
  public var diagnostics: Diagnostics { decoding.diagnostics }

  /// The names of the checklists in the folder, sorted; its data files are none.
  public private(set) lazy var checklistNames: [String] = {
    let names = FileSystem.yamlStems(in: directory).filter { !Self.reservedNames.contains($0) }
    return DataFiles.removing(from: names, path: path)
  }()

  /// The names of the environments, sorted.
  public var environmentNames: [String] { environments.names }

  /// Files of the folder that are not checklists.
  public static let reservedNames: Set<String> = ["pack", "checkctl", "waivers"]

  /// Loads a checklist, by its name or by the path of its file, with all that it includes, and checks it. Nil where
  /// it is beyond use; faults are in `diagnostics`.
  public func checklist(_ name: String) -> LoadedChecklist? {
    let path = path(of: name)
    decoding.reportTwin(of: path)
    _ = waivers
    guard let checklist = files.checklist(at: path) else { return nil }
    var composer = Composer(decoding, files)
    let composition = composer.compose(checklist)
    for scope in composition.scopes { checkInstance(scope) }
    let needs = NeedTypes(decoding.registry, composition.items)
    for item in composition.items { ItemChecker(decoding, item, needs).check() }
    GraphChecker(decoding, composition).check()
    return LoadedChecklist(
      composition: composition, sources: decoding.sources, composites: decoding.registry.composites)
  }

  /// Whether there is a checklist of that name or path.
  public func hasChecklist(_ name: String) -> Bool { FileSystem.exists(path(of: name)) }

  func path(of name: String) -> String {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return Path.join(".", name) }
    return FileSystem.yamlFile(named: name, in: directory)
  }

  /// The values that an instance of a checklist is given see the inputs of its consumer.
  private func checkInstance(_ scope: InputScope) {
    guard case .instance(let instance, let outer) = scope.binding else { return }
    let checker = TemplateChecker(
      decoding: decoding, declarations: .init(inputs: outer.types),
      patterned: [])
    for (name, template) in instance.inputs {
      guard let declaration = scope.declarations[name] else { continue }
      checker.check(template, FieldDescription(name, declaration.type.fieldType, ""), prefix: "the input ")
      checkPattern(template, declaration)
    }
  }

  /// Loads an environment with all that it extends, and checks it. Nil where it is beyond use; faults are in
  /// `diagnostics`.
  public func environment(_ name: String, for checklist: LoadedChecklist? = nil) -> LoadedEnvironment? {
    guard let environment = environments.environment(name) else { return nil }
    checkInputs(environment, checklist)
    checkDisabled(environment)
    return LoadedEnvironment(environment: environment)
  }

  /// Every input that an environment sets is declared by a checklist in reach, and fits its type.
  func checkInputs(_ environment: Environment, _ checklist: LoadedChecklist?) {
    var declared = (checklist?.declarations ?? [:]).mapValues { [$0] }
    var isComplete = true
    if !environment.inputs.keys.allSatisfy({ declared[$0] != nil }) {
      declared.merge(survey.inputs) { own, _ in own }
      isComplete = survey.isComplete
    }
    let checker = TemplateChecker(
      decoding: decoding, declarations: .init(inputs: [:], functions: Environment.functions), patterned: [])
    let mostSecret = declared.compactMapValues { same in same.first(where: \.isSecret) ?? same.first }
    for (name, input) in environment.inputs.sorted(by: { $0.key < $1.key }) {
      if mostSecret.isSecret(name) { decoding.noteSecret(input.value) }
      if let declarations = declared[name] {
        // Other checklists may ask different things of an input: a run is not refused for what no value could be.
        for declaration in declarations where checklist == nil || declarations.count == 1 {
          decoding.labelling(declarations.count > 1 ? .init(declaration.span, "declared here") : nil) {
            checker.check(
              input.value, FieldDescription(name, declaration.type.fieldType, ""), prefix: "the input ")
          }
          checkPattern(input.value, declaration)
        }
      } else if isComplete {
        decoding.report(
          "unknown-input", "no checklist declares an input `\(name)`", at: input.nameSpan,
          help: Decoding.suggestion(for: name, among: declared.keys.sorted()) ?? "take it out, or declare it")
      }
    }
  }

  private func checkPattern(_ template: Template, _ declaration: InputDeclaration) {
    guard let pattern = declaration.pattern, let text = template.literal?.string, !pattern.matches(text)
    else { return }
    decoding.report(
      "pattern-mismatch", "the input `\(declaration.name)` does not match its pattern", at: template.span,
      related: [.init(declaration.span, "declared here")])
  }

  /// Resolves inputs and targets, expands `for_each`, and makes the questions of the selected items and of those
  /// that they need. What `settings` sets and the checklist does not declare is passed over. What stands in no file of the project comes from `outside`. A dry plan reads no secret: what is missing of them is shown as it is written.
  public func plan(
    _ checklist: LoadedChecklist, environment: LoadedEnvironment?, settings: [String: String] = [:],
    selection: Selection = Selection(), outside: any OutsideValues = ProcessValues(), isDry: Bool = false
  ) -> Plan {
    let resolver = Resolver(
      decoding, environment: environment?.environment, settings: settings, redactor: redactor,
      outside: outside, isDry: isDry)
    var plan = plan(checklist, resolver, selection)
    addWaivers(to: &plan.items, environment: environment?.name)
    return plan
  }

  /// The same, with values and targets by `resolver`, and without waivers.
  func plan(_ checklist: LoadedChecklist, _ resolver: Resolver, _ selection: Selection) -> Plan {
    for scope in checklist.composition.scopes where scope.isOfEnvironment {
      resolver.resolveSettings(in: scope)
    }
    let planner = Planner(decoding, checklist.composition, resolver, directory: directory)
    let everything = planner.elements()
    let (all, disabled) = planner.enabled(everything, resolver.environment?.disabled ?? [:])
    let byItem = all.reduce(into: [:]) { $0[$1.item.id, default: []].append($1.id) }
    let isPlannable = planner.isWithinBounds(all, byItem: byItem)
    let chosen = isPlannable ? selection.choose(among: all, planner: planner, byItem: byItem) : []
    var items = all.filter { chosen.contains($0.id) }.compactMap { planner.plan($0, elements: byItem) }
    let ids = items.allSatisfy { $0.after.isEmpty } ? [] : Set(items.map(\.summary.id))
    for place in items.indices where !items[place].after.isEmpty {
      items[place].after.removeAll { !ids.contains($0) }
    }
    planner.reportDisabledNeeds(of: items, disabled)
    let chosenIDs = Set(items.map(\.summary.id))
    for place in items.indices {
      guard let membership = items[place].membership, !chosenIDs.contains(membership.parent) else { continue }
      // Without what stands for it, it counts by itself.
      items[place].summary.partOf = nil
      items[place].summary.gates = membership.gates
      items[place].membership = nil
    }
    return Plan(
      disabled: disabled,
      unknownSelectors: selection.unknown(
        among: everything.map { ([$0.id.rawValue, $0.item.id.rawValue], $0.item.template) }),
      items: items, targetLimits: resolver.limits, faults: resolver.faults,
      checklistFaults: resolver.checklistFaults, settingFaults: resolver.settingFaults,
      refusals: resolver.refusals)
  }
}

extension Decoding {
  /// Does something, and adds a label to the faults that it finds.
  fileprivate func labelling(_ label: Diagnostic.Label?, _ body: () -> Void) {
    guard let label else { return body() }
    let before = diagnostics
    diagnostics = Diagnostics()
    body()
    let found = diagnostics.all
    diagnostics = before
    for fault in found where !before.all.contains(fault) {
      diagnostics.add(
        Diagnostic(
          fault.code, fault.message, at: fault.primary, severity: fault.severity,
          related: fault.related + [label], help: fault.help))
    }
  }
}

/// A checklist with all that it includes.
public struct LoadedChecklist: Sendable {
  let composition: Composition
  let sources: SourceMap
  /// The kinds whose items stand for others.
  let composites: Set<String>

  /// Its name.
  public var name: String { composition.name }
  /// Its title.
  public var title: String { composition.title }
  /// The items that a consumer disabled.
  public var disabled: [DisabledItem] { composition.disabled }
  /// The number of items, before `for_each` is expanded.
  public var itemCount: Int { composition.items.count }
  /// The inputs that an environment or the command line may set.
  public var declarations: [String: InputDeclaration] {
    composition.scopes.filter(\.isOfEnvironment).reduce(into: [:]) { all, scope in
      all.merge(scope.declarations) { first, _ in first }
    }
  }
}

/// An environment with all that it extends.
public struct LoadedEnvironment: Sendable {
  let environment: Environment

  /// Its name.
  public var name: String { environment.name }
}

/// What a run is going to ask.
public struct Plan: Sendable {
  /// The items that the environment leaves out.
  public let disabled: [DisabledItem]
  /// What of the selection selects nothing.
  public let unknownSelectors: [UnknownSelector]
  /// The selected items and those that they need, in the order of the files.
  public internal(set) var items: [PlannedItem]
  /// How many questions a target is asked at once.
  public let targetLimits: [Target: Int]
  /// What is wrong with the environment, or missing in it.
  public let faults: Diagnostics
  /// What is wrong with the checklist itself, whatever the environment, and shows only now that its values are known.
  public let checklistFaults: Diagnostics
  /// What is wrong with the values that the command line sets.
  public let settingFaults: Diagnostics
  /// What items of packs would do without being granted it.
  public let refusals: Diagnostics
}
