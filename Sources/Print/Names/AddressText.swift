import Misc
import Store

/// Internet addresses in the NAME column: `host:port->host:port`.
struct AddressText {
  private var hosts: HostNames
  private var ports: PortNames

  init(output: Output, diagnostics: Diagnostics) {
    hosts = HostNames(looksUp: output.namesHosts)
    ports = PortNames(
      namesServices: output.namesPorts, namesPrograms: output.namesPortmap, diagnostics: diagnostics)
  }

  /// Appends what is known of the socket's addresses, with names as the resolver gives them.
  mutating func append(_ socket: SocketInfo, to buffer: inout ByteBuffer) {
    if let local = socket.local {
      hosts.append(local, to: &buffer)
      buffer.append(UInt8(ascii: ":"))
      ports.append(local.port, socket.transport, isLocal: true, to: &buffer)
    }
    if let foreign = socket.foreign {
      buffer.append("->")
      hosts.append(foreign, to: &buffer)
      buffer.append(UInt8(ascii: ":"))
      let isLocal = socket.local.map { foreign.isOnHost(of: $0) } ?? false
      ports.append(foreign.port, socket.transport, isLocal: isLocal, to: &buffer)
    }
  }
}

extension SocketInfo {
  /// There are internet addresses, which are part of the name.
  var hasAddress: Bool { local != nil || foreign != nil }
}

extension InternetEndpoint {
  /// The address is the loopback's or that of `local`, so that the port is one of this host.
  fileprivate func isOnHost(of local: InternetEndpoint) -> Bool {
    var isSame = true
    for index in 0..<length where address[index] != local.address[index] { isSame = false }
    return isSame || isLoopback
  }

  private var isLoopback: Bool {
    if family == .ipv4 {
      return address[0] == 127 && address[1] == 0 && address[2] == 0 && address[3] == 1
    }
    for index in 0..<15 where address[index] != 0 { return false }
    return address[15] == 1
  }
}
