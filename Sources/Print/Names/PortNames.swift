import Glibc
import Misc
import Store

/// Service names by port and protocol, each looked up once.
struct PortNames {
  /// So many single look-ups are made before the whole database is read instead.
  private static let singleLookups = 10

  private let namesServices: Bool
  private var services: [UInt32: Bytes?] = [:]
  private var lookups = 0
  private var hasReadAll = false
  private let namesPrograms: Bool
  private var portmap: Portmap?
  private let diagnostics: Diagnostics

  init(namesServices: Bool, namesPrograms: Bool, diagnostics: Diagnostics) {
    self.namesServices = namesServices
    self.namesPrograms = namesPrograms
    self.diagnostics = diagnostics
  }

  /// Appends a port by name or number, `*` for 0. A local port that the portmapper gave to an RPC
  /// program gets its name in brackets.
  mutating func append(
    _ port: UInt16, _ transport: SocketInfo.Transport, isLocal: Bool, to buffer: inout ByteBuffer
  ) {
    if port == 0 { return buffer.append(UInt8(ascii: "*")) }
    let hasNames = transport == .tcp || transport == .udp
    if namesServices, hasNames, let service = service(port, transport) {
      buffer.append(service)
    } else {
      buffer.append(decimal: UInt64(port))
    }
    if namesPrograms, hasNames, isLocal, let program = program(port, transport) {
      buffer.append(UInt8(ascii: "["))
      buffer.append(program)
      buffer.append(UInt8(ascii: "]"))
    }
  }

  private mutating func program(_ port: UInt16, _ transport: SocketInfo.Transport) -> Bytes? {
    let table = portmap ?? Portmap(diagnostics: diagnostics)
    portmap = table
    return table.program(port, transport)
  }

  private mutating func service(_ port: UInt16, _ transport: SocketInfo.Transport) -> Bytes? {
    let key = Self.key(port, transport)
    if let service = services[key] { return service }
    if hasReadAll { return nil }
    if lookups == Self.singleLookups {
      readAll()
      return services[key] ?? nil
    }
    lookups += 1
    let entry = getservbyport(Int32(port.bigEndian), transport == .tcp ? "tcp" : "udp")
    let name = Self.text(entry?.pointee.s_name)
    services[key] = .some(name)
    return name
  }

  private mutating func readAll() {
    hasReadAll = true
    setservent(1)
    while let entry = getservent() {
      guard let name = Self.text(entry.pointee.s_name), let protocolName = entry.pointee.s_proto else {
        continue
      }
      let transport: SocketInfo.Transport
      if strcasecmp(protocolName, "tcp") == 0 {
        transport = .tcp
      } else if strcasecmp(protocolName, "udp") == 0 {
        transport = .udp
      } else {
        continue
      }
      let port = UInt16(bigEndian: UInt16(truncatingIfNeeded: entry.pointee.s_port))
      let key = Self.key(port, transport)
      if (services[key] ?? nil) == nil { services[key] = .some(name) }
    }
    endservent()
  }

  private static func key(_ port: UInt16, _ transport: SocketInfo.Transport) -> UInt32 {
    UInt32(transport.rawValue) << 16 | UInt32(port)
  }

  /// nil for an empty name too.
  private static func text(_ name: UnsafeMutablePointer<CChar>?) -> Bytes? {
    guard let name, name.pointee != 0 else { return nil }
    return Bytes(cString: name)
  }
}
