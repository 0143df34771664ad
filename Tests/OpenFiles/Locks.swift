import CTestSystem
import Glibc

private let offset: Int32 = 37  // F_OFD_SETLK

/// Locks of every sort that /proc/locks knows.
func holdLocks(_ stage: Stage) {
  for (kind, operation) in [("shared", LOCK_SH), ("exclusive", LOCK_EX)] {
    stage.hold("flock-\(kind)") {
      let descriptor = try openNewFile(Path("flock-\(kind)"), size: 100)
      try granted("flock", flock(descriptor, operation | LOCK_NB))
      return descriptor
    }
  }
  let ranges: [(String, Int32, off_t, off_t)] = [
    ("read-full", F_RDLCK, 0, 0), ("write-full", F_WRLCK, 0, 0), ("read-part", F_RDLCK, 0, 10),
    ("write-part", F_WRLCK, 10, 20), ("read-tail", F_RDLCK, 5, 0), ("write-tail", F_WRLCK, 1 << 40, 0),
    ("read-byte", F_RDLCK, 0, 1), ("write-high", F_WRLCK, 1 << 32, 7),
  ]
  for (kind, type, start, length) in ranges {
    stage.hold(kind) { try lockNewFile(Path(kind), F_SETLK, type, start, length) }
    stage.hold("ofd-\(kind)") { try lockNewFile(Path("ofd-\(kind)"), offset, type, start, length) }
  }
  stage.hold("both") {
    let descriptor = try lockNewFile("both", F_SETLK, F_RDLCK, 0, 5)
    try granted("fcntl", testsystem_lock(descriptor, F_SETLK, Int16(F_WRLCK), 50, 5))
    return [descriptor, try openFile("both")]
  }
  stage.hold("lease-read") {
    try makeFile("lease-read")
    let descriptor = try openFile("lease-read")
    try granted("fcntl", testsystem_fcntl(descriptor, 1024, Int(F_RDLCK)))
    return descriptor
  }
  stage.hold("lease-write") {
    let descriptor = try openNewFile("lease-write", O_WRONLY)
    try granted("fcntl", testsystem_fcntl(descriptor, 1024, Int(F_WRLCK)))
    return descriptor
  }
  stage.attempt("directorylock") {
    let descriptor = try openFile(".")
    try granted("flock", flock(descriptor, LOCK_SH))
  }
  stage.process("lockheir") { _ in }
  stage.report("path.locked", "\(stage.base)/locks/write-full")
}

func lockNewFile(
  _ path: Path, _ command: Int32, _ type: Int32, _ start: off_t, _ length: off_t
) throws -> Int32 {
  let descriptor = try openNewFile(path, size: 100)
  try granted("fcntl", testsystem_lock(descriptor, command, Int16(type), start, length))
  return descriptor
}
