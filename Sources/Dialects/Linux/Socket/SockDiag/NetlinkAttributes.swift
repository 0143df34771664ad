import CSystem
import Store

/// Type, length and value triples of a netlink message (netlink(7)).
enum NetlinkAttributes {
  static func read(_ attributes: Span<UInt8>, _ use: (UInt16, Span<UInt8>) -> Void) {
    let header = MemoryLayout<nlattr>.size
    var start = 0
    while attributes.count - start >= header {
      let attribute = attributes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: nlattr.self)
      let end = start + Int(attribute.nla_len)
      if Int(attribute.nla_len) < header || end > attributes.count { return }
      use(attribute.nla_type, attributes.extracting(start + header..<end))
      start = (end + 3) & ~3
    }
  }

  /// One triple. The value's length is a multiple of 4.
  static func write(type: Int, _ value: Bytes) -> Bytes {
    let header = nlattr(
      nla_len: UInt16(MemoryLayout<nlattr>.size + value.count), nla_type: UInt16(type))
    return Bytes(valueOf: header) + value
  }
}

extension Bytes {
  /// The bytes of a C structure in memory.
  init<Structure: BitwiseCopyable>(valueOf structure: Structure) {
    self = Swift.withUnsafeBytes(of: structure) { Bytes($0) }
  }
}
