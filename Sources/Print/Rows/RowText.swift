import Misc
import Store

/// Values as programs read them: whole, exact, and numbers as such. No name and no remark comes out like another.
extension ValueWriter {
  /// Appends the value's text; nothing where there is no value.
  mutating func appendExact(_ value: Value, in row: borrowing Row, to buffer: inout ByteBuffer) {
    switch value {
    case .id(let id): buffer.append(decimal: Int(id))
    case .user(let uid): appendUser(uid, to: &buffer)
    case .offset(let offset): buffer.append(decimal: offset)
    case .device(let device): device.append(to: &buffer)
    case .time(let time): buffer.append(decimal: Int(time))
    case .letter(.blank), .type(.none, _): break
    case .descriptor(let kind, let number): kind.append(number: number, to: &buffer)
    case .heldDescriptor(let kind, let number, let access, let lock):
      Self.append(kind, number, access, lock, to: &buffer)
    case .name: _ = names.append(row.file, of: row.batch, withRemarks: false, to: &buffer)
    case .absent, .uid, .number, .wideNumber, .size, .flags, .command, .text, .oddText, .list, .word, .flag,
      .letter,
      .type, .address, .endpoint, .interface, .transport, .state, .socketType, .mode, .members, .nanoseconds,
      .detail:
      appendPlain(value, in: row, to: &buffer)
    }
  }

  /// Appends the member of a value: numbers are numbers, but not where the column has texts too; sets are arrays. What
  /// is absent or empty has none.
  mutating func append(
    typed value: Value, as type: ValueType, _ key: StaticString, in row: borrowing Row,
    _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    switch value {
    case .wideNumber(let number) where type == .text: members.append(key, text: number, to: &buffer)
    case .wideNumber(let number), .size(let number), .offset(let number):
      members.append(key, number: number, to: &buffer)
    case .user(let uid):
      scratch.clear()
      if let login = users.login(of: uid) {
        scratch.append(login)
      } else {
        scratch.append(decimal: UInt64(uid))
      }
      members.append(key, scratch.span, to: &buffer)
    case .device(let device): members.append(key, to: &buffer) { device.append(to: &$0) }
    case .flags(let flags):
      scratch.clear()
      FileFlagText.append(flags, form: output.fileFlags, to: &scratch)
      members.append(key, words: scratch.span, to: &buffer)
    case .heldDescriptor(let kind, let number, let access, let lock):
      members.append(key, to: &buffer) { Self.append(kind, number, access, lock, to: &$0) }
    case .detail:
      scratch.clear()
      FactText.append(factsOf: row, escaper, to: &scratch)
      if !scratch.isEmpty { members.append(key, scratch.span, to: &buffer) }
    case .transport:
      scratch.clear()
      if let socket = row.socket { TransportText.appendColumn(socket, output.transportInfo, to: &scratch) }
      if !scratch.isEmpty { members.append(key, scratch.span, to: &buffer) }
    case .absent, .id, .uid, .number, .command, .text, .oddText, .list, .word, .flag, .letter, .descriptor,
      .type, .name, .address, .endpoint, .interface, .state, .socketType, .time, .mode, .members,
      .nanoseconds:
      append(key, value, in: row, &members, to: &buffer)
    }
  }

  private mutating func appendUser(_ uid: UInt32, to buffer: inout ByteBuffer) {
    if let login = users.login(of: uid) {
      escaper.append(login, to: &buffer)
    } else {
      buffer.append(decimal: UInt64(uid))
    }
  }

  /// Appends the whole number, and no blanks.
  private static func append(
    _ kind: DescriptorKind, _ number: Int32, _ access: Access, _ lock: Lock, to buffer: inout ByteBuffer
  ) {
    kind.append(number: number, to: &buffer)
    if access != .none || lock != .none { append(access, lock, to: &buffer) }
    if lock == .none && access != .none { buffer.truncate(to: buffer.count - 1) }
  }
}
