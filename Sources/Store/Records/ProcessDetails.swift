/// What procfs tells of a process beside what a usual listing shows. Each is known where the bit of its name in
/// ``RequiredFields`` asks for it and the kernel tells it; its tasks have the same.
public struct ProcessDetails: Sendable {
  /// When it started, in seconds since the epoch.
  public var startTime: Int64?
  /// Its arguments, with blanks between.
  public var commandLine = ByteSlice.none
  /// The path of its program, where it is one of the lister's mount namespace.
  public var executable = ByteSlice.none
  /// The path of its control group.
  public var controlGroup = ByteSlice.none

  /// How many descriptors it has.
  public var descriptorUse: DescriptorUse?

  public init() {}
}
