import Misc
import Store

/// A value as a filter compares it. Text stands in ``RowFilterRunner`` or the batch.
enum FilteredValue {
  case absent
  case number(Int128)
  /// A name in the batch.
  case slice(ByteSlice)
  /// Names in the batch, with a NUL between each two.
  case list(ByteSlice)
  /// A number, and its text has been written.
  case numberOrText(Int128)
  /// The text has been written.
  case text

  /// The value of a row's column. `text` gets what is text and no slice of the batch.
  static func read(
    _ value: Value, in row: borrowing Row, _ writer: inout ValueWriter, text: inout ByteBuffer
  ) -> FilteredValue {
    text.clear()
    switch value {
    case .absent, .letter(.blank), .type(.none, _): return .absent
    case .id(let id): return .number(Int128(id))
    case .uid(let uid): return .number(Int128(uid))
    case .number(let number), .wideNumber(let number), .size(let number), .offset(let number):
      return .number(Int128(number))
    case .list(let list): return list.isEmpty ? .absent : .list(list)
    case .flag(let isSet): return .number(isSet ? 1 : 0)
    case .time(let time): return .number(Int128(time))
    // Whole seconds: numbers have no fraction here.
    case .nanoseconds(let nanoseconds): return .number(Int128(nanoseconds / 1_000_000_000))
    case .device(let device): return .number(Int128(device.rawValue))
    case .command(let slice), .text(let slice), .oddText(let slice):
      return slice.isEmpty ? .absent : .slice(slice)
    case .user(let uid):
      if let login = writer.users.knownLogin(of: uid) {
        text.append(login)
      } else {
        text.append(decimal: UInt64(uid))
      }
      return .numberOrText(Int128(uid))
    case .descriptor(let kind, let number), .heldDescriptor(let kind, let number, _, _):
      // Access and lock are columns of their own.
      kind.append(number: number, to: &text)
      return kind == .number ? .numberOrText(Int128(number)) : .text
    case .name:
      let file = row.file
      if file.socket < 0 { return file.name.isEmpty ? .absent : .slice(file.name) }
      writer.names.appendUnescaped(file, of: row.batch, to: &text)
    case .flags(let flags):
      FileFlagText.append(flags, form: .names, to: &text)
      // That none is set is known.
      return .text
    default: writer.appendPlain(value, in: row, to: &text)
    }
    return text.isEmpty ? .absent : .text
  }

  /// What is between the words of a set.
  var separator: UInt8 {
    if case .list = self { 0 } else { UInt8(ascii: ",") }
  }
}
