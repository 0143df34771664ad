import Misc
import Store

extension DescriptorKind {
  /// What the FD column and the `f` field call a file that has no number.
  var text: StaticString {
    switch self {
    case .number: ""
    case .unknown: "unk"
    case .currentDirectory: "cwd"
    case .error: "err"
    case .noDescriptors: "NOFD"
    case .rootDirectory: "rtd"
    case .parentDirectory: "pd"
    case .programText: "txt"
    case .libraryText: "ltx"
    case .memory: "mem"
    case .deletedMemory: "DEL"
    case .fileport: "fp."
    case .taskDirectory: "twd"
    case .controllingTerminal: "ctty"
    case .jailDirectory: "jld"
    case .virtual8086: "v86"
    case .merge386: "m86"
    case .mappedDevice: "mmap"
    }
  }
}

extension OpenFile {
  /// Numbers from this on don't fit the FD column, which shows `*` and their last three digits.
  private static var firstShortened: Int32 { 10_000 }

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
    if descriptor == .number && number >= Self.firstShortened {
      let rest = number % 1000
      buffer.append(0x2a)
      buffer.append(0x30 + UInt8(rest / 100))
      buffer.append(0x30 + UInt8(rest / 10 % 10))
      buffer.append(0x30 + UInt8(rest % 10))
    } else {
      appendDescriptor(to: &buffer)
    }
    let isLockAlone = access == .none && lock != .none
    buffer.append(isLockAlone ? 0x2d : access.rawValue)
    buffer.append(lock.rawValue)
  }

  /// The length of the descriptor in the FD column, access and lock left out.
  var descriptorWidth: Int {
    if descriptor != .number { return descriptor.text.utf8CodeUnitCount }
    if number < 0 { return 1 + decimalWidth(UInt64(number.magnitude)) }
    return number < Self.firstShortened ? decimalWidth(UInt64(number)) : 4
  }
}
