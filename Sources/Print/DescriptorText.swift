import Misc
import Store

extension OpenFile {
  /// Appends the descriptor's whole number or its name.
  func appendDescriptor(to buffer: inout ByteBuffer) {
    if descriptor == .number {
      buffer.append(decimal: Int(number))
    } else {
      buffer.append(descriptor.text)
    }
  }

  /// Appends the FD column: `width` characters of descriptor, the access and the lock.
  func appendDescriptorColumn(width: Int, to buffer: inout ByteBuffer) {
    buffer.append(0x20, times: width - descriptorWidth)
    appendShortDescriptor(to: &buffer)
    let isLockAlone = access == .none && lock != .none
    buffer.append(isLockAlone ? 0x2d : access.letter)
    buffer.append(lock.letter)
  }

  /// The length of the descriptor in the FD column, access and lock left out.
  var descriptorWidth: Int {
    if descriptor != .number { return descriptor.text.utf8CodeUnitCount }
    if number < 0 { return 1 + decimalWidth(UInt64(number.magnitude)) }
    return number < Self.firstShortenedNumber ? decimalWidth(UInt64(number)) : 4
  }
}
