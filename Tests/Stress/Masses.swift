import CTestSystem
import Glibc
import TestSupport

func makeDescriptors(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(20) { number in
    let first = testsystem_open("\(directory)/\(number)", O_RDWR | O_CREAT, 0o600)
    for _ in 1..<(count / 20) where dup(first) < 0 { break }
  }
  return { load.end() }
}

func makeProcesses(_ count: Int, _ directory: String) -> (() -> Void)? {
  // The namespace's own limit, where the kernel has one.
  let most = testsystem_open("/proc/sys/kernel/pid_max", O_WRONLY, 0)
  write(most, "65536", 5)
  close(most)
  let load = Load(count) { _ in }
  return load.processes.count == count ? { load.end() } : nil
}

func makeThreads(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(20) { _ in startIdleThreads(count / 20) }
  return { load.end() }
}

/// Pairs of connected sockets, at most a thousand to each address, which has ports enough.
func makeConnections(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(10) { number in
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(5000).bigEndian
    var server: Int32 = -1
    for pair in 0..<(count / 20) {
      if pair % 1000 == 0 {
        address.sin_addr.s_addr = (UInt32(0x7f00_0001) + UInt32(number << 8 + pair / 1000)).bigEndian
        server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // Connections of the run before may linger.
        var yes: Int32 = 1
        setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard testsystem_bind(server, &address, length) == 0, listen(server, 1000) == 0 else { return }
      }
      let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      guard testsystem_connect(client, &address, length) == 0, testsystem_accept(server) >= 0 else { return }
    }
  }
  return { load.end() }
}

func makeSocketPairs(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(10) { _ in
    var ends: [Int32] = [0, 0]
    for _ in 0..<(count / 20) where socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) != 0 { break }
  }
  return { load.end() }
}

func makeManyMounts(_ count: Int, _ directory: String) -> (() -> Void)? {
  guard makeMounts(directory, 0..<count) == count else { return nil }
  // The namespace takes them away faster than anyone else.
  return {}
}

/// Mappings of one page each, in one process, of `files` files.
func makeMappings(_ count: Int, of files: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(1) { _ in
    var file: Int32 = -1
    for number in 0..<count {
      if number < files {
        close(file)
        file = testsystem_open("\(directory)/\(number)", O_RDWR | O_CREAT, 0o600)
        ftruncate(file, 4096)
      }
      // The same page again: neighbours don't become one.
      if mmap(nil, 4096, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED { return }
    }
  }
  return { load.end() }
}

func makeWholeTree(_ count: Int, _ directory: String) -> (() -> Void)? {
  makeTree("\(directory)/tree", files: count)
  let load = Load(1) { _ in _ = testsystem_open("\(directory)/tree/0/7", O_RDONLY, 0) }
  return { load.end() }
}

/// Processes of which all are named; their numbers are left in the directory.
func makeNamedProcesses(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(count) { _ in }
  let text = load.processes.map { "\($0)" }.joined(separator: ",")
  let list = testsystem_open("\(directory)/list", O_WRONLY | O_CREAT, 0o600)
  write(list, text, text.utf8.count)
  close(list)
  return { load.end() }
}

func manyProcesses(_ directory: String) -> [String] {
  let list = Program("/bin/cat", [Array("\(directory)/list".utf8)]).run()
  return ["-nP", "-p", String(decoding: list.output, as: UTF8.self)]
}

func makeNamedFiles(_ count: Int, _ directory: String) -> (() -> Void)? {
  let load = Load(1) { _ in
    for number in 0..<count { _ = testsystem_open("\(directory)/\(number)", O_RDWR | O_CREAT, 0o600) }
  }
  return { load.end() }
}

func manyNames(_ directory: String) -> [String] {
  var names: [String] = []
  while access("\(directory)/\(names.count)", F_OK) == 0 { names.append("\(directory)/\(names.count)") }
  return names
}
