import Misc
import Store

/// /proc/net/netlink: `sk protocol portid groups rmem wmem dump locks drops inode`.
struct NetlinkTable: SocketWordTable {
  let family = SocketFamilies.others
  let file: StaticString = "netlink"
  let wordCount = 10
  var header: SocketTableHeader { [1: "Eth", 2: "Pid", 3: "Groups", 9: "Inode"] }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(9), let number = line.decimal(1) else { return }
    var socket = NamedSocket(inode: inode, type: .netlink)
    // A port ID is written as a signed number of 32 bits or as an unsigned one (net/netlink/af_netlink.c).
    socket.number = line.decimal(2).map { UInt32(truncatingIfNeeded: $0) }
    socket.groups = line.hexadecimal(3).map { UInt32(truncatingIfNeeded: $0) } ?? 0
    if let name = NetlinkProtocolNames.name(of: number) {
      socket.name = sockets.text.append(name)
    } else {
      var name = ByteBuffer()
      name.append("unknown protocol: ")
      name.append(decimal: number)
      socket.name = sockets.text.append(name.span)
    }
    sockets.add(socket)
  }
}
