/// How a process holds a file: what the FD column says.
public enum DescriptorKind: UInt8, Sendable, CaseIterable {
  case number, unknown, currentDirectory, error, noDescriptors, rootDirectory, parentDirectory
  case programText, libraryText, memory, deletedMemory, fileport, taskDirectory, controllingTerminal
  case jailDirectory, virtual8086, merge386, mappedDevice
}

/// The access mode of a descriptor, as its FD column suffix and its `a` field.
public enum Access: UInt8, Sendable {
  case none = 0x20
  case read = 0x72
  case write = 0x77
  case readWrite = 0x75
}

/// A lock on a file, as its FD column suffix and its `l` field.
public enum Lock: UInt8, Sendable {
  case none = 0x20
  case readPartial = 0x72
  case readFull = 0x52
  case writePartial = 0x77
  case writeFull = 0x57
}

/// What the TYPE column says of a file.
public enum FileType: UInt8, Sendable {
  case none
  case regular, directory, character, block, fifo, link, anonymousInode, messageQueue
  case socket, ipv4, ipv6, unix, netlink, packet, raw, raw6, icmp, ax25, ipx
  /// stat(2) failed.
  case withoutStatus
  /// A mode that has no name; ``OpenFile/modeBits`` is printed in octal.
  case unnamed
  /// On a file system that `-e` exempts.
  case exemptDirectory, exemptRoot, exemptText, exemptDescriptor, exemptMemory, exemptDeleted
}

/// What a file is to the rules for names, offsets and endpoints.
public enum NodeKind: UInt8, Sendable {
  case regular, block, character, fifo, anonymousInode, nfs, unknown
}

/// What the NODE column shows.
public enum NodeColumn: UInt8, Sendable {
  case nothing, inode, protocolName
}

/// Where a file's other ends are to be looked up; the key is ``OpenFile/endpointKey``.
public enum EndpointKind: UInt8, Sendable {
  case none
  /// The key is the pipe's inode.
  case pipe
  /// The key is the queue's inode.
  case messageQueue
  /// The key is the `eventfd-id` of fdinfo.
  case eventfd
  /// The key is the pseudoterminal's index.
  case terminalMaster, terminalSlave
  /// The key is the socket's inode.
  case unix, ipv4, ipv6
}

/// Which values of an ``OpenFile`` are known.
public struct Known: OptionSet, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let device = Known(rawValue: 1)
  public static let rawDevice = Known(rawValue: 2)
  public static let inode = Known(rawValue: 4)
  public static let size = Known(rawValue: 8)
  public static let offset = Known(rawValue: 16)
  public static let linkCount = Known(rawValue: 32)
  public static let openFlags = Known(rawValue: 64)
}

/// One row: a file that a process or task has open. Names are slices of the ``Batch``'s arena.
public struct OpenFile: Sendable {
  public var descriptor: DescriptorKind
  public var access: Access = .none
  public var lock: Lock = .none
  /// A lock on its inode is one on this file; a socket's inode is none that lsof asks about.
  public var mayBeLocked = false
  /// As it is usually shown, ``name`` could be another's: a NUL in a UNIX socket's name as `@`, and as what the
  /// kernel writes for a removed file that of one that is there. Only where ``Output/tellsNamesApart``.
  public var hasOddName = false
  public var type: FileType = .none
  public var node: NodeKind = .regular
  public var nodeColumn: NodeColumn = .nothing
  public var known: Known = []
  public var endpoint: EndpointKind = .none
  /// The descriptor's number where ``descriptor`` is `.number`, else -1.
  public var number: Int32
  /// Index into ``Batch/sockets``, or -1.
  public var socket: Int32 = -1
  /// The file type bits of st_mode, shifted right by 12.
  public var modeBits: UInt8 = 0
  /// f_flags as fdinfo gives them (open(2)'s O_* bits).
  public var openFlags: UInt32 = 0
  public var selected: Selectors = []
  public var device = DeviceNumber(rawValue: 0)
  public var rawDevice = DeviceNumber(rawValue: 0)
  public var inode: UInt64 = 0
  public var size: UInt64 = 0
  public var offset: UInt64 = 0
  public var linkCount: UInt64 = 0
  public var endpointKey: UInt64 = 0
  /// Printed in the DEVICE column where neither device number is known.
  public var deviceText = ByteSlice.none
  /// Printed in the NODE column where ``nodeColumn`` is `.protocolName`.
  public var protocolName = ByteSlice.none
  public var name = ByteSlice.none
  /// What follows the name: errors, `(deleted)` notes and endpoints.
  public var addition = ByteSlice.none

  @inlinable public init(_ descriptor: DescriptorKind, number: Int32 = -1) {
    self.descriptor = descriptor
    self.number = number
  }
}
