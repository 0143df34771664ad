/// What a file is to the rules for names, offsets and endpoints.
public enum NodeKind: UInt8, Sendable {
  case regular, block, character, fifo, nfs, unknown
}
