/// One row: a file that a process or task has open. Names are slices of the ``Batch``'s arena.
///
/// A listing has one for each row, so that the order of the members is that which takes the least room.
public struct OpenFile: Sendable {
  /// How the process holds the file.
  public var descriptor: DescriptorKind
  /// The descriptor's access mode; none where there is no descriptor.
  public var access: Access = .none
  /// The process's own lock on the file.
  public var lock: Lock = .none
  /// A lock on its inode is one on this file; a socket's inode is none that lsof asks about.
  public var mayBeLocked = false
  /// As it is usually shown, ``name`` could be another's: a NUL in a UNIX socket's name as `@`, and as what the
  /// kernel writes for a removed file that of one that is there. Only where ``Output/tellsNamesApart``.
  public var hasOddName = false
  /// What the TYPE column says.
  public var type: FileType = .none
  /// Which rules for names, offsets and endpoints apply.
  public var node: NodeKind = .regular
  /// What the NODE column shows.
  public var nodeColumn: NodeColumn = .nothing
  /// Where the other endpoints are to be looked up.
  public var endpoint: EndpointKind = .none
  /// The file type bits of st_mode, shifted right by 12.
  public var modeBits: UInt8 = 0
  /// Which of ``device``, ``rawDevice``, ``inode``, ``size``, ``offset``, ``linkCount`` and ``openFlags`` are
  /// known.
  public var known: Known = []
  /// What the file has matched of the selection.
  public var selected: Selectors = []
  /// The descriptor's number where ``descriptor`` is `.number`, else -1.
  public var number: Int32
  /// Index into ``Batch/sockets``, or -1.
  public var socket: Int32 = -1
  /// Index into ``Batch/openFileDetails``, or -1.
  public var details: Int32 = -1
  /// f_flags as fdinfo gives them (open(2)'s O_* bits).
  public var openFlags: UInt32 = 0
  /// The device that the file is on: st_dev.
  public var device = DeviceNumber(rawValue: 0)
  /// The device that a special file is: st_rdev.
  public var rawDevice = DeviceNumber(rawValue: 0)
  /// st_ino.
  public var inode: UInt64 = 0
  /// In bytes: st_size.
  public var size: UInt64 = 0
  /// In bytes: `pos` of fdinfo.
  public var offset: UInt64 = 0
  /// st_nlink.
  public var linkCount: UInt64 = 0
  /// What ``endpoint`` says.
  public var endpointKey: UInt64 = 0
  /// Printed in the DEVICE column where neither device number is known.
  public var deviceText = ByteSlice.none
  /// Printed in the NODE column where ``nodeColumn`` is `.protocolName`.
  public var protocolName = ByteSlice.none
  /// The path, or what else the NAME column begins with; internet addresses are in ``Batch/sockets``.
  public var name = ByteSlice.none
  /// What follows the name: errors, `(deleted)` notes and endpoints.
  public var addition = ByteSlice.none

  @inlinable public init(_ descriptor: DescriptorKind, number: Int32 = -1) {
    self.descriptor = descriptor
    self.number = number
  }
}
