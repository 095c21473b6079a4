import Digests
import Signatures
import TestEnvironment
import Testing
import Values

/// PKCS#8 of a seed in hexadecimal (RFC 8410, section 7).
func privatePEM(seed: String) -> String {
  pem("PRIVATE KEY", bytes("302e020100300506032b657004220420" + seed))
}

func pem(_ label: String, _ bytes: [UInt8]) -> String {
  "-----BEGIN \(label)-----\n\(base64(bytes))\n-----END \(label)-----\n"
}

func bytes(_ hex: String) -> [UInt8] {
  stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
}

/// The message of the error that `body` ends with.
func fault<Result>(_ body: () throws -> Result) -> String {
  do {
    _ = try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Suite struct KeyTests {
  /// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
  static let vectors: [(seed: String, point: String, message: String, signature: String)] = [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    (
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    ),
  ]

  @Test(arguments: vectors.indices) func vectorsOfTheRFC(_ index: Int) throws {
    let vector = Self.vectors[index]
    let key = try SigningKey(pem: privatePEM(seed: vector.seed))
    let spki = bytes("302a300506032b6570032100" + vector.point)
    let verifying = try VerifyingKey(pem: pem("PUBLIC KEY", spki))
    #expect(key.verifyingKey == verifying)
    #expect(verifying.keyID == "sha256:" + SHA256Digest(of: spki).hex)
    #expect(try key.signature(of: bytes(vector.message)) == bytes(vector.signature))
    #expect(verifying.verifies(bytes(vector.signature), of: bytes(vector.message)))
    #expect(!verifying.verifies(bytes(vector.signature), of: bytes(vector.message) + [0]))
  }

  @Test func aSignatureThatIsNoneDoesNotVerify() throws {
    let key = try SigningKey()
    let good = try key.signature(of: [1, 2, 3])
    let verifying = key.verifyingKey
    #expect(verifying.verifies(good, of: [1, 2, 3]))
    for bad in [[], Array(good.dropLast()), good + [0], [UInt8](repeating: 0, count: 64)] {
      #expect(!verifying.verifies(bad, of: [1, 2, 3]))
    }
    for place in [0, 31, 32, 63] {
      var changed = good
      changed[place] ^= 1
      #expect(!verifying.verifies(changed, of: [1, 2, 3]))
    }
    #expect(!(try SigningKey().verifyingKey.verifies(good, of: [1, 2, 3])))
  }

  @Test func keysComeBackFromPEM() throws {
    let key = try SigningKey()
    let again = try SigningKey(pem: key.pem)
    #expect(again.verifyingKey == key.verifyingKey)
    #expect(try VerifyingKey(pem: key.verifyingKey.pem) == key.verifyingKey)
    // Text before a block, spaces and other ends of lines are passed over.
    let untidy = "# the key of team A\r\n" + key.verifyingKey.pem.replacing("\n", with: " \r\n")
    #expect(try VerifyingKey(pem: untidy) == key.verifyingKey)
    #expect(try SigningKey().verifyingKey != key.verifyingKey)
  }

  @Test func aKeyDoesNotShowItself() throws {
    let key = try SigningKey()
    let shown = "\(key) \(String(reflecting: key)) \([key])"
    #expect(shown.contains(key.verifyingKey.keyID))
    var dumped = ""
    dump(key, to: &dumped)
    let digits = key.pem.split(separator: "\n")[1]
    #expect(!dumped.contains("seed") && !shown.contains(digits) && !shown.contains("seed"))
  }

  @Test func opensslReadsWhatWeWrite() async throws {
    let directory = try TemporaryDirectory()
    let key = try SigningKey()
    let file = try directory.write(key.pem, to: "key.pem", permissions: 0o600)
    let result = try await runCommand(["openssl", "pkey", "-in", file, "-pubout"])
    #expect(result.stdout == key.verifyingKey.pem)
    let text = try await runCommand(["openssl", "pkey", "-in", file])
    #expect(text.stdout == key.pem)
  }

  @Test func opensslVerifiesWhatWeSign() async throws {
    let directory = try TemporaryDirectory()
    let key = try SigningKey()
    let message = try directory.write("what is signed\n", to: "message")
    let signature = base64(try key.signature(of: Array("what is signed\n".utf8)))
    let encoded = try directory.write(signature + "\n", to: "signature.txt")
    let publicKey = try directory.write(key.verifyingKey.pem, to: "public.pem")
    let script = """
      openssl base64 -d -A -in "$1" -out "$1.bin" &&
      openssl pkeyutl -verify -rawin -pubin -inkey "$2" -in "$3" -sigfile "$1.bin"
      """
    let result = try await runCommand(["sh", "-c", script, "sh", encoded, publicKey, message])
    #expect(result.exitCode == 0, "\(result.stdout)\(result.stderr)")
  }

  @Test func weVerifyWhatOpensslSigns() async throws {
    let directory = try TemporaryDirectory()
    let message = try directory.write("what is signed\n", to: "message")
    let (file, publicFile) = (directory.path(of: "key.pem"), directory.path(of: "public.pem"))
    let script = """
      openssl genpkey -algorithm ed25519 -out "$1" && openssl pkey -in "$1" -pubout -out "$2" &&
      openssl pkeyutl -sign -rawin -inkey "$1" -in "$3" | openssl base64 -A
      """
    let result = try await runCommand(["sh", "-c", script, "sh", file, publicFile, message])
    let signature = try #require(base64Decoded(result.stdout))
    let key = try VerifyingKey(pem: readFile(publicFile))
    #expect(key.verifies(signature, of: Array("what is signed\n".utf8)))
    #expect(!key.verifies(signature, of: Array("what is signed".utf8)))
    #expect(try SigningKey(pem: readFile(file)).verifyingKey == key)
    #expect(try SigningKey(pem: readFile(file)).pem == readFile(file))
  }

  @Test func otherKeysAreRefusedInWords() async throws {
    let directory = try TemporaryDirectory()
    let script = """
      cd "$1" && openssl genpkey -algorithm ed25519 -out key.pem &&
      openssl pkey -in key.pem -aes256 -passout pass:secret -out locked.pem &&
      openssl genpkey -algorithm x25519 -out x25519.pem && openssl pkey -in x25519.pem -pubout -out x25519.pub &&
      openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out ec.pem &&
      openssl pkey -in ec.pem -traditional -out old.pem && openssl pkey -in ec.pem -pubout -out ec.pub
      """
    let result = try await runCommand(["sh", "-c", script, "sh", directory.path])
    try #require(result.exitCode == 0, "\(result.stderr)")
    func signing(_ name: String) -> String {
      fault { try SigningKey(pem: directory.read(name), what: name) }
    }
    func verifying(_ name: String) -> String {
      fault { try VerifyingKey(pem: directory.read(name), what: name) }
    }
    #expect(signing("locked.pem").hasPrefix("locked.pem: the private key is encrypted; decrypt it with"))
    #expect(signing("x25519.pem").hasPrefix("x25519.pem: the key is not an Ed25519 key; make one with"))
    #expect(signing("ec.pem").hasPrefix("ec.pem: the key is not an Ed25519 key"))
    #expect(signing("old.pem").hasPrefix("old.pem: this is PEM of `EC P"))
    #expect(signing("ec.pub").hasPrefix("ec.pub: this is a public key; signing needs the private one"))
    #expect(verifying("x25519.pub").hasPrefix("x25519.pub: the key is not an Ed25519 key"))
    #expect(verifying("ec.pub").hasPrefix("ec.pub: the key is not an Ed25519 key"))
    #expect(verifying("key.pem").hasPrefix("key.pem: this is a private key where a public one should stand"))
  }

  @Test(arguments: [
    ("", "k: no PEM; expected a block that begins with -----BEGIN PUBLIC KEY-----"),
    ("ssh-ed25519 AAAA me@host", "k: no PEM; expected a block that begins with -----BEGIN PUBLIC KEY-----"),
    ("-----BEGIN PUBLIC KEY", "k: the line of -----BEGIN is malformed"),
    ("-----BEGIN PUBLIC KEY-----\nMCow\n", "k: the line -----END PUBLIC KEY----- is missing"),
    (
      "-----BEGIN PUBLIC KEY-----\nMC*w\n-----END PUBLIC KEY-----",
      "k: what stands between the lines of the PEM block is not base64"
    ),
    (pem("CERTIFICATE", [1]), "k: this is a certificate; its public key comes from"),
    (pem("PUBLIC KEY", [1, 2, 3]), "k: the PEM block holds no public key that OpenSSL can read; write one"),
    (
      pem("PUBLIC KEY", bytes("302a300506032b6570032100") + [UInt8](repeating: 7, count: 32) + [0]),
      "k: the public key is not written as RFC 8410 says"
    ),
    (String(repeating: "x", count: 65_537), "k: larger than 64 KiB, which no key is"),
  ])
  func malformedKeys(text: String, message: String) {
    #expect(fault { try VerifyingKey(pem: text, what: "k") }.hasPrefix(message))
  }
}
