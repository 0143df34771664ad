import Misc
import Store

/// containerd: the specification that it hands to the low-level runtime has notes of who asked for the container
/// (`annotations` of config.json, in the runtime specification of the Open Container Initiative).
struct Containerd: ContainerRuntime {
  static let makers = [Bytes("cri-containerd"), Bytes("nerdctl")]

  /// With a directory for each of containerd's own namespaces.
  private static let tasks = Bytes("/run/containerd/io.containerd.runtime.v2.task")

  private let files: RuntimeFiles
  private lazy var tasks = files.resolved(Self.tasks)
  private lazy var namespaces = files.entries(of: tasks)

  init(_ files: RuntimeFiles) { self.files = files }

  mutating func name(of container: ContainerIdentity) -> ContainerName? {
    let slash = [UInt8(ascii: "/")]
    for namespace in namespaces {
      var notes: [Bytes: Bytes] = [:]
      files.forEachString(
        of: tasks + slash + namespace + slash + container.id + Bytes("/config.json")
      ) { way, string in
        guard way.count == 2, way[0] == .member(Bytes("annotations")), case .member(let key) = way[1] else {
          return
        }
        notes[key] = string
      }
      if let name = name(by: notes) { return name }
    }
    return nil
  }

  private func name(by notes: [Bytes: Bytes]) -> ContainerName? {
    var name = ContainerName()
    if let pod = notes[Bytes("io.kubernetes.cri.sandbox-name")],
      let namespace = notes[Bytes("io.kubernetes.cri.sandbox-namespace")]
    {
      name.pod = ContainerName.pod(pod, in: namespace)
      // The container that only holds the pod's namespaces has none.
      name.container = notes[Bytes("io.kubernetes.cri.container-name")] ?? Bytes("POD")
    }
    if let own = notes[Bytes("nerdctl/name")] { name.container = own }
    return name.container.isEmpty ? nil : name
  }
}
