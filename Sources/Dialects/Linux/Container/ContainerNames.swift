import Misc
import Store

/// The names of containers and pods, each looked up once in a scan.
final class ContainerNames: Sendable {
  /// The table of runtimes.
  static let runtimes: [any ContainerRuntime.Type] = [Docker.self, ContainersStorage.self, Containerd.self]

  /// Digits of an identifier that stand for a name, as the runtimes' own lists have it.
  private static let shownDigits = 12

  private struct State: Sendable {
    var logs: KubernetesLogs
    var runtimes: [any ContainerRuntime]
    var known: [ContainerIdentity: ContainerName] = [:]
  }

  private let state: Locked<State>

  init(_ files: RuntimeFiles) {
    state = Locked(State(logs: KubernetesLogs(files), runtimes: Self.runtimes.map { $0.init(files) }))
  }

  /// Adds a container, and its pod, to a workload.
  func describe(_ container: ContainerIdentity, in workload: inout Workload) {
    let name = state.withLock { state in
      if let name = state.known[container] { return name }
      let name = Self.lookUp(container, &state)
      state.known[container] = name
      return name
    }
    workload.containerID = container.isNamed ? [] : container.id
    workload.container =
      name.container.isEmpty ? Bytes(container.id.prefix(Self.shownDigits)) : name.container
    workload.pod = name.pod.isEmpty ? container.podUID : name.pod
    workload.podUID = container.podUID
  }

  private static func lookUp(_ container: ContainerIdentity, _ state: inout State) -> ContainerName {
    if container.isNamed { return ContainerName(container: container.id) }
    let isInPod = !container.podUID.isEmpty
    if isInPod, let name = state.logs.name(of: container) { return name }
    let makers = state.runtimes.indices.filter { runtimes[$0].makers.contains(container.maker) }
    var name = ContainerName()
    for index in makers.isEmpty ? Array(state.runtimes.indices) : makers {
      guard let found = state.runtimes[index].name(of: container) else { continue }
      name = found
      break
    }
    if isInPod && name.pod.isEmpty { name.pod = state.logs.pod(container.podUID) ?? [] }
    return name
  }
}
