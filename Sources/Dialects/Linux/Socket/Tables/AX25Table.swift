import Misc
import Store

/// /proc/net/ax25, which has no header: `pointer device source destination state vs vr va t1 t1 t2 t2 t3 t3 idle idle
/// n2 n2 rtt window paclen sendq receiveq inode` (net/ax25/af_ax25.c).
struct AX25Table: SocketWordTable {
  let family = SocketFamilies.others
  let file: StaticString = "ax25"
  let wordCount = 24
  var header: SocketTableHeader { [:] }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(23), let sendQueue = line.decimal(21),
      let receiveQueue = line.decimal(22), let state = line.decimal(4)
    else { return }
    var socket = NamedSocket(inode: inode, type: .ax25)
    socket.deviceText = sockets.text.append(line[1])
    var words = ByteBuffer()
    words.append(line[2])
    if !line[3].equals("*") {
      words.append("->")
      words.append(line[3])
    }
    words.append(" (Sq=")
    words.append(decimal: sendQueue)
    words.append(" Rq=")
    words.append(decimal: receiveQueue)
    words.append(" State=")
    words.append(decimal: state)
    if let name = Self.stateName(of: state) {
      words.append(", ")
      words.append(name)
    }
    words.append(")")
    socket.addition = sockets.text.append(words.span)
    sockets.add(socket)
  }

  /// The `st` column of /proc/net/ax25 (net/ax25.h).
  private static func stateName(of number: UInt64) -> StaticString? {
    switch number {
    case 0: "LISTENING"
    case 1: "SABM SENT"
    case 2: "DISC SENT"
    case 3: "ESTABLISHED"
    case 4: "RECOVERY"
    default: nil
    }
  }
}
