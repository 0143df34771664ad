import Misc
import Store

/// Values as the columns show them.
extension ValueWriter {
  /// The width of the value's text in a column that has a width.
  mutating func width(of value: Value, in row: borrowing Row) -> Int {
    switch value {
    case .absent: return 0
    case .id(let id): return Self.shown(id).decimalDigits
    case .uid(let uid): return UInt64(uid).decimalDigits
    case .user(let uid): return users.width(of: uid)
    case .number(let number), .wideNumber(let number): return number.decimalDigits
    case .size(let size):
      return output.showsHumanSizes ? SizeText.width(humanSize: size) : size.decimalDigits
    case .offset(let offset): return SizeText.width(offset: offset, digits: output.offsetDigits)
    case .device(let device): return device.textWidth
    case .command(let command):
      let width = escaper.width(command: row.batch.names[command])
      return output.commandWidth > 0 ? min(width, output.commandWidth) : width
    case .text(let text): return escaper.width(of: row.batch.names[text])
    case .letter, .flag: return 1
    case .word(let word): return word.utf8CodeUnitCount
    case .descriptor(let kind, let number): return kind.shortWidth(number: number)
    case .heldDescriptor(let kind, let number, _, _): return kind.shortWidth(number: number) + 2
    case .type(let type, _): return type.width
    case .time(let time): return times.text(of: time).count
    case .mode: return ModeText.width
    case .flags, .address, .endpoint, .interface, .name, .transport, .state, .socketType, .oddText, .list,
      .members, .nanoseconds, .detail:
      var text = ByteBuffer()
      swap(&text, &scratch)
      text.clear()
      appendPlain(value, in: row, to: &text)
      swap(&text, &scratch)
      return escaper.columns(ofShown: scratch.span)
    }
  }

  /// Appends the value's text at the right of `width` columns.
  mutating func appendRight(_ value: Value, width: Int, in row: borrowing Row, to buffer: inout ByteBuffer) {
    switch value {
    case .absent: buffer.append(.blank, times: width)
    case .id(let id): buffer.append(decimal: Self.shown(id), width: width)
    case .number(let number), .wideNumber(let number): buffer.append(decimal: number, width: width)
    case .size(let size) where !output.showsHumanSizes: buffer.append(decimal: size, width: width)
    case .device(let device):
      let minorWidth = UInt64(device.minor).decimalDigits
      buffer.append(decimal: UInt64(device.major), width: width - 1 - minorWidth)
      buffer.append(UInt8(ascii: ","))
      buffer.append(decimal: UInt64(device.minor))
    case .heldDescriptor(let kind, let number, let access, let lock):
      kind.appendShort(number: number, width: width - 2, to: &buffer)
      Self.append(access, lock, to: &buffer)
    case .flags, .address, .endpoint, .interface:
      let start = buffer.count
      appendPlain(value, in: row, to: &buffer)
      buffer.alignRight(from: start, width: width)
    default:
      buffer.append(.blank, times: width - self.width(of: value, in: row))
      appendPlain(value, in: row, to: &buffer)
    }
  }

  /// Appends the value's text at the left of `width` columns.
  mutating func appendLeft(_ value: Value, width: Int, in row: borrowing Row, to buffer: inout ByteBuffer) {
    if case .command(let command) = value {
      return escaper.append(command: row.batch.names[command], width: width, to: &buffer)
    }
    appendPlain(value, in: row, to: &buffer)
    buffer.append(.blank, times: width - self.width(of: value, in: row))
  }

