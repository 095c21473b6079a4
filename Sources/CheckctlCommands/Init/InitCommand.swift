internal import ArgumentParser
internal import Checklists
internal import ProbeKit
internal import Probes
internal import Reporting
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `checkctl init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a first checklist, an environment, and the schemas for your editor.",
    discussion: "Nothing that is already there is changed.")

  @Argument(help: "The name of the checklist.")
  var name = "first"

  @Option(name: [.customShort("C"), .long], help: "The folder to make them in.", completion: .directory)
  var directory = "."

  func validate() throws {
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    else {
      throw ValidationError("A checklist's name has letters, digits, '-' and '_'.")
    }
    guard !Project.reservedNames.contains(name) else {
      throw ValidationError("'\(name)' is the name of another kind of file.")
    }
  }

  func run() throws {
    let console = Console(redactor: Redactor())
    let registry = ProbeRegistry(BuiltInProbes.all)
    let files = [
      ("checklists/\(name).yaml", FirstFiles.checklist(name)),
      ("checklists/environments/local.yaml", FirstFiles.environment),
      ("schemas/checklist.schema.json", FileSchema.checklist.schema(registry).prettyJSON + "\n"),
      ("schemas/environment.schema.json", FileSchema.environment.schema(registry).prettyJSON + "\n"),
    ]
    for folder in parents + ["checklists", "checklists/environments", "schemas"].map(path) {
      mkdir(folder, 0o777)
    }
    var failed = false
    for (name, content) in files {
      switch create(path(name), content) {
      case .made: console.say("made      \(path(name))")
      case .exists: console.say("unchanged \(path(name)), which is already there")
      case .failed(let reason):
        console.say("error: \(path(name)) cannot be made: \(reason)")
        failed = true
      }
    }
    guard !failed else { throw FailureCode.reportNotWritten.exit }
    let folder = directory == "." ? "" : " -C \(path("checklists"))"
    console.say("\nnow try: checkctl run \(name)\(folder)")
  }

  /// The folder and those that it lies in.
  private var parents: [String] {
    let parts = directory.split(separator: "/")
    return parts.indices.map { (directory.hasPrefix("/") ? "/" : "") + parts[...$0].joined(separator: "/") }
  }

  private func path(_ name: String) -> String {
    directory == "." ? (name.isEmpty ? "." : name) : "\(directory)/\(name)"
  }

  private enum Creation {
    case made
    case exists
    case failed(String)
  }

  private func create(_ path: String, _ content: String) -> Creation {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      return errno == EEXIST ? .exists : .failed(String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    return writeAll(content, to: descriptor).map { .failed(String(cString: strerror($0))) } ?? .made
  }
}

/// What `init` writes: a checklist that runs anywhere and shows the way to the rest.
private enum FirstFiles {
  static func checklist(_ name: String) -> String {
    """
    # yaml-language-server: $schema=../schemas/checklist.schema.json
    checkctl: 1
    checklist: \(name)
    title: A first checklist

    inputs:
      max_disk_used: {type: number, default: 90, description: Percent of the disk that may be in use}
      service_url: {type: string, default: '', description: The address of a service to look at}

    items:
      - id: disk-has-room
        title: The disk is at most ${inputs.max_disk_used} % full
        severity: high
        command: {shell: "df --output=pcent / | tail -n 1 | tr -dc 0-9"}
        expect: {json: {le: '${inputs.max_disk_used}'}}
        remedy: Find what fills the disk with `du -xh / | sort -h | tail`.

      - id: service-answers
        title: The service answers
        severity: critical
        when: inputs.service_url != ''
        http: {url: '${inputs.service_url}'}
        expect: {status: 200}
        remedy: Set service_url in checklists/environments/local.yaml, then look at the service's logs.

    """
  }

  static let environment = """
    # yaml-language-server: $schema=../../schemas/environment.schema.json
    checkctl: 1
    environment: local

    inputs:
      max_disk_used: 90
      # service_url: http://127.0.0.1:8080/health

    # What checklists talk to, such as
    # targets:
    #   database: {postgres: "${env('DATABASE_URL')}"}
    #   metrics: {prometheus: http://127.0.0.1:9090}
    #   cluster: {kubernetes: {context: production, namespace: shop}}

    """
}
