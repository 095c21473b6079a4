/// How a configuration is written.
public enum DocumentFormat: String, Hashable, Sendable, CaseIterable {
  /// YAML 1.2, resolved by the core schema.
  case yaml
  /// JSON (RFC 8259).
  case json
  /// TOML 1.0.
  case toml
  /// Lines of `KEY=VALUE`.
  case dotenv

  /// That of a file of this name or path, by its extension: `.yaml`, `.yml`, `.json`, `.toml`, `.env`, and names such
  /// as `.env.production`; nil for any other.
  public init?(ofFile path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    if name == ".env" || name.hasPrefix(".env.") {
      self = .dotenv
      return
    }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[dot...].dropFirst().lowercased() {
    case "yaml", "yml": self = .yaml
    case "json": self = .json
    case "toml": self = .toml
    case "env": self = .dotenv
    default: return nil
    }
  }
}
