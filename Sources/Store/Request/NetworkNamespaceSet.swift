/// The network namespaces whose sockets are described (`--netns`).
public struct NetworkNamespaceSet: Sendable, Equatable {
  /// How a namespace is named.
  public enum Name: Sendable, Equatable {
    /// The lister's own.
    case own
    /// That of a process.
    case process(Int32)
    /// A name below /run/netns, where ip-netns(8) keeps them.
    case name(Bytes)
    /// A file that stands for one, such as /proc/PID/ns/net.
    case path(Bytes)
  }

  /// `all`, or nothing but what is left out.
  public var includesAll: Bool { namesAll || included.isEmpty }
  public var namesAll = false
  public var included: [Name] = []
  /// `^`
  public var excluded: [Name] = []

  public init() {}
}
