import Misc
import Store

/// /proc/net/raw, raw6 and icmp: `sl local remote state queues timer retrnsmt uid timeout inode`. The addresses are
/// shown as they are; only raw sockets show the state.
struct RawTable: SocketWordTable {
  let family: SocketFamilies
  let file: StaticString
  let type: FileType
  let wordCount = 10

  static let raw6 = RawTable(family: .raw6, file: "raw6", type: .raw6)
  static let raw = RawTable(family: .others, file: "raw", type: .raw)
  static let icmp = RawTable(family: .others, file: "icmp", type: .icmp)

  var header: SocketTableHeader {
    [1: "local_address", 2: type == .raw6 ? "remote_address" : "rem_address", 3: "st", 11: "inode"]
  }

  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection) {
    guard let inode = line.decimal(9) else { return }
    var socket = NamedSocket(inode: inode, type: type)
    var name = ByteBuffer()
    name.append(line[1])
    name.append("->")
    name.append(line[2])
    if type != .icmp {
      name.append(" st=")
      name.append(line[3])
    }
    socket.name = sockets.text.append(name.span)
    // The port of the own address: the kernel has the protocol or the identifier there.
    var port = TextCursor(line[1].extracting(last: min(4, line[1].count)))
    socket.number = port.hexadecimal().map { UInt32(truncatingIfNeeded: $0) }
    sockets.add(socket)
  }
}
