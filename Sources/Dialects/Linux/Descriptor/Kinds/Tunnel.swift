import Misc
import Store

/// The program's end of a network interface, `/dev/net/tun`. Its fdinfo has `iff:\ttun0`, with nothing behind as long
/// as no interface is attached (drivers/net/tun.c, tun_chr_show_fdinfo).
struct Tunnel: FileKind {
  static let marks = [FileMark.characterDevice(10...10, minor: 200)]
  static let purposes: RequiredFields = .facts
  static let readsFdInfo = true

  private var interface: Bytes?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("iff:") { interface = Bytes(value) }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.tunnelInterface, interface)
    if let interface, let flags = source.reader.flags(ofTunnel: interface, heldAs: source.path) {
      facts.add(.tunnelFlags, Self.flags.names(of: flags))
    }
  }

  /// IFF_* of include/uapi/linux/if_tun.h.
  private static let flags = BitNames([
    (0x1, "tun"), (0x2, "tap"), (0x10, "napi"), (0x20, "napi-frags"), (0x40, "no-carrier"),
    (0x100, "multi-queue"), (0x800, "persist"), (0x1000, "no-pi"), (0x2000, "one-queue"),
    (0x4000, "vnet-hdr"),
  ])
}
