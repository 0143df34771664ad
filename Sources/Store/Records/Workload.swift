/// What a process runs for: the unit, the container and the pod that its control group belongs to. Where there is
/// none, it is empty.
public struct Workload: Sendable, Equatable {
  /// systemd's name for the unit, as in `nginx.service`.
  public var unit: Bytes = []
  /// The path of the control group, where it is wanted beside what follows from it.
  public var controlGroup: Bytes = []
  /// The name of the container; where no file tells it, the first digits of the identifier.
  public var container: Bytes = []
  /// The identifier of the container, hexadecimal digits; empty for one that is known by its name alone.
  public var containerID: Bytes = []
  /// The pod, as `namespace/name`; where that isn't known, its UID.
  public var pod: Bytes = []
  /// The pod's UID, hexadecimal digits in groups.
  public var podUID: Bytes = []

  public init() {}
}
