/// What is wrong with what a plugin said, as it reads behind `its answer `.
struct PluginFault: Error, Hashable, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}
