import CTestSystem
import Glibc
import TestSupport

/// Names the calling process.
func setCommand(_ name: String) {
  name.withCString { _ = testsystem_prctl(PR_SET_NAME, UInt(bitPattern: $0)) }
}

/// What the process with this number holds in the mixed load: 100 descriptors, half of them files, the
/// rest pipes, UNIX sockets and internet sockets in equal parts. Number 7 is named `special`, holds the
/// file that is searched for, and a listener at port 7777.
func holdMixture(_ number: Int, in directory: String) {
  for file in 0..<50 {
    _ = testsystem_open("\(directory)/file-\(number)-\(file)", O_RDWR | O_CREAT, 0o600)
  }
  var ends: [Int32] = [0, 0]
  for _ in 0..<8 { pipe2(&ends, 0) }
  for _ in 0..<8 { socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) }
  for _ in 0..<4 { _ = listenLocally(port: 0) }
  let server = listenLocally(port: number == 7 ? 7777 : 0)
  for _ in 0..<4 { connectLocally(to: server) }
  for _ in 0..<2 { _ = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
  if number == 7 {
    setCommand("special")
    _ = testsystem_open("\(directory)/wanted", O_RDWR | O_CREAT, 0o600)
  }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return address
}

func listenLocally(port: UInt16) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = loopback(port)
  _ = testsystem_bind(descriptor, &address, socklen_t(MemoryLayout<sockaddr_in>.size))
  listen(descriptor, 8)
  return descriptor
}

private func connectLocally(to server: Int32) {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  _ = testsystem_name(server, &address, &length)
  let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  _ = testsystem_connect(client, &address, length)
  _ = testsystem_accept(server)
}
