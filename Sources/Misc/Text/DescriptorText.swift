import Store

extension DescriptorKind {
  /// What the FD column and the `f` field call a file that has no number.
  public var text: StaticString {
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
  public static var firstShortenedNumber: Int32 { 10_000 }

  /// Appends the descriptor as the FD column shows it, without access and lock.
  public func appendShortDescriptor(to buffer: inout ByteBuffer) {
    if descriptor != .number { return buffer.append(descriptor.text) }
    if number < Self.firstShortenedNumber { return buffer.append(decimal: Int(number)) }
    let rest = number % 1000
    buffer.append(0x2a)
    buffer.append(0x30 + UInt8(rest / 100))
    buffer.append(0x30 + UInt8(rest / 10 % 10))
    buffer.append(0x30 + UInt8(rest % 10))
  }
}
