import Misc
import Store

/// /proc/net/packet: `sk refcount type protocol interface running rmem user inode`.
struct PacketTable: SocketWordTable {
  let family = SocketFamilies.others
  let file: StaticString = "packet"
  let wordCount = 9
  var header: SocketTableHeader { [2: "Type", 3: "Proto", 4: "Iface", 8: "Inode"] }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(8), let type = line.decimal(2), let number = line.hexadecimal(3)
    else { return }
    var socket = NamedSocket(inode: inode, type: .packet)
    socket.interface = UInt32(clamping: line.decimal(4) ?? 0)
    socket.number = UInt32(clamping: number)
    var words = ByteBuffer()
    if let name = SocketTypeNames.name(of: UInt32(clamping: type)) {
      words.append("type=SOCK_")
      words.append(name)
    } else {
      words.append("type=unknown")
    }
    socket.name = sockets.text.append(words.span)
    words.clear()
    if let name = EthernetProtocolNames.name(of: number) {
      words.append(name)
    } else {
      words.append(decimal: number)
    }
    // The NODE column takes seven characters of a protocol.
    words.truncate(to: min(words.count, 7))
    socket.protocolName = sockets.text.append(words.span)
    words.clear()
    words.append(decimal: inode)
    socket.deviceText = sockets.text.append(words.span)
    sockets.add(socket)
  }
}
