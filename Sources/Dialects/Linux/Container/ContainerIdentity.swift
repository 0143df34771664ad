import Store

/// A container, as the control group of its processes tells it.
struct ContainerIdentity: Hashable, Sendable {
  /// What the control group's name has before the identifier, or that above it: `docker`, `libpod`, `cri-containerd`.
  /// Empty where it doesn't tell who made it.
  var maker: Bytes
  /// 64 hexadecimal digits, or the name.
  var id: Bytes
  /// ``id`` is the name: LXC, systemd-nspawn.
  var isNamed: Bool
  /// The UID of the pod, as Kubernetes writes it; empty where there is none.
  var podUID: Bytes = []
  /// The user who runs it, where the system's service manager doesn't.
  var user: UInt32?
}
