import Misc
import Store

/// /proc/net/ipx: `local remote txqueue rxqueue state uid inode`.
struct IPXTable: SocketWordTable {
  let family = SocketFamilies.others
  let file: StaticString = "ipx"
  let wordCount = 7
  var header: SocketTableHeader {
    [
      0: "Local_Address", 1: "Remote_Address", 2: "Tx_Queue", 3: "Rx_Queue", 4: "State", 5: "Uid", 6: "Inode",
    ]
  }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(6), let sendQueue = line.hexadecimal(2),
      let receiveQueue = line.hexadecimal(3), let state = line.hexadecimal(4)
    else { return }
    var socket = NamedSocket(inode: inode, type: .ipx)
    var words = ByteBuffer()
    if !line[0].equals("Not_Connected") { words.append(line[0]) }
    if !line[1].equals("Not_Connected") {
      words.append("->")
      words.append(line[1])
    }
    socket.name = sockets.text.append(words.span)
    words.clear()
    words.append("(Tx=")
    words.append(hexadecimal: sendQueue)
    words.append(" Rx=")
    words.append(hexadecimal: receiveQueue)
    words.append(" State=")
    words.append(hexadecimal: state, width: 2)
    words.append(")")
    socket.addition = sockets.text.append(words.span)
    sockets.add(socket)
  }
}
