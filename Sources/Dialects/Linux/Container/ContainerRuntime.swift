import Store

/// A program that runs containers, and where it writes down their names.
///
/// To add one, write a type in a file beside this one and put it in ``ContainerNames/runtimes``.
protocol ContainerRuntime: Sendable {
  init(_ files: RuntimeFiles)

  /// What its control groups are called by; see ``ContainerIdentity/maker``.
  static var makers: [Bytes] { get }

  /// The name of one of its containers; nil where it has no such container, or may not be asked.
  mutating func name(of container: ContainerIdentity) -> ContainerName?
}
