/// The names of socket types.
public enum SocketTypeNames {
  /// SOCK_* (bits/socket_type.h)
  public static func name(of number: UInt32) -> StaticString? {
    switch number {
    case 1: "STREAM"
    case 2: "DGRAM"
    case 3: "RAW"
    case 4: "RDM"
    case 5: "SEQPACKET"
    case 6: "DCCP"
    case 10: "PACKET"
    default: nil
    }
  }
}
