internal import Processes
internal import Values

/// One run of a credential helper of docker's (https://github.com/docker/docker-credential-helpers).
struct CredentialHelper: Sendable {
  /// What follows `docker-credential-` in the name of the program.
  let name: String
  /// The configuration that names it.
  let file: String
  let environment: [String: String]
  let programs: RunningPrograms
  let redactor: Redactor

  /// More than any credentials.
  private static let outputLimit = 1 << 20

  private var program: String { "docker-credential-\(name)" }

  /// What the helper knows of a registry; nil where it knows nothing.
  func credentials(for key: String) async throws(OCIError) -> OCICredentials? {
    guard name.utf8.allSatisfy({ isNameByte($0) }) else {
      throw OCIError(
        .credentials, "\(file): `\(printable(name.shortened(to: 80)))` is no name of a credential helper")
    }
    // Finding the program reads folders.
    let made = await BackgroundThread.value { Result { () throws(OCIError) in try makeChild(for: key) } }
    guard let made else { throw OCIError(.cancelled, "\(program) was not run") }
    let child = try made.get()
    let exit: ChildExit
    do {
      exit = try await child.run(among: programs)
    } catch {
      throw fault(error.message)
    }
    let answer = try? parseJSON(exit.output)
    if let secret = answer?["Secret"]?.string { redactor.add(secret) }
    switch exit.ending {
    case .exited(0, _): return try read(answer)
    case .exited(let code, _):
      // The helpers say so on standard output.
      let text = String(decoding: exit.output, as: UTF8.self)
      if text.firstRange(ofASCII: "credentials not found") != nil { return nil }
      let reason = exit.excerpt(redacting: redactor).map { ": \(printable($0))" } ?? ""
      throw fault("ended with exit code \(code)\(reason)")
    case .tooMuch: throw fault("wrote more than \(byteText(Int64(Self.outputLimit)))")
    case .cancelled: throw OCIError(.cancelled, "\(program) did not end")
    }
  }

  private func makeChild(for key: String) throws(OCIError) -> Child {
    let path: String
    do {
      path = try findProgram(program, path: environment["PATH"] ?? "", directory: nil)
    } catch {
      throw fault(error.message)
    }
    return Child(
      program: path, arguments: [program, "get"], environment: environment, input: Array(key.utf8),
      outputLimit: Self.outputLimit)
  }

  private func read(_ answer: Value?) throws(OCIError) -> OCICredentials? {
    guard let user = answer?["Username"]?.string, let secret = answer?["Secret"]?.string else {
      throw fault("did not write Username and Secret in JSON")
    }
    if secret.isEmpty { return nil }
    return user == "<token>" ? .identityToken(secret) : .password(user: user, password: secret)
  }

  private func fault(_ message: String) -> OCIError {
    OCIError(.credentials, "the credential helper \(program), which \(file) names: \(message)")
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || "._-".utf8.contains(byte)
  }
}
