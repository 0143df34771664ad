import Misc
import Store

extension FileType {
  /// What the TYPE column and the `t` field call the type; nil where the mode's number is shown.
  public var name: StaticString? {
    switch self {
    case .none, .unnamed: nil
    case .regular: "REG"
    case .directory: "DIR"
    case .character: "CHR"
    case .block: "BLK"
    case .fifo: "FIFO"
    case .link: "LINK"
    case .anonymousInode: "a_inode"
    case .messageQueue: "PSXMQ"
    case .socket: "sock"
    case .ipv4: "IPv4"
    case .ipv6: "IPv6"
    case .unix: "unix"
    case .netlink: "netlink"
    case .packet: "pack"
    case .raw: "raw"
    case .raw6: "raw6"
    case .icmp: "icmp"
    case .ax25: "ax25"
    case .ipx: "ipx"
    case .withoutStatus: "unknown"
    case .exemptDirectory: "UNKNcwd"
    case .exemptRoot: "UNKNrtd"
    case .exemptText: "UNKNtxt"
    case .exemptDescriptor: "UNKNfd"
    case .exemptMemory: "UNKNmem"
    case .exemptDeleted: "UNKNdel"
    }
  }

  /// Appends the name; a mode without one as four octal digits.
  func append(modeBits: UInt8, to buffer: inout ByteBuffer) {
    if let name { return buffer.append(name) }
    let mode = self == .unnamed ? modeBits : 0
    buffer.append("00")
    buffer.append(UInt8(ascii: "0") | mode >> 3 & 7)
    buffer.append(UInt8(ascii: "0") | mode & 7)
  }

  /// The bytes that ``append(modeBits:to:)`` appends.
  var width: Int { name?.utf8CodeUnitCount ?? 4 }
}
