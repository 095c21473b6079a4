internal import ArgumentParser
internal import Checklists
internal import Diagnostics
internal import RulePacks
internal import SemanticVersions
internal import Signatures
internal import Values

/// The private key on the command line.
struct KeyOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file of an Ed25519 private key, as `openssl genpkey -algorithm ed25519` writes it.",
      valueName: "file"),
    completion: .file())
  var key: String?

  /// The key; nil where none is named.
  func signingKey(_ console: Console) throws -> SigningKey? {
    guard let path = key else { return nil }
    do {
      let bytes = try RegularFile.read(path, atMost: 1 << 16)
      console.redactor.add(String(decoding: bytes, as: UTF8.self))
      return try SigningKey(pem: String(decoding: bytes, as: UTF8.self), what: path)
    } catch let fault as FileFault {
      console.say("error: the key \(path) cannot be read: \(fault.message)")
    } catch let fault as SignatureError {
      console.say("error: \(fault.message)")
    }
    throw FailureCode.usage.exit
  }
}

extension Session {
  /// The pack that the folder is, without a fault in any of its files.
  func publisher() throws -> PackPublisher {
    guard project.isPack else {
      console.say("error: \(project.directory) is no pack: it has no \(PackManifest.fileName)")
      console.say("  = help: `checkctl explain pack` shows what stands in it")
      throw FailureCode.invalidChecklist.exit
    }
    for name in project.checklistNames { _ = project.checklist(name) }
    project.checkManifest()
    console.show(project.diagnostics, project.sources)
    guard !project.diagnostics.hasErrors else {
      sayCount(project.diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    return try console.orFail { () throws(PackError) in
      try PackPublisher(directory: project.directory, registry: project.registry, redactor: redactor)
    }
  }
}

/// `checkctl pack publish oci://REGISTRY/NAME`.
struct PackPublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Put the pack in this folder into an OCI registry, under its version.",
    discussion: """
      The pack is linted first. A version that is there never changes: what differs needs another version. The logins of \
      docker are used. In git a pack is published by a tag such as v1.2.0.
      """)

  @Argument(help: "The repository, as oci://registry/name.")
  var repository: String

  @OptionGroup var keys: KeyOptions
  @OptionGroup var options: ProjectOptions

  func run() async throws {
    guard case .registry(let reference)? = PackSource(repository) else {
      throw ValidationError("'\(repository)' is no oci://registry/name.")
    }
    let session = try Session(options)
    let key = try keys.signingKey(session.console)
    let publisher = try session.publisher()
    let publication = try await session.console.orFail { () async throws(PackError) in
      try await publisher.publish(to: reference, key: key)
    }
    let manifest = publisher.manifest
    session.console.say(
      "\(manifest.name) \(manifest.version) is \(publication.wasThere ? "there already" : "published"), "
        + (publication.signers.isEmpty
          ? "unsigned" : "signed by \(publication.signers.joined(separator: ", "))"))
    session.console.write(publication.reference + "\n")
  }
}

/// `checkctl pack sign --key FILE`.
struct PackSignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign the pack in this folder, in \(PackSignature.fileName) beside it.",
    discussion: """
      Commit that file with the pack, or `checkctl pack publish`, which attaches it. Another key may sign too. Consumers \
      name the public key, `openssl pkey -in FILE -pubout`, under `signatures:` in their \(ProjectFile.fileName).
      """)

  @OptionGroup var keys: KeyOptions
  @OptionGroup var options: ProjectOptions

  func run() throws {
    let session = try Session(options)
    guard let key = try keys.signingKey(session.console) else {
      throw ValidationError("Name the key: --key FILE.")
    }
    let publisher = try session.publisher()
    let signature = try session.console.orFail { () throws(PackError) in try publisher.sign(with: key) }
    session.console.say(
      "\(publisher.manifest.name) \(publisher.manifest.version) is signed by \(signature.signers.joined(separator: ", ")), in \(publisher.signaturePath)"
    )
  }
}
