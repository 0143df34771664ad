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

  /// Numbers from this on don't fit the FD column, which shows `*` and their last three digits.
  private static var firstShortenedNumber: Int32 { 10_000 }

  /// Appends the name, or the whole number.
  public func append(number: Int32, to buffer: inout ByteBuffer) {
    if self == .number { buffer.append(decimal: Int(number)) } else { buffer.append(text) }
  }

  /// Appends the name or number as the FD column shows it, without access mode and lock.
  public func appendShort(number: Int32, to buffer: inout ByteBuffer) {
    if self != .number || number < Self.firstShortenedNumber { return append(number: number, to: &buffer) }
    let zero = UInt8(ascii: "0")
    let rest = number % 1000
    buffer.append(UInt8(ascii: "*"))
    buffer.append(zero + UInt8(rest / 100))
    buffer.append(zero + UInt8(rest / 10 % 10))
    buffer.append(zero + UInt8(rest % 10))
  }

  /// Appends the same right-aligned in a column of `width`.
  public func appendShort(number: Int32, width: Int, to buffer: inout ByteBuffer) {
    if self == .number && number >= 0 && number < Self.firstShortenedNumber {
      return buffer.append(decimal: UInt64(number), width: width)
    }
    buffer.append(UInt8(ascii: " "), times: width - shortWidth(number: number))
    appendShort(number: number, to: &buffer)
  }

  /// The bytes that ``appendShort(number:to:)`` appends.
  public func shortWidth(number: Int32) -> Int {
    if self != .number { return text.utf8CodeUnitCount }
    if number < 0 { return 1 + UInt64(number.magnitude).decimalDigits }
    return number < Self.firstShortenedNumber ? UInt64(number).decimalDigits : 4
  }
}
