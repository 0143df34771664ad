import CSystem
import Misc
import Store

/// /proc/net/unix, as net/unix/af_unix.c writes it.
///
/// A name can hold any byte, also a newline and what looks like another line. A line that isn't of the
/// kernel's form belongs to the name before it; one that is, but may be the end of that name all the same,
/// makes the collection ``SocketCollection/isDisputed``. With the names that the kernel tells by another way all is
/// certain: what a name takes up is no line, and what no socket has said is none either.
struct UnixTable: SocketFileTable {
  let family = SocketFamilies.unix
  let file: StaticString = "unix"

  /// Where the table can be understood in two ways, sock_diag(7) is asked what names there are. If it can't be
  /// asked, the table has to do.
  func read(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    readSockets(&directory, to: &sockets)
    if !directory.tellsUnixFacts { return }
    try? UnixSocketReport.all(showing: UDIAG_SHOW_PEER) { sockets.add(UnixFacts($0), of: $0.inode) }
  }

  private func readSockets(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    let others = sockets
    readFile(&directory, to: &sockets)
    if directory.monitored == nil { return }
    if !sockets.isDisputed && !(directory.exactNames && sockets.hasAbstractNames) { return }
    var names = UnixNames()
    do throws(SystemError) {
      try UnixSocketReport.all(showing: UDIAG_SHOW_NAME) { names.add($0) }
    } catch { return }
    sockets = others
    _ = add(directory.contents, names: names, keepsExact: directory.exactNames, to: &sockets)
  }

  func add(_ text: Span<UInt8>, to sockets: inout SocketCollection) -> Bool {
    add(text, names: nil, to: &sockets)
  }

  /// With `keepsExact` the names that the table doesn't tell apart keep their own bytes.
  func add(
    _ text: Span<UInt8>, names: UnixNames?, keepsExact: Bool = false, to sockets: inout SocketCollection
  ) -> Bool {
    var cursor = TextCursor(text)
    if cursor.isAtEnd { return true }
    let header: SocketTableHeader = [
      0: "Num", 1: "RefCount", 2: "Protocol", 3: "Flags", 4: "Type", 5: "St", 6: "Inode", 7: "Path",
    ]
    if !cursor.skip(header) { return false }
    // The socket whose name the next line may go on with, and where that begins.
    var unfinished: Int?
    var unfinishedStart = -1
    while !cursor.isAtEnd {
      let start = cursor.position
      if var socket = NamedSocket(&cursor, &sockets.text) {
        let nameStart = cursor.position + 1
        let isNamed = !cursor.isAtEndOfLine
        if let length = names?.lengthOfLines(in: text, at: nameStart, of: socket.inode) {
          cursor.skip(to: nameStart + length)
        } else {
          cursor.skipToLineEnd()
        }
        if let names, !names.include(socket.inode) {
          unfinished = nil
          cursor.skipLine()
          continue
        }
        if unfinishedStart >= 0 && cursor.position - unfinishedStart <= UnixNames.longest {
          sockets.isDisputed = true
        }
        unfinishedStart = isNamed ? nameStart : -1
        let name = text.extracting(min(nameStart, cursor.position)..<cursor.position)
        if keepsExact, let oddName = names?.oddName(of: socket.inode) {
          socket.name = sockets.text.append(oddName)
          socket.hasOddName = true
        } else if isNamed {
          socket.name = sockets.text.append(name)
          if !name.isEmpty && name[0] == UInt8(ascii: "@") { sockets.hasAbstractNames = true }
        }
        let isNew = sockets.add(socket)
        unfinished = isNew && isNamed ? sockets.named.count - 1 : nil
        if !isNew && socket.inode != 0 { sockets.isDisputed = true }
      } else {
        cursor.skipToLineEnd()
        if let unfinished {
          // The name is the last thing in the arena: what is appended joins it.
          let newline = sockets.text.append("\n")
          let rest = sockets.text.append(text.extracting(start..<cursor.position))
          sockets.named[unfinished].name.count += newline.count + rest.count
        }
      }
      cursor.skipLine()
    }
    return true
  }
}

extension NamedSocket {
  /// Reads `pcb: refcount protocol flags type state inode` and stops there; nil where the line is of any
  /// other form.
  fileprivate init?(_ cursor: inout TextCursor, _ text: inout ByteArena) {
    let start = cursor.position
    guard cursor.hexadecimal() != nil else { return nil }
    let end = cursor.position
    guard cursor.skip(UInt8(ascii: ":")), cursor.skip(UInt8(ascii: " ")), cursor.hexadecimalWord() != nil,
      cursor.skip(UInt8(ascii: " ")), cursor.hexadecimalWord() != nil,
      cursor.skip(UInt8(ascii: " ")), let flags = cursor.hexadecimalWord(),
      cursor.skip(UInt8(ascii: " ")), let socketType = cursor.hexadecimal(digits: 4),
      cursor.skip(UInt8(ascii: " ")), let state = cursor.hexadecimal(digits: 2),
      cursor.skip(UInt8(ascii: " "))
    else { return nil }
    cursor.skipBlanks()
    guard let inode = cursor.decimal(),
      cursor.isAtEndOfLine || cursor.bytes[cursor.position] == UInt8(ascii: " ")
    else {
      return nil
    }
    self.init(inode: inode, type: .unix)
    self.socketType = UInt16(truncatingIfNeeded: socketType)
    self.state = SocketStateNumbers.unix(state)
    isListening = flags == Self.acceptsConnections
    deviceText = text.append("0x")
    deviceText.count += text.append(cursor.bytes.extracting(start..<end)).count
  }

  /// __SO_ACCEPTCON of include/uapi/linux/net.h.
  private static let acceptsConnections: UInt32 = 1 << 16
}
