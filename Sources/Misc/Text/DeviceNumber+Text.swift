import Store

extension DeviceNumber {
  /// Appends `major:minor`, as the kernel writes it.
  public func append(to buffer: inout ByteBuffer) {
    buffer.append(decimal: UInt64(major))
    buffer.append(UInt8(ascii: ":"))
    buffer.append(decimal: UInt64(minor))
  }

  /// `major:minor`
  public var text: Bytes {
    var text = ByteBuffer()
    append(to: &text)
    return text.bytes
  }
}
