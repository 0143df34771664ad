import CSystem
import Glibc
import Misc
import Node
import Proc
import Store

/// Fills in the rows of socket descriptors. One is made for a scan and shared by its workers: it is too large to be
/// copied for each socket.
final class SocketDescriber: Sendable {
  private let selector: SocketSelector
  private let tables: SocketTables
  private let selection: Selection
  private let findsPeers: Bool
  private let keepsNumbers: Bool

  /// `files` are those that UNIX sockets are bound to, where the kernel tells them. With `keepsNumbers` the numbers of
  /// ``OpenFileDetails`` are wanted.
  init(
    request: Request, tables: SocketTables, names: NameIndex, probe: any PathProbe,
    files: UnixSocketFiles? = nil, keepsNumbers: Bool = false
  ) {
    self.keepsNumbers = keepsNumbers
    self.tables = tables
    findsPeers = request.output.needsOthers
    selection = request.selection
    selector = SocketSelector(
      selection, tables.sockets, names: names, probe: probe, files: files)
  }

  /// The sockets that a request which only socket selectors and names decide can list: it need not look
  /// at any other descriptor.
  func candidates() -> SocketCandidates {
    SocketCandidates(judge, selection, tables, findsPeers: findsPeers)
  }

  /// Tells what a socket means to such a request.
  var judge: SocketJudge { SocketJudge(selector, selection) }

  /// Fills in the row of the socket with this inode: type, columns, name and selectors. What is left
  /// to others is the descriptor, its access, offset and open flags. False, and nothing done, where the
  /// tables don't have the socket. `device` is that of the file system of sockets, if it is known.
  func describe(
    _ file: inout OpenFile, inode: UInt64, device: DeviceNumber?, batch: inout Batch,
    searchMatches: inout SearchMatches
  ) -> Bool {
    switch tables.sockets.place(of: inode) {
    case .internet(let index):
      describe(&file, tables.sockets.internet[index], &batch, &searchMatches)
    case .named(let index):
      let sockets = tables.sockets
      describe(&file, sockets.named[index], sockets.text, device, &batch, &searchMatches)
    case nil:
      return false
    }
    return true
  }

  /// The same for one that is known otherwise; false where the tables don't have it.
  func describe(
    _ file: inout OpenFile, _ entry: KernelSocket.Entry, batch: inout Batch,
    searchMatches: inout SearchMatches
  ) -> Bool {
    switch entry {
    case .internet(let socket): describe(&file, socket, &batch, &searchMatches)
    case .named(let socket, let text): describe(&file, socket, text, nil, &batch, &searchMatches)
    case .missing: return false
    }
    return true
  }

  /// Fills in the row of a socket that is in no table.
  func describeUnidentified(
    _ file: inout OpenFile, inode: UInt64, _ socketFile: SocketFile, bound: BoundSockets,
    virtual: VirtualSockets, batch: inout Batch, searchMatches: inout SearchMatches
  ) {
    let name: ByteSlice
    if selection.skipsInternetTables {
      name = batch.names.append("can't identify protocol (-X specified)")
    } else if let protocolName = socketFile.protocolName {
      if [Bytes("TCP"), Bytes("TCPv6")].contains(protocolName), let socket = bound.socket(inode) {
        return describe(&file, socket, &batch, &searchMatches)
      }
      name = batch.names.append(Bytes("protocol: ") + protocolName)
      if protocolName == VirtualSockets.protocolName {
        virtual.socket(inode)?.list.keep(for: &file, in: &batch)
      }
    } else {
      name = batch.names.append("can't identify protocol")
    }
    file.type = .socket
    file.name = name
    show(inode, socketFile.device, in: &file)
  }

  private func describe(
    _ file: inout OpenFile, _ socket: InternetSocket, _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    let selectors = selector.selectors(of: socket, &searchMatches)
    file.selected.formUnion(selectors)
    if selectors.contains(.excluded) { return }
    file.type = socket.isIPv6 ? .ipv6 : .ipv4
    file.inode = socket.inode
    file.nodeColumn = .protocolName
    file.protocolName = batch.names.append(socket.info.transport.name)
    var number = ByteBuffer(capacity: 20)
    number.append(decimal: socket.inode)
    file.deviceText = batch.names.append(number.span)
    file.socket = Int32(truncatingIfNeeded: batch.sockets.count)
    batch.sockets.append(socket.info)
    tables.sockets.tcpFacts[socket.inode]?.list.keep(for: &file, in: &batch)
    if findsPeers && (tables.peers.internet[socket.inode] != nil || socket.info.state == .listen) {
      file.endpoint = .internet
      file.endpointKey = socket.inode
    }
  }

  private func describe(
    _ file: inout OpenFile, _ socket: NamedSocket, _ text: ByteArena, _ device: DeviceNumber?,
    _ batch: inout Batch, _ searchMatches: inout SearchMatches
  ) {
    file.type = socket.type
    file.deviceText = batch.names.append(text[socket.deviceText])
    if !socket.addition.isEmpty { file.addition = batch.names.append(text[socket.addition]) }
    if socket.protocolName.isEmpty {
      show(socket.inode, socket.type == .ipx ? device : nil, in: &file)
    } else {
      file.inode = socket.inode
      file.nodeColumn = .protocolName
      file.protocolName = batch.names.append(text[socket.protocolName])
    }
    if keepsNumbers, let number = socket.number {
      var details = OpenFileDetails()
      details.socketNumber = number
      details.interface = socket.interface
      details.groups = socket.groups
      file.details = Int32(truncatingIfNeeded: batch.openFileDetails.count)
      batch.openFileDetails.append(details)
    }
    if socket.type == .unix {
      describeUnix(&file, socket, text[socket.name], &batch, &searchMatches)
    } else {
      file.name = batch.names.append(text[socket.name])
    }
  }

  private func describeUnix(
    _ file: inout OpenFile, _ socket: NamedSocket, _ path: Span<UInt8>, _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    file.selected.formUnion(selector.selectors(ofUnix: path, inode: socket.inode, &searchMatches))
    var words = ByteBuffer(capacity: path.count + 16)
    words.append(path)
    words.append(path.isEmpty ? "type=" : " type=")
    words.append(SocketTypeNames.name(of: UInt32(socket.socketType)) ?? "unknown")
    file.name = batch.names.append(words.span)
    file.hasOddName = socket.hasOddName
    tables.sockets.unixFacts[socket.inode]?.list.keep(for: &file, in: &batch)
    var info = SocketInfo(transport: .unix)
    info.state = socket.state
    info.isListening = socket.isListening
    info.socketType = socket.socketType
    file.socket = Int32(truncatingIfNeeded: batch.sockets.count)
    batch.sockets.append(info)
    if findsPeers {
      file.endpoint = .unix
      file.endpointKey = socket.inode
    }
  }

  /// The NODE column shows the inode, and the DEVICE column the device, if there is one.
  private func show(_ inode: UInt64, _ device: DeviceNumber?, in file: inout OpenFile) {
    file.inode = inode
    file.known.insert(.inode)
    file.nodeColumn = .inode
    if let device {
      file.device = device
      file.known.insert(.device)
    }
  }
}
