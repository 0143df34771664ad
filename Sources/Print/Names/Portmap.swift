import CTirpc
import Glibc
import Misc
import Store

/// The RPC programs that have registered a port of this host, asked from the portmapper once.
struct Portmap {
  /// Milliseconds.
  private static let timeLimit: Int32 = 10_000

  private final class Listing {
    var programs: [UInt32: Bytes] = [:]
  }

  private let programs: [UInt32: Bytes]

  /// Asks the portmapper of this host; empty where none answers.
  init(diagnostics: Diagnostics) {
    let listing = Listing()
    let result = withExtendedLifetime(listing) {
      ctirpc_list_mappings(
        Self.timeLimit,
        { mapping, context in
          guard let mapping, let context else { return }
          let listing = Unmanaged<Listing>.fromOpaque(context).takeUnretainedValue()
          Portmap.add(mapping.pointee, to: &listing.programs)
        }, Unmanaged.passUnretained(listing).toOpaque())
    }
    if result == CTIRPC_NOT_LOADED {
      diagnostics.warning { $0.append("ports are shown without RPC programs: libtirpc.so.3 is missing") }
    }
    programs = listing.programs
  }

  /// The program's name, or its number where it has none.
  func program(_ port: UInt16, _ transport: SocketInfo.Transport) -> Bytes? {
    programs[Self.key(UInt32(port), isTCP: transport == .tcp)]
  }

  /// The first program that registered a port gives the name.
  private static func add(_ mapping: ctirpc_mapping, to programs: inout [UInt32: Bytes]) {
    let isTCP = mapping.protocol == UInt32(IPPROTO_TCP)
    if mapping.port > UInt32(UInt16.max) || !isTCP && mapping.protocol != UInt32(IPPROTO_UDP) { return }
    let key = key(mapping.port, isTCP: isTCP)
    if programs[key] != nil { return }
    if let name = mapping.name, name.pointee != 0 {
      programs[key] = Bytes(cString: name)
    } else {
      var number = ByteBuffer()
      number.append(decimal: UInt64(mapping.program))
      programs[key] = number.bytes
    }
  }

  private static func key(_ port: UInt32, isTCP: Bool) -> UInt32 { port | (isTCP ? 0 : 1 << 16) }
}
