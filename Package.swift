// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "checkctl",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "checkctl", targets: ["checkctl"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    // C libraries: module maps and shims only.
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CLibCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .systemLibrary(name: "CLibRE2", pkgConfig: "re2", providers: [.apt(["libre2-dev"]), .brew(["re2"])]),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(name: "CResolv"),
    .target(name: "CRE2", dependencies: ["CLibRE2"]),

    // The product, in the order of its dependencies: a target may use those above it.
    .target(name: "Diagnostics"),
    .target(
      name: "Values",
      dependencies: ["CSpawn", .product(name: "OrderedCollections", package: "swift-collections")]),
    .target(name: "RegularExpressions", dependencies: ["CRE2"]),
    .target(name: "YAMLSyntax", dependencies: ["CLibYAML", "Diagnostics"]),
    .target(name: "Documents", dependencies: ["Diagnostics", "Values", "YAMLSyntax"]),
    .target(name: "CEL", dependencies: ["Diagnostics", "Values", "RegularExpressions"]),
    .target(name: "JSONPath", dependencies: ["Values"]),
    .target(name: "Processes", dependencies: ["CSpawn", "Values"]),
    .target(name: "SemanticVersions"),
    .target(name: "Digests", dependencies: ["COpenSSL"]),
    .target(name: "Signatures", dependencies: ["COpenSSL", "Values", "Digests"]),
    .target(name: "CheckModel", dependencies: ["Diagnostics", "Values"]),
    .target(
      name: "ProbeKit",
      dependencies: ["Diagnostics", "Values", "RegularExpressions", "CEL", "CheckModel"]),
    .target(
      name: "Checklists",
      dependencies: [
        "Diagnostics", "Values", "RegularExpressions", "YAMLSyntax", "Documents", "Digests",
        "SemanticVersions", "CEL",
        "CheckModel", "ProbeKit",
      ]),
    .target(name: "Records", dependencies: ["Values", "Digests", "CheckModel", "ProbeKit"]),
    .target(name: "HTTPClient", dependencies: ["CLibCurl", "COpenSSL", "Values"]),
    .target(name: "OCIRegistry", dependencies: ["Values", "Processes", "Digests", "HTTPClient"]),
    .target(name: "PostgresClient", dependencies: ["CLibPQ", "COpenSSL", "Values"]),
    .target(name: "DNSClient", dependencies: ["CResolv", "Values"]),
    .target(
      name: "KubernetesClient",
      dependencies: ["Diagnostics", "Values", "YAMLSyntax", "Processes", "HTTPClient"]),
    .target(
      name: "Probes",
      dependencies: [
        "Diagnostics", "Values", "RegularExpressions", "Digests", "Processes", "Documents", "CEL", "JSONPath",
        "CheckModel", "ProbeKit", "HTTPClient", "PostgresClient", "DNSClient", "KubernetesClient",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ]),
    .target(
      name: "CheckEngine",
      dependencies: ["Diagnostics", "Values", "CEL", "CheckModel", "ProbeKit", "Checklists"]),
    .target(
      name: "Recordings",
      dependencies: [
        "Values", "Digests", "CEL", "CheckModel", "ProbeKit", "Checklists", "CheckEngine",
      ]),
    .target(
      name: "RulePacks",
      dependencies: [
        "Diagnostics", "Values", "Processes", "Digests", "Documents", "SemanticVersions", "Signatures",
        "HTTPClient", "OCIRegistry", "ProbeKit", "Checklists",
      ]),
    .target(name: "Reporting", dependencies: ["Diagnostics", "Values", "CheckModel"]),
    .target(
      name: "CheckctlCommands",
      dependencies: [
        "Diagnostics", "Values", "Digests", "Documents", "CEL", "CheckModel", "ProbeKit", "Checklists",
        "Records", "Probes", "CheckEngine", "Recordings", "RulePacks", "SemanticVersions", "Signatures",
        "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "checkctl", dependencies: ["CheckctlCommands"]),

    // Tests: a folder per module, whole-program tests, and the real servers that they and the demo share.
    .target(
      name: "TestEnvironment",
      dependencies: [
        "Values",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestEnvironment", exclude: ["Kubernetes"]),
    .executableTarget(name: "checkctl-demo", dependencies: ["TestEnvironment"], path: "Tests/Demo"),
    .executableTarget(
      name: "checkctl-bench", dependencies: ["CEL", "Values", "TestEnvironment"], path: "Tests/Benchmarks",
      exclude: ["run", "cel_python.py", "scripts"]),
    .executableTarget(
      name: "checkctl-leaks",
      dependencies: [
        "TestEnvironment", "Diagnostics", "Values", "PostgresClient", "CheckModel", "ProbeKit", "Checklists",
        "Probes", "CheckEngine",
      ],
      path: "Tests/Leaks"),
    .executableTarget(
      name: "checkctl-fuzz",
      dependencies: [
        "Diagnostics", "Values", "Documents", "CEL", "JSONPath", "ProbeKit", "Checklists", "KubernetesClient",
        "Probes", "RulePacks", "TestEnvironment",
      ],
      path: "Tests/Fuzz/Program"),
    .moduleTests("Diagnostics"),
    .moduleTests("Values"),
    .moduleTests("RegularExpressions"),
    .moduleTests("SemanticVersions"),
    .moduleTests("YAMLSyntax", using: ["Diagnostics"]),
    .moduleTests("Documents", using: ["Values", "TestEnvironment"]),
    .moduleTests("CEL", using: ["Diagnostics", "Values"]),
    .moduleTests("JSONPath", using: ["Values", "TestEnvironment"]),
    .moduleTests("Signatures", using: ["Digests", "Values", "TestEnvironment"]),
    .moduleTests("ProbeKit", using: ["Diagnostics", "Values", "CEL", "CheckModel"]),
    .moduleTests(
      "Checklists",
      using: [
        "Diagnostics", "Values", "SemanticVersions", "YAMLSyntax", "CEL", "CheckModel", "ProbeKit", "Probes",
      ]),
    .moduleTests("Records", using: ["Values", "CheckModel", "ProbeKit", "TestEnvironment"]),
    .moduleTests("HTTPClient", using: ["Values", "TestEnvironment"]),
    .moduleTests("OCIRegistry", using: ["Digests", "Values", "Processes", "HTTPClient", "TestEnvironment"]),
    .moduleTests("PostgresClient", using: ["Values", "TestEnvironment"]),
    .moduleTests("DNSClient", using: ["Values", "TestEnvironment"]),
    .moduleTests("KubernetesClient", using: ["Values", "Processes", "HTTPClient", "TestEnvironment"]),
    .moduleTests(
      "Probes",
      using: ["Diagnostics", "Values", "Processes", "CheckModel", "ProbeKit", "TestEnvironment"]),
    .moduleTests(
      "CheckEngine", using: ["Diagnostics", "Values", "CEL", "CheckModel", "ProbeKit", "Checklists"]),
    .moduleTests(
      "Recordings",
      using: ["Values", "CEL", "CheckModel", "ProbeKit", "Checklists", "CheckEngine", "TestEnvironment"]),
    .moduleTests(
      "RulePacks",
      using: [
        "Diagnostics", "Values", "Digests", "SemanticVersions", "Signatures", "OCIRegistry", "ProbeKit",
        "Checklists", "TestEnvironment",
      ]),
    .moduleTests("Reporting", using: ["Diagnostics", "Values", "CheckModel", "TestEnvironment"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "TestEnvironment", "Values", "CheckctlCommands", "checkctl", "checkctl-leaks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/CommandLine"),
    .testTarget(
      name: "FuzzTests", dependencies: ["TestEnvironment", "Values", "checkctl-fuzz"],
      path: "Tests/Fuzz/Suites"),
  ]
)

extension Target {
  /// The tests of one module, in the folder of its name.
  static func moduleTests(_ module: String, using others: [Target.Dependency] = []) -> Target {
    .testTarget(
      name: "\(module)Tests", dependencies: [.byName(name: module)] + others, path: "Tests/\(module)")
  }
}

for target in package.targets where target.type != .system && target.type != .plugin {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .swiftLanguageMode(.v6),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
