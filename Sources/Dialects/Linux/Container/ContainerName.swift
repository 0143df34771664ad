import Store

/// What a runtime's files say of a container.
struct ContainerName: Equatable, Sendable {
  var container: Bytes = []
  /// `namespace/name`; empty where it is in no pod, or that isn't known.
  var pod: Bytes = []

  init(container: Bytes = [], pod: Bytes = []) {
    self.container = container
    self.pod = pod
  }

  /// A name as Kubernetes gives it to Docker and CRI-O, `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`
  /// (pkg/kubelet/dockershim/naming.go), or one that somebody has chosen: the control group has the pod's UID too.
  init(_ name: Bytes, podUID: Bytes) {
    container = name
    let parts = name.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard !podUID.isEmpty, parts.count == 6, parts[0].elementsEqual(Bytes("k8s")),
      parts[4].elementsEqual(podUID)
    else { return }
    container = Bytes(parts[1])
    pod = Self.pod(Bytes(parts[2]), in: Bytes(parts[3]))
  }

  static func pod(_ name: Bytes, in namespace: Bytes) -> Bytes { namespace + [UInt8(ascii: "/")] + name }
}
