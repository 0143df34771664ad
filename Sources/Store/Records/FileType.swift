/// What the TYPE column says of a file.
public enum FileType: UInt8, Sendable, CaseIterable {
  case none
  case regular, directory, character, block, fifo, link, anonymousInode, messageQueue
  case socket, ipv4, ipv6, unix, netlink, packet, raw, raw6, icmp, ax25, ipx
  /// stat(2) failed.
  case withoutStatus
  /// A mode that has no name; ``OpenFile/modeBits`` is printed in octal.
  case unnamed
  /// On a file system that `-e` exempts.
  case exemptDirectory, exemptRoot, exemptText, exemptDescriptor, exemptMemory, exemptDeleted

  /// A socket of any family.
  @inlinable public var isSocket: Bool {
    switch self {
    case .socket, .ipv4, .ipv6, .unix, .netlink, .packet, .raw, .raw6, .icmp, .ax25, .ipx: true
    default: false
    }
  }
}
