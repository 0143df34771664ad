/// What the NODE column shows: nothing, ``OpenFile/inode`` or ``OpenFile/protocolName``.
public enum NodeColumn: UInt8, Sendable {
  case nothing, inode, protocolName
}
