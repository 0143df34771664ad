import Misc
import Store

/// Podman and CRI-O: the lists of containers that containers/storage keeps for each of its drivers, as in
/// `overlay-containers/containers.json` below its graph root, which containers-storage.conf(5) can name.
struct ContainersStorage: ContainerRuntime {
  static let makers = [Bytes("libpod"), Bytes("crio")]

  private static let drivers = ["overlay", "vfs", "btrfs", "zfs"].map { Bytes($0.utf8) }
  private static let lists = ["containers.json", "volatile-containers.json"].map { Bytes($0.utf8) }

  private let files: RuntimeFiles
  /// What the lists of a graph root say: names by identifiers.
  private var known: [Bytes: [Bytes: Bytes]] = [:]

  init(_ files: RuntimeFiles) { self.files = files }

  mutating func name(of container: ContainerIdentity) -> ContainerName? {
    for root in roots(of: container.user) {
      if let name = names(below: root)[container.id] { return ContainerName(name, podUID: container.podUID) }
    }
    return nil
  }

  private mutating func roots(of user: UInt32?) -> [Bytes] {
    (user ?? 0 == 0 ? systemRoots : []) + files.home(of: user, "/.local/share/containers/storage")
  }

  private lazy var systemRoots: [Bytes] = {
    let text = files.contents(of: files.resolved(Bytes("/etc/containers/storage.conf"))) ?? []
    return (Self.graphRoots(text) + [Bytes("/var/lib/containers/storage")]).map(files.resolved)
  }()

  /// The values of `graphroot = "PATH"` in TOML.
  static func graphRoots(_ text: Bytes) -> [Bytes] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let parts = line.split(omittingEmptySubsequences: false) {
        $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
      }
      guard parts.count >= 3,
        parts[0].filter({ $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }).elementsEqual(
          Bytes("graphroot="))
      else { return nil }
      return Bytes(parts[1])
    }
  }

  private mutating func names(below root: Bytes) -> [Bytes: Bytes] {
    if let names = known[root] { return names }
    var names: [Bytes: Bytes] = [:]
    for driver in Self.drivers {
      for list in Self.lists {
        read(root + [UInt8(ascii: "/")] + driver + Bytes("-containers/") + list, into: &names)
      }
    }
    known[root] = names
    return names
  }

  /// An array of objects with `id` and `names`, in any order.
  private func read(_ list: Bytes, into names: inout [Bytes: Bytes]) {
    var ids: [Int: Bytes] = [:]
    var firstNames: [Int: Bytes] = [:]
    files.forEachString(of: list) { way, string in
      guard case .element(let index)? = way.first else { return }
      if way.count == 2, way[1] == .member(Bytes("id")) { ids[index] = string }
      if way.count == 3, way[1] == .member(Bytes("names")), way[2] == .element(0) {
        firstNames[index] = string
      }
    }
    for (index, id) in ids {
      if let name = firstNames[index] { names[id] = name }
    }
  }
}
