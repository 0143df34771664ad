import Misc
import Store

extension SocketCollection {
  /// Adds the sockets of /proc/net/unix, as net/unix/af_unix.c writes them. False where the header isn't
  /// the known one.
  ///
  /// A name can hold any byte, also a newline and what looks like another line. A line that isn't of the
  /// kernel's form belongs to the name before it; one that is, but may be the end of that name all the same,
  /// makes the collection ``isDisputed``. With the names that the kernel tells by another way all is
  /// certain: what a name takes up is no line, and what no socket has said is none either. With `keepsExact`
  /// those that the table doesn't tell apart keep their own bytes.
  mutating func addUnix(
    _ table: Span<UInt8>, names: UnixNames? = nil, keepsExact: Bool = false
  ) -> Bool {
    var cursor = TextCursor(table)
    if cursor.isAtEnd { return true }
    let header: [(place: Int, name: StaticString)] = [
      (0, "Num"), (1, "RefCount"), (2, "Protocol"), (3, "Flags"), (4, "Type"), (5, "St"), (6, "Inode"),
      (7, "Path"),
    ]
    if !cursor.hasHeader(header) { return false }
    // The socket whose name the next line may go on with, and where that begins.
    var unfinished: Int?
    var unfinishedStart = -1
    while !cursor.isAtEnd {
      let start = cursor.position
      if var socket = NamedSocket(&cursor, &text) {
        let nameStart = cursor.position + 1
        let isNamed = !cursor.isAtEndOfLine
        if let length = names?.lengthOfLines(in: table, at: nameStart, of: socket.inode) {
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
          isDisputed = true
        }
        unfinishedStart = isNamed ? nameStart : -1
        let name = table.extracting(min(nameStart, cursor.position)..<cursor.position)
        if keepsExact, let oddName = names?.oddName(of: socket.inode) {
          socket.name = text.append(oddName)
          socket.hasOddName = true
        } else if isNamed {
          socket.name = text.append(name)
          if !name.isEmpty && name[0] == UInt8(ascii: "@") { hasAbstractNames = true }
        }
        let isNew = add(socket)
        unfinished = isNew && isNamed ? named.count - 1 : nil
        if !isNew && socket.inode != 0 { isDisputed = true }
      } else {
        cursor.skipToLineEnd()
        if let unfinished {
          // The name is the last thing in the arena: what is appended joins it.
          let newline = text.append("\n")
          let rest = text.append(table.extracting(start..<cursor.position))
          named[unfinished].name.count += newline.count + rest.count
        }
      }
      cursor.skipLine()
    }
    return true
  }

  func isUnix(_ inode: UInt64) -> Bool {
    if case .named(let index) = place(of: inode) { return named[index].type == .unix }
    return false
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
