/// Where a file's other endpoints are to be looked up; the key is ``OpenFile/endpointKey``.
public enum EndpointKind: UInt8, Sendable {
  case none
  /// The key is the pipe's inode.
  case pipe
  /// The key is the queue's inode.
  case messageQueue
  /// The key is the `eventfd-id` of fdinfo.
  case eventfd
  /// The key is a ``TerminalKey``.
  case terminalMaster, terminalSlave
  /// The key is the socket's inode.
  case unix, internet
}
