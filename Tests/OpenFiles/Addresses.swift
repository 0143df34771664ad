import CTestSystem
import Glibc

/// A socket's address as the kernel takes it.
struct Address {
  let bytes: [UInt8]

  /// The bytes of a structure from the C library, such as sockaddr_in.
  init<Structure>(_ structure: Structure) {
    bytes = withUnsafeBytes(of: structure) { Array($0) }
  }

  /// An IPv4 address in dotted form.
  static func ip4(_ text: String, _ port: UInt16 = 0) -> Address {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, text, &address.sin_addr)
    return Address(address)
  }

  /// An IPv6 address, with the number of an interface where it is link-local.
  static func ip6(_ text: String, _ port: UInt16 = 0, scope: UInt32 = 0) -> Address {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    address.sin6_scope_id = scope
    inet_pton(AF_INET6, text, &address.sin6_addr)
    return Address(address)
  }

  /// A UNIX socket's name; an abstract one begins with NUL.
  static func unix(_ name: [UInt8]) -> Address {
    var address = sockaddr_un()
    let length = testsystem_unix_address(&address, name, name.count)
    return Address(bytes: Array(Address(address).bytes.prefix(Int(length))))
  }

  static func unix(_ name: String) -> Address { unix(Array(name.utf8)) }

  private init(bytes: [UInt8]) { self.bytes = bytes }
}

func makeSocket(_ family: Int32, _ type: Int32, _ protocolNumber: Int32 = 0) throws -> Int32 {
  try granted("socket", socket(family, type, protocolNumber))
}

@discardableResult
func bindSocket(_ descriptor: Int32, _ address: Address) throws -> Int32 {
  if testsystem_bind(descriptor, address.bytes, socklen_t(address.bytes.count)) != 0 {
    let reason = errno
    close(descriptor)
    throw UsageError(call: "bind", number: reason)
  }
  return descriptor
}

@discardableResult
func connectSocket(_ descriptor: Int32, _ address: Address) throws -> Int32 {
  if testsystem_connect(descriptor, address.bytes, socklen_t(address.bytes.count)) != 0, errno != EINPROGRESS
  {
    let reason = errno
    close(descriptor)
    throw UsageError(call: "connect", number: reason)
  }
  return descriptor
}

func setOption(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
  var value = value
  setsockopt(descriptor, level, option, &value, 4)
}

/// The port that an IPv4 or IPv6 socket is bound to; in both structures it follows the family.
func port(of descriptor: Int32) -> UInt16 {
  var address = [UInt8](repeating: 0, count: 128)
  var length = socklen_t(address.count)
  return testsystem_name(descriptor, &address, &length) == 0
    ? UInt16(address[2]) << 8 | UInt16(address[3]) : 0
}
