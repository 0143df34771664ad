import Misc
import Store

@testable import LinuxDialect

/// What can be fed, by the name of its directory in the corpus.
let targets: [String: @Sendable ([UInt8]) -> Void] = [
  "arguments": { feedArguments($0) },
  "names": { feedName($0) },
  "filters": { feedFilter($0) },
  "patterns": { feedPattern($0) },
  "fdinfo": { feedFdInfo($0) },
  "mountinfo": { _ = MountInfo.mounts($0.span) },
  "stat": { _ = ProcessStat($0.span) },
  "status": { _ = ProcessList.taskGroup($0.span) },
  "locks": { _ = LockTable($0.span) },
  "maps": { feedMaps($0) },
  "net": { feedTable($0) },
  "cgroup": { _ = ControlGroup($0.span) },
  "runtimes": { feedRuntimes($0) },
  "monitor": {
    _ = SockDiag.readMessages($0.span) {
      _ = UnixSocketReport($0)
      _ = InternetSocket($0, transport: .tcp)
    }
  },
]

/// Shows the text to every kind of file.
private func feedFdInfo(_ bytes: [UInt8]) {
  for type in FileKinds.table {
    var kind: (any FileKind)? = type.init()
    _ = FdInfo(bytes.span, &kind, readsLocks: true)
    var name = ByteBuffer()
    kind?.appendName(bytes.span, to: &name)
    require(name.count <= bytes.count + 64, "a name is longer than what it tells")
  }
}

private func feedMaps(_ bytes: [UInt8]) {
  var lines = TextCursor(bytes.span)
  while !lines.isAtEnd {
    if let map = MemoryMap(&lines) {
      require(map.path.count <= bytes.count, "a map is longer than its table")
    }
    lines.skipLine()
  }
}

/// Tables of /proc/net. The first byte says which; for the two of SCTP, a NUL parts them.
private func feedTable(_ bytes: [UInt8]) {
  guard let kind = bytes.first else { return }
  let table = Bytes(bytes.dropFirst())
  var sockets = SocketCollection()
  switch kind % 11 {
  case 0: _ = InternetTable.tcp.add(table.span, to: &sockets)
  case 1: _ = InternetTable.udp6.add(table.span, to: &sockets)
  case 2: _ = UnixTable().add(table.span, to: &sockets)
  case 3: _ = RawTable.raw.add(table.span, to: &sockets)
  case 4: _ = RawTable.raw6.add(table.span, to: &sockets)
  case 5: _ = RawTable.icmp.add(table.span, to: &sockets)
  case 6: _ = NetlinkTable().add(table.span, to: &sockets)
  case 7: _ = PacketTable().add(table.span, to: &sockets)
  case 8: _ = AX25Table().add(table.span, to: &sockets)
  case 9: _ = IPXTable().add(table.span, to: &sockets)
  default:
    let parts = table.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let endpoints = parts.count > 1 ? Bytes(parts[1]) : []
    _ = SCTPTable().add(associations: Bytes(parts[0]).span, endpoints: endpoints.span, to: &sockets)
  }
  for socket in sockets.named {
    require(sockets.place(of: socket.inode) != nil, "a socket is not found by its inode")
    require(sockets.text[socket.name].count <= bytes.count * 2 + 64, "a name is longer than its table")
  }
  _ = InternetPeerMatcher(sockets, host: UnknownHostNetwork()).peers()
}

func require(_ condition: Bool, _ message: String) {
  if !condition { fatalError(message) }
}

/// A file of a container runtime: as JSON of any of them, and as its configuration.
private func feedRuntimes(_ bytes: [UInt8]) {
  var length = 0
  JSONStrings.forEach(in: bytes.span) { way, string in
    require(way.count <= 32, "a value is deeper than any may be")
    length += string.count
  }
  require(length <= bytes.count, "the strings are longer than the text")
  _ = ContainersStorage.graphRoots(bytes)
  let name = ContainerName(bytes, podUID: Bytes("01234567-89ab-cdef-0123-456789abcdef"))
  require(
    name.container.count + name.pod.count <= bytes.count + 1, "a name is longer than what it is made of")
}