  /// Appends the value's text without blanks around it.
  mutating func appendPlain(_ value: Value, in row: borrowing Row, to buffer: inout ByteBuffer) {
    switch value {
    case .absent: break
    case .id(let id): buffer.append(decimal: Self.shown(id))
    case .uid(let uid): buffer.append(decimal: UInt64(uid))
    case .user(let uid): users.append(uid, to: &buffer)
    case .number(let number), .wideNumber(let number): buffer.append(decimal: number)
    case .size(let size):
      if output.showsHumanSizes {
        SizeText.append(humanSize: size, to: &buffer)
      } else {
        buffer.append(decimal: size)
      }
    case .offset(let offset): SizeText.append(offset: offset, digits: output.offsetDigits, to: &buffer)
    case .device(let device):
      buffer.append(decimal: UInt64(device.major))
      buffer.append(UInt8(ascii: ","))
      buffer.append(decimal: UInt64(device.minor))
    case .time(let time): buffer.append(times.text(of: time))
    case .mode(let mode): ModeText.append(mode, to: &buffer)
    case .flags(let flags): FileFlagText.append(flags, form: output.fileFlags, to: &buffer)
    case .command(let command): escaper.append(command: row.batch.names[command], to: &buffer)
    case .text(let text): escaper.append(row.batch.names[text], to: &buffer)
    case .oddText(let text): escaper.append(odd: row.batch.names[text], to: &buffer)
    case .list(let list): append(list, of: row.batch.names, to: &buffer)
    case .word(let word): buffer.append(word)
    case .flag(let isSet): buffer.append(isSet ? UInt8(ascii: "1") : UInt8(ascii: "0"))
    case .letter(let letter): buffer.append(letter)
    case .descriptor(let kind, let number): kind.appendShort(number: number, to: &buffer)
    case .heldDescriptor(let kind, let number, let access, let lock):
      kind.appendShort(number: number, to: &buffer)
      Self.append(access, lock, to: &buffer)
    case .type(let type, let modeBits): type.append(modeBits: modeBits, to: &buffer)
    case .name: appendName(of: row, to: &buffer)
    case .address(let endpoint): endpoint.appendAddress(to: &buffer)
    case .endpoint(let endpoint): endpoint.append(to: &buffer)
    case .interface(let index): escaper.append(InterfaceName.of(index), to: &buffer)
    case .transport:
      if let socket = row.socket { TransportText.appendColumn(socket, output.transportInfo, to: &buffer) }
    case .state: row.socket?.appendState(to: &buffer)
    case .members(let fact): FactText.append(fact, of: row, escaper, to: &buffer)
    case .nanoseconds(let nanoseconds): FactText.append(nanoseconds: nanoseconds, to: &buffer)
    case .detail: FactText.append(factsOf: row, escaper, to: &buffer)
    case .socketType(let number): buffer.append(SocketTypeNames.name(of: UInt32(number)) ?? "unknown")
    }
  }

  /// The NAME column, which ends with the socket's state and queues, and after `--detail` with what the file tells.
  private mutating func appendName(of row: borrowing Row, to buffer: inout ByteBuffer) {
    var hasText = names.append(row.file, of: row.batch, to: &buffer)
    if !output.transportInfo.isEmpty, let socket = row.socket {
      if hasText { buffer.append(.blank) }
      TransportText.appendColumn(socket, output.transportInfo, to: &buffer)
      hasText = true
    }
    if output.showsDetail && row.hasDetail { appendDetail(of: row, afterText: hasText, to: &buffer) }
  }

  /// What the file tells of itself, in braces, which no other part of NAME ends with.
  private func appendDetail(of row: borrowing Row, afterText: Bool, to buffer: inout ByteBuffer) {
    let start = buffer.count
    if afterText { buffer.append(.blank) }
    buffer.append(UInt8(ascii: "{"))
    let inside = buffer.count
    FactText.append(factsOf: row, escaper, to: &buffer)
    if buffer.count == inside { return buffer.truncate(to: start) }
    buffer.append(UInt8(ascii: "}"))
  }

  /// Appends the texts of a list, with their own blanks as `\x20`.
  private func append(_ list: ByteSlice, of names: ByteArena, to buffer: inout ByteBuffer) {
    let texts = names[list]
    var start = 0
    for index in 0...texts.count where index == texts.count || texts[index] == 0 || texts[index] == .blank {
      escaper.append(texts.extracting(start..<index), to: &buffer)
      if index < texts.count { buffer.append(texts[index] == 0 ? " " : "\\x20") }
      start = index + 1
    }
  }

  static func append(_ access: Access, _ lock: Lock, to buffer: inout ByteBuffer) {
    let isLockAlone = access == .none && lock != .none
    buffer.append(isLockAlone ? UInt8(ascii: "-") : access.letter)
    buffer.append(lock.letter)
  }

  private static func shown(_ id: Int32) -> UInt64 { UInt64(max(0, id)) }
}

extension DeviceNumber {
  /// The length of `major,minor`.
  fileprivate var textWidth: Int { UInt64(major).decimalDigits + 1 + UInt64(minor).decimalDigits }
}
