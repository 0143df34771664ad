import Misc
import Store

/// /proc/net/netlink: `sk protocol portid groups rmem wmem dump locks drops inode`.
struct NetlinkTable: SocketWordTable {
  let family = SocketFamilies.others
  let file: StaticString = "netlink"
  let wordCount = 10
  var header: SocketTableHeader { [1: "Eth", 9: "Inode"] }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(9), let number = line.decimal(1) else { return }
    var socket = NamedSocket(inode: inode, type: .netlink)
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
