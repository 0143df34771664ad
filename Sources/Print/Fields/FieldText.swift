import Misc
import Store

/// Values as the fields of `-F` show them.
extension ValueWriter {
  /// Appends the value's text. Returns whether there is a field at all, which can be an empty one.
  mutating func appendField(_ value: Value, in row: borrowing Row, to buffer: inout ByteBuffer) -> Bool {
    switch value {
    case .absent: return false
    case .id(let id): buffer.append(decimal: Int(id))
    // A UID has always been shown as a signed number here.
    case .uid(let uid): buffer.append(decimal: Int(Int32(bitPattern: uid)))
    case .user(let uid):
      guard let login = users.login(of: uid) else { return false }
      escaper.append(login, to: &buffer)
    case .size(let size): buffer.append(decimal: size)
    case .device(let device):
      buffer.append("0x")
      buffer.append(hexadecimal: device.rawValue)
    case .flags(let flags):
      if !output.shows(flags) { return false }
      FileFlagText.append(flags, form: output.fileFlags, to: &buffer)
    case .text(let text):
      if text.isEmpty { return false }
      escaper.append(row.batch.names[text], to: &buffer)
    case .descriptor(let kind, let number): kind.append(number: number, to: &buffer)
    case .type(.none, _): return false
    case .detail:
      let start = buffer.count
      FactText.append(factsOf: row, escaper, to: &buffer)
      return buffer.count > start
    case .name: _ = names.append(row.file, of: row.batch, to: &buffer)
    case .number, .wideNumber, .offset, .command, .oddText, .list, .word, .flag, .letter, .heldDescriptor,
      .type, .address, .endpoint, .interface, .transport, .state, .socketType, .time, .mode,
      .members, .nanoseconds:
      appendPlain(value, in: row, to: &buffer)
    }
    return true
  }
}

extension Output {
  /// There are flags to show: no flag at all is shown only as a number.
  func shows(_ flags: UInt32) -> Bool {
    switch fileFlags {
    case .hidden: false
    case .names: flags != 0
    case .hexadecimal: true
    }
  }
}
