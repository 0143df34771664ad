import Misc
import Store

/// The NAME column, the `n` field and JSON's `name`.
struct NameText {
  private let escaper: Escaper
  private var hosts: HostNames
  private var ports: PortNames
  private var scratch = ByteBuffer()

  init(output: Output, diagnostics: Diagnostics) {
    escaper = diagnostics.escaper
    hosts = HostNames(looksUp: output.namesHosts)
    ports = PortNames(
      namesServices: output.namesPorts, namesPrograms: output.namesPortmap, diagnostics: diagnostics)
  }

  /// Appends the file's name, internet addresses and addition, escaped, with blanks between them.
  /// Returns whether there was any.
  mutating func append(_ file: OpenFile, of batch: Batch, to buffer: inout ByteBuffer) -> Bool {
    let start = buffer.count
    if !file.name.isEmpty { escaper.append(batch.names[file.name], to: &buffer) }
    if file.socket >= 0 {
      let socket = batch.sockets[Int(file.socket)]
      if socket.local != nil || socket.foreign != nil {
        if buffer.count > start { buffer.append(0x20) }
        scratch.clear()
        append(addressesOf: socket, to: &scratch)
        escaper.append(scratch.span, to: &buffer)
      }
    }
    if !file.addition.isEmpty {
      if buffer.count > start { buffer.append(0x20) }
      escaper.append(batch.names[file.addition], to: &buffer)
    }
    return buffer.count > start
  }

  /// Appends `host:port->host:port`, or what of it is known, as the resolver gives it.
  mutating func append(addressesOf socket: SocketInfo, to buffer: inout ByteBuffer) {
    if let local = socket.local {
      hosts.append(local, to: &buffer)
      buffer.append(0x3a)
      ports.append(local.port, socket.transport, isLocal: true, to: &buffer)
    }
    if let foreign = socket.foreign {
      buffer.append("->")
      hosts.append(foreign, to: &buffer)
      buffer.append(0x3a)
      let isLocal = socket.local.map { foreign.isOnHost(of: $0) } ?? false
      ports.append(foreign.port, socket.transport, isLocal: isLocal, to: &buffer)
    }
  }
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
