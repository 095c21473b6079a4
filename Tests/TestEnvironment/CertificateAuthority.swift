/// The files of a certificate and its key, in PEM.
public struct Certificate: Sendable {
  /// The path of the certificate, followed by nothing: the authority signs directly.
  public let certificatePath: String
  /// The path of the unencrypted private key.
  public let keyPath: String
}

/// A certificate authority of one's own, which issues what TLS tests need, good and bad.
public final class CertificateAuthority: Sendable {
  /// The authority's own certificate and key; `certificatePath` is the CA file that clients trust.
  public let root: Certificate
  private let directory: TemporaryDirectory

  /// Makes an authority with a new key.
  public init() async throws {
    directory = try TemporaryDirectory()
    root = Certificate(certificatePath: directory.path(of: "ca.crt"), keyPath: directory.path(of: "ca.key"))
    try await output(of: [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-subj", "/O=checkctl tests/CN=authority", "-days", "2", "-keyout", root.keyPath, "-out",
      root.certificatePath, "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
      "keyUsage=critical,keyCertSign,cRLSign",
    ])
  }

  /// Issues a certificate for a server at `names`, each a DNS name or a numeric address, valid for `days`.
  ///
  /// A wrong host is a certificate for other names; an untrusted one comes from another authority.
  public func server(_ names: [String], days: Int = 2) async throws -> Certificate {
    try await issue(names[0], alternativeNames: names, usage: "serverAuth", validity: ["-days", "\(days)"])
  }

  /// Issues a certificate for a server at `names` that has expired.
  public func expired(_ names: [String]) async throws -> Certificate {
    let database = try directory.makeDirectory("expired-\(UInt32.random(in: 0 ... .max))")
    let certificate = try await request(names[0], in: database)
    try directory.write("", to: relative("index.txt", in: database))
    try directory.write("01\n", to: relative("serial", in: database))
    let configuration = try directory.write(
      """
      [ca]
      default_ca = test
      [test]
      database = \(database)/index.txt
      serial = \(database)/serial
      new_certs_dir = \(database)
      default_md = sha256
      policy = any
      [any]
      commonName = supplied
      """, to: relative("ca.cnf", in: database))
    let extensions = try directory.write(
      extensions(names, usage: "serverAuth"), to: relative("extensions", in: database))
    try await output(of: [
      "openssl", "ca", "-batch", "-notext", "-config", configuration, "-extfile", extensions, "-cert",
      root.certificatePath, "-keyfile", root.keyPath, "-startdate", "20200101000000Z", "-enddate",
      "20200201000000Z", "-in", "\(database)/request.csr", "-out", certificate.certificatePath,
    ])
    return certificate
  }

  /// Makes a certificate for a server at `names` that nobody but itself has signed.
  public func selfSigned(_ names: [String]) async throws -> Certificate {
    let folder = try directory.makeDirectory("self-\(UInt32.random(in: 0 ... .max))")
    let certificate = Certificate(
      certificatePath: "\(folder)/certificate.crt", keyPath: "\(folder)/private.key")
    try await output(of: [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-subj", "/CN=\(names[0])", "-days", "2", "-addext", alternativeNames(names), "-keyout",
      certificate.keyPath, "-out", certificate.certificatePath,
    ])
    return certificate
  }

  /// The same certificate with its key encrypted by `password`.
  public func locking(_ certificate: Certificate, with password: String) async throws -> Certificate {
    let locked = "\(certificate.keyPath).locked"
    try await output(of: [
      "openssl", "ec", "-in", certificate.keyPath, "-aes256", "-passout", "pass:\(password)", "-out", locked,
    ])
    return Certificate(certificatePath: certificate.certificatePath, keyPath: locked)
  }

  /// Issues a client certificate whose common name is `name`.
  public func client(_ name: String) async throws -> Certificate {
    try await issue(name, alternativeNames: [name], usage: "clientAuth", validity: ["-days", "2"])
  }

  private func issue(
    _ name: String, alternativeNames: [String], usage: String, validity: [String]
  ) async throws -> Certificate {
    let folder = try directory.makeDirectory("issued-\(UInt32.random(in: 0 ... .max))")
    let certificate = try await request(name, in: folder)
    let extensions = try directory.write(
      extensions(alternativeNames, usage: usage), to: relative("extensions", in: folder))
    try await output(
      of: [
        "openssl", "x509", "-req", "-in", "\(folder)/request.csr", "-CA", root.certificatePath, "-CAkey",
        root.keyPath, "-set_serial", "\(UInt32.random(in: 1 ... .max))", "-extfile", extensions, "-out",
        certificate.certificatePath,
      ] + validity)
    return certificate
  }

  private func request(_ name: String, in folder: String) async throws -> Certificate {
    let certificate = Certificate(
      certificatePath: "\(folder)/certificate.crt", keyPath: "\(folder)/private.key")
    try await output(of: [
      "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-subj", "/CN=\(name)", "-keyout", certificate.keyPath, "-out", "\(folder)/request.csr",
    ])
    return certificate
  }

  private func extensions(_ names: [String], usage: String) -> String {
    "\(alternativeNames(names))\nextendedKeyUsage=\(usage)\n"
  }

  private func alternativeNames(_ names: [String]) -> String {
    let entries = names.map { name in
      name.allSatisfy { $0.isNumber || $0 == "." } || name.contains(":") ? "IP:\(name)" : "DNS:\(name)"
    }
    return "subjectAltName=\(entries.joined(separator: ","))"
  }

  private func relative(_ name: String, in folder: String) -> String {
    String("\(folder)/\(name)".dropFirst(directory.path.count + 1))
  }
}
