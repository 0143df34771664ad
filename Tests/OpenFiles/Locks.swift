import CTestSystem
import Glibc

private let offset: Int32 = 37  // F_OFD_SETLK

private let ranges: [(String, Int32, off_t, off_t)] = [
  ("read-full", F_RDLCK, 0, 0), ("write-full", F_WRLCK, 0, 0), ("read-part", F_RDLCK, 0, 10),
  ("write-part", F_WRLCK, 10, 20), ("read-tail", F_RDLCK, 5, 0), ("write-tail", F_WRLCK, 1 << 40, 0),
  ("read-byte", F_RDLCK, 0, 1), ("write-high", F_WRLCK, 1 << 32, 7),
]

/// Locks of every sort that a process has for itself.
func holdLocks(_ stage: Stage) {
  for (kind, operation) in [("shared", LOCK_SH), ("exclusive", LOCK_EX)] {
    stage.hold("flock-\(kind)") {
      let descriptor = try openNewFile(Path("flock-\(kind)"), size: 100)
      try granted("flock", flock(descriptor, operation | LOCK_NB))
      return descriptor
    }
  }
  for (kind, type, start, length) in ranges {
    stage.hold(kind) { try lockNewFile(Path(kind), F_SETLK, type, start, length) }
  }
  stage.hold("both") {
    let descriptor = try lockNewFile("both", F_SETLK, F_RDLCK, 0, 5)
    try granted("fcntl", testsystem_lock(descriptor, F_SETLK, Int16(F_WRLCK), 50, 5))
    return [descriptor, try openFile("both")]
  }
  // Other descriptors of files that the process has locked.
  stage.hold("beside") { [try openFile("write-part"), try openFile("flock-exclusive")] }
  stage.hold("lease-read") { try leaseNewFile("lease-read") }
  stage.hold("lease-write") {
    let descriptor = try openNewFile("lease-write", O_WRONLY)
    try granted("fcntl", testsystem_fcntl(descriptor, 1024, Int(F_WRLCK)))
    return descriptor
  }
  stage.attempt("directorylock") {
    let descriptor = try openFile(".")
    try granted("flock", flock(descriptor, LOCK_SH))
  }
  stage.hold("mapped") {
    let descriptor = try openNewFile("mapped", size: 4096)
    try granted("flock", flock(descriptor, LOCK_EX | LOCK_NB))
    try makeMap(descriptor)
    return descriptor
  }
  stage.attempt("mappingalone") {
    let descriptor = try openNewFile("mappingalone", size: 4096)
    defer { close(descriptor) }
    try granted("flock", flock(descriptor, LOCK_EX | LOCK_NB))
    try makeMap(descriptor, protection: PROT_READ | PROT_WRITE, flags: MAP_SHARED)
  }
  stage.report("path.locked", "\(stage.base)/locks/write-full")
}

/// Locks that belong to open file descriptions, or that another process took: the reference shows them at none of
/// their descriptors, or at one that hasn't got them.
func holdSharedLocks(_ stage: Stage) {
  for (kind, type, start, length) in ranges {
    stage.hold("ofd-\(kind)") { try lockNewFile(Path("ofd-\(kind)"), offset, type, start, length) }
  }
  stage.hold("unlocked") { try openFile("ofd-write-full") }
  stage.hold("ofd-both") {
    let descriptor = try lockNewFile("ofd-both", offset, F_WRLCK, 0, 5)
    try granted("fcntl", testsystem_lock(descriptor, offset, Int16(F_RDLCK), 50, 5))
    return descriptor
  }
  for (kind, operation) in [("shared", LOCK_SH), ("exclusive", LOCK_EX)] {
    stage.hold("heir-\(kind)") {
      let descriptor = try openNewFile(Path("heir-\(kind)"), size: 100)
      // Nobody but the test takes locks there, so that none can be refused.
      let child = testsystem_fork()
      if child == 0 { _exit(flock(descriptor, operation | LOCK_NB) == 0 ? 0 : 1) }
      var status: Int32 = 0
      waitpid(child, &status, 0)
      return descriptor
    }
  }
  stage.hold("lease") { try leaseNewFile("lease") }
  stage.hold("eventfds") {
    let descriptors = [try granted("eventfd", eventfd(0, 0)), try granted("eventfd", eventfd(0, 0))]
    try granted("flock", flock(descriptors[0], LOCK_EX | LOCK_NB))
    return descriptors
  }
  // The process that took it has it no longer, but has the file open again.
  var passed: Int32?
  stage.hold("passed") {
    let descriptor = try openNewFile("passed", size: 100)
    try granted("flock", flock(descriptor, LOCK_EX | LOCK_NB))
    passed = descriptor
    return descriptor
  }
  stage.process("lockheir") { _ in }
  stage.hold("reopened") {
    if let passed { close(passed) }
    return try openFile("passed")
  }
}

private func leaseNewFile(_ path: Path) throws -> Int32 {
  try makeFile(path)
  let descriptor = try openFile(path)
  // F_SETLEASE of asm-generic/fcntl.h, a GNU extension.
  try granted("fcntl", testsystem_fcntl(descriptor, 1024, Int(F_RDLCK)))
  return descriptor
}

func lockNewFile(
  _ path: Path, _ command: Int32, _ type: Int32, _ start: off_t, _ length: off_t
) throws -> Int32 {
  let descriptor = try openNewFile(path, size: 100)
  try granted("fcntl", testsystem_lock(descriptor, command, Int16(type), start, length))
  return descriptor
}
