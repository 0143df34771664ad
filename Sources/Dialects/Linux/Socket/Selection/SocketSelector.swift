import CSystem
import Misc
import Node
import Proc
import Store

/// Decides which of the selectors for sockets (`-i`, `-U`, `-s`, names) a socket matches.
struct SocketSelector: Sendable {
  private let selection: Selection
  private let names: NameIndex
  private let addresses: AddressFilter
  private let states: StateRule
  /// The files that UNIX sockets are bound to, where a socket was named and the kernel tells.
  private let files: UnixSocketFiles?
  /// Otherwise what the paths of UNIX sockets lead to, where that can be a named file.
  private let boundFiles: [Bytes: FileIdentity]

  /// `files` are those that UNIX sockets are bound to, where the kernel tells them.
  init(
    _ selection: Selection, _ sockets: SocketCollection, names: NameIndex, probe: any PathProbe,
    files: UnixSocketFiles?
  ) {
    self.selection = selection
    self.names = names
    addresses = AddressFilter(selection.addresses, ofLocalEnd: selection.matchesLocalEnd)
    states = StateRule(selection)
    self.files = files
    boundFiles = files == nil ? Self.boundFiles(sockets, selection.files, probe) : [:]
  }

  /// What a TCP, UDP or UDPLITE socket matches; `.excluded` where `-s` leaves it out.
  func selectors(of socket: InternetSocket, _ searchMatches: inout SearchMatches) -> Selectors {
    if !states.passes(socket.info, &searchMatches) { return .excluded }
    var selectors: Selectors = []
    if selection.internet && isOfFamily(socket) {
      selectors.insert(.internet)
      searchMatches.internet = true
    }
    if addresses.matches(socket.info, &searchMatches) { selectors.insert(.address) }
    return selectors
  }

  /// What a UNIX socket that is bound to this path matches. `@` and a NUL are the same here.
  func selectors(
    ofUnix path: Span<UInt8>, inode: UInt64, _ searchMatches: inout SearchMatches
  ) -> Selectors {
    var selectors: Selectors = selection.unix ? .unix : []
    if !path.isEmpty && !names.isEmpty && isNamed(path, inode, &searchMatches) { selectors.insert(.name) }
    return selectors
  }

  private func isOfFamily(_ socket: InternetSocket) -> Bool {
    switch selection.internetFamily {
    case .ipv4: !socket.isIPv6
    case .ipv6: socket.isIPv6
    case nil: true
    }
  }

  private func isNamed(
    _ path: Span<UInt8>, _ inode: UInt64, _ searchMatches: inout SearchMatches
  ) -> Bool {
    switch files?.file(ofSocket: inode) {
    case .named(let identity): return names.path(of: identity, &searchMatches) != nil
    case .other, .some(.none): return false
    case nil: break
    }
    let path = Bytes(path).withShownNULs
    if let identity = boundFiles[path], names.path(of: identity, &searchMatches) != nil { return true }
    return names.includes(socketNamed: path, &searchMatches)
  }

  /// Looks up what the paths of UNIX sockets lead to, but only of those whose last part is also that of a
  /// named socket: no other path needs to be touched, unless none of these lead to it. It has another name then, by a
  /// link or a mount.
  private static func boundFiles(
    _ sockets: SocketCollection, _ targets: [FileTarget], _ probe: any PathProbe
  ) -> [Bytes: FileIdentity] {
    let targets = targets.filter(\.isSocket)
    if targets.isEmpty { return [:] }
    // There may be many more names than sockets.
    var paths: [ArraySlice<UInt8>: [Bytes]] = [:]
    var known: Set<Bytes> = []
    for socket in sockets.named where socket.type == .unix && !socket.name.isEmpty {
      let path = Bytes(sockets.text[socket.name])
      if path[0] == UInt8(ascii: "/") && known.insert(path).inserted {
        paths[lastPart(path), default: []].append(path)
      }
    }
    var files: [Bytes: FileIdentity] = [:]
    // Whoever bound the socket has chosen the path: where the lister's caller can't follow it, nothing is told.
    if csystem_use_files_as_caller(true) != 0 { return files }
    defer { _ = csystem_use_files_as_caller(false) }
    func lookUp(_ path: Bytes) {
      if case .success(let status) = probe.status(of: path, followsLinks: true), status.isSocket {
        files[path] = status.identity
      }
    }
    for target in targets where !paths.isEmpty {
      for name in [target.path, target.argument] {
        for path in paths.removeValue(forKey: lastPart(name)) ?? [] { lookUp(path) }
      }
    }
    let found = Set(files.values)
    if targets.contains(where: { !found.contains($0.identity) }) {
      for path in paths.values.joined() { lookUp(path) }
    }
    return files
  }

  private static func lastPart(_ path: Bytes) -> ArraySlice<UInt8> {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
    return path[(slash + 1)...]
  }
}

/// What `-s p:s` says of internet sockets. Once a state of either protocol is included, all sockets in
/// other states are left out, also those of the other protocol. UDPLITE goes with UDP.
private struct StateRule: Sendable {
  private let tcp: StateFilter
  private let udp: StateFilter
  private let includes: Bool

  init(_ selection: Selection) {
    tcp = selection.tcpStates
    udp = selection.udpStates
    includes = selection.searchesStates
  }

  func passes(_ socket: SocketInfo, _ searchMatches: inout SearchMatches) -> Bool {
    if filter(socket).excluded.contains(socket.state) { return false }
    if !includes { return true }
    if !filter(socket).included.contains(socket.state) { return false }
    if socket.transport == .tcp {
      searchMatches.tcpStates.insert(socket.state)
    } else {
      searchMatches.udpStates.insert(socket.state)
    }
    return true
  }

  private func filter(_ socket: SocketInfo) -> StateFilter { socket.transport == .tcp ? tcp : udp }
}
