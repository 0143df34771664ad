import Misc
import Store

/// Docker: `containers/ID/config.v2.json` below its data root, which /etc/docker/daemon.json can name.
struct Docker: ContainerRuntime {
  static let makers = [Bytes("docker")]

  private let files: RuntimeFiles

  init(_ files: RuntimeFiles) { self.files = files }

  mutating func name(of container: ContainerIdentity) -> ContainerName? {
    for root in roots(of: container.user) {
      var name: Bytes?
      files.forEachString(of: root + Bytes("/containers/") + container.id + Bytes("/config.v2.json")) {
        // It begins with a slash.
        if $0 == [.member(Bytes("Name"))] { name = Bytes($1.drop { $0 == UInt8(ascii: "/") }) }
      }
      if let name, !name.isEmpty { return ContainerName(name, podUID: container.podUID) }
    }
    return nil
  }

  private mutating func roots(of user: UInt32?) -> [Bytes] {
    (user ?? 0 == 0 ? systemRoots : []) + files.home(of: user, "/.local/share/docker")
  }

  private lazy var systemRoots: [Bytes] = {
    var configured: [Bytes] = []
    files.forEachString(of: files.resolved(Bytes("/etc/docker/daemon.json"))) {
      if $0 == [.member(Bytes("data-root"))] { configured = [$1] }
    }
    return (configured + [Bytes("/var/lib/docker")]).map(files.resolved)
  }()
}
