import Misc
import Store

/// The tables of the rarer families: few lines, each read into words.
extension SocketCollection {
  /// Hands `use` each line that has at least `count` words. False where the header isn't the known one;
  /// an empty `header` means that the table has none.
  mutating func readLines(
    _ table: Span<UInt8>, header: [(place: Int, name: StaticString)], count: Int,
    _ use: (inout SocketCollection, borrowing SocketLine) -> Void
  ) -> Bool {
    var cursor = TextCursor(table)
    if cursor.isAtEnd { return true }
    if !header.isEmpty && !cursor.hasHeader(header) { return false }
    var words: [Range<Int>] = []
    while !cursor.isAtEnd {
      words.removeAll(keepingCapacity: true)
      while let word = cursor.word() { words.append(word) }
      cursor.skipLine()
      if words.count >= count { use(&self, SocketLine(bytes: table, words: words)) }
    }
    return true
  }

  /// /proc/net/raw, raw6 and icmp: `sl: local remote state queues timer retrnsmt uid timeout inode`. The
  /// addresses are shown as they are; only raw sockets show the state.
  mutating func addRaw(_ table: Span<UInt8>, type: FileType) -> Bool {
    let remote: StaticString = type == .raw6 ? "remote_address" : "rem_address"
    return readLines(
      table, header: [(1, "local_address"), (2, remote), (3, "st"), (11, "inode")], count: 10
    ) { sockets, line in
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
      sockets.add(socket)
    }
  }

  /// /proc/net/netlink: `sk protocol portid groups rmem wmem dump locks drops inode`.
  mutating func addNetlink(_ table: Span<UInt8>) -> Bool {
    readLines(table, header: [(1, "Eth"), (9, "Inode")], count: 10) { sockets, line in
      guard let inode = line.decimal(9), let number = line.decimal(1) else { return }
      var socket = NamedSocket(inode: inode, type: .netlink)
      if let name = SocketProtocols.netlink(number) {
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

  /// /proc/net/packet: `sk refcount type protocol interface running rmem user inode`.
  mutating func addPacket(_ table: Span<UInt8>) -> Bool {
    readLines(table, header: [(2, "Type"), (3, "Proto"), (8, "Inode")], count: 9) { sockets, line in
      guard let inode = line.decimal(8), let type = line.decimal(2), let number = line.hexadecimal(3)
      else { return }
      var socket = NamedSocket(inode: inode, type: .packet)
      var words = ByteBuffer()
      if let name = SocketProtocols.socketType(UInt32(clamping: type)) {
        words.append("type=SOCK_")
        words.append(name)
      } else {
        words.append("type=unknown")
      }
      socket.name = sockets.text.append(words.span)
      words.clear()
      if let name = SocketProtocols.ethernet(number) {
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

  /// /proc/net/ax25, which has no header: `pointer device source destination state vs vr va t1 t1 t2 t2
  /// t3 t3 idle idle n2 n2 rtt window paclen sendq receiveq inode` (net/ax25/af_ax25.c).
  mutating func addAX25(_ table: Span<UInt8>) -> Bool {
    readLines(table, header: [], count: 24) { sockets, line in
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
      if let name = SocketProtocols.ax25State(state) {
        words.append(", ")
        words.append(name)
      }
      words.append(")")
      socket.addition = sockets.text.append(words.span)
      sockets.add(socket)
    }
  }

  /// /proc/net/ipx: `local remote txqueue rxqueue state uid inode`.
  mutating func addIPX(_ table: Span<UInt8>) -> Bool {
    let header: [(place: Int, name: StaticString)] = [
      (0, "Local_Address"), (1, "Remote_Address"), (2, "Tx_Queue"), (3, "Rx_Queue"), (4, "State"),
      (5, "Uid"), (6, "Inode"),
    ]
    return readLines(table, header: header, count: 7) { sockets, line in
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
}

/// One line of a socket table, as words.
struct SocketLine: ~Escapable {
  let bytes: Span<UInt8>
  let words: [Range<Int>]

  @_lifetime(copy bytes)
  init(bytes: Span<UInt8>, words: [Range<Int>]) {
    self.bytes = bytes
    self.words = words
  }

  subscript(place: Int) -> Span<UInt8> {
    @_lifetime(copy self)
    get { bytes.extracting(words[place]) }
  }

  /// The number that is all of a word.
  func decimal(_ place: Int) -> UInt64? {
    var cursor = TextCursor(self[place])
    let value = cursor.decimal()
    return cursor.isAtEnd ? value : nil
  }

  func hexadecimal(_ place: Int) -> UInt64? {
    var cursor = TextCursor(self[place])
    let value = cursor.hexadecimal()
    return cursor.isAtEnd ? value : nil
  }
}
