import CTestSystem
import Glibc

private let stream = Int32(SOCK_STREAM.rawValue)

/// The kernel tells of sockets that are only bound: Linux does since 6.8, with a module that nothing here loads.
private var tellsBoundSockets: Bool {
  var system = utsname()
  uname(&system)
  let release = withUnsafeBytes(of: system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
  if numbers.lexicographicallyPrecedes([6, 8]) { return false }
  return access("/sys/module/tcp_diag", F_OK) == 0 || access("/proc/modules", F_OK) != 0
}

/// TCP sockets that are bound and neither connected nor listen.
func holdBoundTCP(_ stage: Stage) {
  stage.hold("bound") {
    let descriptor = try bindSocket(makeSocket(AF_INET, stream), .ip4("127.0.0.1"))
    stage.report("port.bound", port(of: descriptor))
    return descriptor
  }
  stage.hold("bound6") {
    let descriptor = try bindSocket(makeSocket(AF_INET6, stream), .ip6("::1"))
    stage.report("port.bound6", port(of: descriptor))
    return descriptor
  }
  stage.hold("boundany") { try bindSocket(makeSocket(AF_INET6, stream), .ip6("::")) }
  stage.attempt("told") {
    if !tellsBoundSockets { throw UsageError(call: "sock_diag", number: EOPNOTSUPP) }
  }
  stage.hold("refused") {
    // The kernel takes back a port that it has chosen.
    let chosen = try bindSocket(makeSocket(AF_INET, stream), .ip4("127.0.0.1"))
    let port = port(of: chosen)
    close(chosen)
    let descriptor = try bindSocket(makeSocket(AF_INET, stream), .ip4("127.0.0.1", port))
    stage.report("port.refused", port)
    // Nobody listens there.
    _ = testsystem_connect(descriptor, Address.ip4("127.0.0.1", 1).bytes, 16)
    return descriptor
  }
}

/// Sockets of the same address and port on two network interfaces.
func holdScopedAddresses(_ stage: Stage) {
  // The addresses would stay.
  if !stage.isPrivate { return }
  let address = Array(Address.ip6("fe80::7").bytes[8..<24])
  stage.hold("tunnel") { try granted("TUNSETIFF", testsystem_tunnel("scoped0")) }
  for interface in ["lo", "scoped0"] {
    stage.hold("scope.\(interface)") {
      try granted("SIOCSIFADDR", testsystem_add_address(interface, address))
      let scope = if_nametoindex(interface)
      let listener = try bindWhenReady(stream, .ip6("fe80::7", 4711, scope: scope))
      try granted("listen", Glibc.listen(listener, 1))
      return [listener, try bindWhenReady(Int32(SOCK_DGRAM.rawValue), .ip6("fe80::7", 4711, scope: scope))]
    }
  }
}

/// The kernel first finds out whether an address is free.
private func bindWhenReady(_ type: Int32, _ address: Address) throws -> Int32 {
  for _ in 0..<300 {
    do { return try bindSocket(makeSocket(AF_INET6, type), address) } catch let error as UsageError {
      if error.number != EADDRNOTAVAIL { throw error }
    }
    usleep(10_000)
  }
  return try bindSocket(makeSocket(AF_INET6, type), address)
}
