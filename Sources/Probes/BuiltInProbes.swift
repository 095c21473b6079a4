public import ProbeKit

/// The kinds of probe that the program has.
public enum BuiltInProbes {
  /// All of them, in the order of the reference.
  public static let all: [any Probe.Type] = [
    HTTPProbe.self, PromQLProbe.self, SQLProbe.self, KubectlProbe.self, CommandProbe.self, TCPProbe.self,
    TLSProbe.self, DNSProbe.self, FileProbe.self, ConfigProbe.self, LogsProbe.self, LoadProbe.self,
    ManualProbe.self, ChecklistProbe.self, PluginProbe.self,
  ]
}
