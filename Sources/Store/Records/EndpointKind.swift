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
  /// The key is the socket's inode. A TCP socket that listens has a key, too, though it has an end only while a
  /// connection waits.
  case unix, internet
  /// A regular file that others may have open; the key is its inode. Only where ``RequiredFields/sharedFiles`` asks.
  case file
}
