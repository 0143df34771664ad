import Misc
import Store

/// Values as JSON has them.
extension ValueWriter {
  /// Appends the member of a value, and `<key>_bytes` after it where a string is not UTF-8. What is absent or empty
  /// has none.
  mutating func append(
    _ key: StaticString, _ value: Value, in row: borrowing Row, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    switch value {
    case .absent: break
    case .id(let id): members.append(key, number: Int(id), to: &buffer)
    case .uid(let uid): members.append(key, number: UInt64(uid), to: &buffer)
    case .user(let uid):
      if let login = users.login(of: uid) { members.append(key, login.span, to: &buffer) }
    case .number(let number): members.append(key, number: number, to: &buffer)
    case .wideNumber(let number), .size(let number), .offset(let number):
      members.append(key, text: number, to: &buffer)
    case .device(let device):
      members.append(key, to: &buffer) {
        $0.append("0x")
        $0.append(hexadecimal: device.rawValue)
      }
    case .time(let time): members.append(key, number: Int(time), to: &buffer)
    case .mode(let mode): members.append(key, to: &buffer) { ModeText.append(mode, to: &$0) }
    case .flags(let flags):
      if !output.shows(flags) { break }
      members.append(key, to: &buffer) { FileFlagText.append(flags, form: output.fileFlags, to: &$0) }
    case .command(let command): members.append(key, row.batch.names[command], to: &buffer)
    case .text(let text):
      if !text.isEmpty { members.append(key, row.batch.names[text], to: &buffer) }
    case .oddText(let text): members.append(key, odd: row.batch.names[text], to: &buffer)
    case .list(let list):
      if !list.isEmpty { members.append(key, list: row.batch.names[list], to: &buffer) }
    case .word(let word): members.append(key, to: &buffer) { $0.append(word) }
    case .flag(let isSet): members.append(key, flag: isSet, to: &buffer)
    case .letter(let letter):
      if letter != .blank { members.append(key, to: &buffer) { $0.append(letter) } }
    case .descriptor(let kind, let number), .heldDescriptor(let kind, let number, _, _):
      members.append(key, to: &buffer) { kind.append(number: number, to: &$0) }
    case .type(let type, let modeBits):
      if type == .none { break }
      members.append(key, to: &buffer) { type.append(modeBits: modeBits, to: &$0) }
    case .name: appendName(key, of: row, &members, to: &buffer)
    case .address(let endpoint): members.append(key, to: &buffer) { endpoint.appendAddress(to: &$0) }
    case .endpoint(let endpoint): members.append(key, to: &buffer) { endpoint.append(to: &$0) }
    case .interface(let index): members.append(key, InterfaceName.of(index).span, to: &buffer)
    case .transport:
      if let socket = row.socket {
        TransportText.append(key, socket, output.transportInfo, &members, to: &buffer)
      }
    case .state:
      if let socket = row.socket { members.append(key, to: &buffer) { socket.appendState(to: &$0) } }
    case .members(let fact): FactText.append(key, fact, of: row, &members, to: &buffer)
    case .nanoseconds(let nanoseconds): FactText.append(key, nanoseconds: nanoseconds, &members, to: &buffer)
    case .detail: FactText.append(key, factsOf: row, &members, to: &buffer)
    case .socketType(let number):
      members.append(key, to: &buffer) { $0.append(SocketTypeNames.name(of: UInt32(number)) ?? "unknown") }
    }
  }

  /// Appends the name without escapes and remarks; a socket's addresses belong to it.
  mutating func appendName(
    _ key: StaticString, of row: borrowing Row, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    let file = row.file
    if let socket = row.socket, socket.hasAddress {
      scratch.clear()
      names.appendUnescaped(file, of: row.batch, to: &scratch)
      members.append(key, scratch.span, to: &buffer)
    } else if file.hasOddName {
      members.append(key, odd: row.batch.names[file.name], to: &buffer)
    } else if !file.name.isEmpty {
      members.append(key, row.batch.names[file.name], to: &buffer)
    }
  }
}
