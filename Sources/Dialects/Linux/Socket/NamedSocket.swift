import Store

/// A socket of any other family. Slices are those of ``SocketCollection/text``.
struct NamedSocket: Sendable {
  var inode: UInt64
  var type: FileType
  /// UNIX sockets.
  var state = SocketState.unknown(0)
  var isListening = false
  /// UNIX sockets: ``name`` has its NULs.
  var hasOddName = false
  /// UNIX sockets: a SOCK_* number.
  var socketType: UInt16 = 0
  /// ``OpenFileDetails/interface``, ``OpenFileDetails/socketNumber`` and ``OpenFileDetails/groups``
  var interface: UInt32 = 0
  var number: UInt32?
  var groups: UInt32 = 0
  /// The path of a UNIX socket as the table shows it, else all that goes into the NAME column.
  var name = ByteSlice.none
  /// For the DEVICE column, where that isn't the inode.
  var deviceText = ByteSlice.none
  /// For the NODE column, where that isn't the inode.
  var protocolName = ByteSlice.none
  /// What follows the name.
  var addition = ByteSlice.none

  init(inode: UInt64, type: FileType) {
    self.inode = inode
    self.type = type
  }
}
