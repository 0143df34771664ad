import Misc
import Store

/// Kubernetes: the names of the kubelet's log files tell those of containers and pods, whatever runs them:
/// /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log and /var/log/pods/NAMESPACE_POD_UID.
struct KubernetesLogs: Sendable {
  private let files: RuntimeFiles
  /// By identifiers.
  private lazy var containers = readContainers()
  /// `namespace/name` by UIDs.
  private lazy var pods = readPods()

  init(_ files: RuntimeFiles) { self.files = files }

  mutating func name(of container: ContainerIdentity) -> ContainerName? { containers[container.id] }

  /// `namespace/name` of the pod with a UID.
  mutating func pod(_ uid: Bytes) -> Bytes? { pods[uid] }

  /// No name of Kubernetes has this in it.
  private static let separator = UInt8(ascii: "_")

  private func readContainers() -> [Bytes: ContainerName] {
    var names: [Bytes: ContainerName] = [:]
    let suffix = Bytes(".log")
    for entry in files.entries(of: Bytes("/var/log/containers"))
    where entry.suffix(suffix.count).elementsEqual(suffix) {
      let parts = entry.dropLast(suffix.count).split(separator: Self.separator, maxSplits: 2)
      guard parts.count == 3, let end = parts[2].lastIndex(of: UInt8(ascii: "-")) else { continue }
      names[Bytes(parts[2][(end + 1)...])] = ContainerName(
        container: Bytes(parts[2][..<end]), pod: ContainerName.pod(Bytes(parts[0]), in: Bytes(parts[1])))
    }
    return names
  }

  private func readPods() -> [Bytes: Bytes] {
    var names: [Bytes: Bytes] = [:]
    for entry in files.entries(of: Bytes("/var/log/pods")) {
      let parts = entry.split(separator: Self.separator)
      if parts.count == 3 { names[Bytes(parts[2])] = ContainerName.pod(Bytes(parts[1]), in: Bytes(parts[0])) }
    }
    return names
  }
}
