import CSystem
import Glibc
import Misc
import Store

/// What sockfs tells of a socket (net/socket.c).
struct SocketFile {
  /// The one that all sockets are on.
  var device: DeviceNumber?
  /// The kernel's word for the protocol.
  var protocolName: Bytes?

  init(device: DeviceNumber?, protocolName: Bytes?) {
    self.device = device
    self.protocolName = protocolName
  }

  /// Asks procfs. `link` is the name of the socket's descriptor in a `directory`, and `path` the whole path of that.
  init(of link: UnsafePointer<CChar>, in directory: Int32, path: Bytes) {
    device = try? FileStatus.of(link, in: directory).get().device
    protocolName = Path(path).withPointer { Self.protocolName(of: $0) }
  }

  private static func protocolName(of link: UnsafePointer<CChar>) -> Bytes? {
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      let count = getxattr(link, "system.sockprotoname", buffer.baseAddress!, buffer.count)
      return count < 0 ? nil : Bytes(buffer.prefix(count).prefix { $0 != 0 })
    }
  }
}
