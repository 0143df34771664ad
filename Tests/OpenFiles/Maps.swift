import CTestSystem
import Glibc

/// Mappings of files that are there.
func holdMaps(_ stage: Stage) {
  mapFile(stage, "map", closing: true)
  mapFile(stage, "mapheld", closing: false)
  mapFile(stage, "map with blank", kind: "mapblank", closing: true)
  stage.attempt("mapshared") {
    let descriptor = try openNewFile("mapshared", size: 65_536)
    defer { close(descriptor) }
    try makeMap(descriptor, protection: PROT_READ | PROT_WRITE, flags: MAP_SHARED)
    try makeMap(descriptor, flags: MAP_SHARED, offset: 4096)
    try makeMap(descriptor, protection: PROT_READ | PROT_EXEC, offset: 8192)
  }
  stage.hold("memorysealed") {
    let descriptor = Int32(try granted("memfd_create", memfd_create("", UInt32(MFD_ALLOW_SEALING))))
    try granted("ftruncate", ftruncate(descriptor, 100))
    return descriptor
  }
}

/// Mappings of what has no name, or has it no longer: files, and memory that is shared.
func holdRemovedMaps(_ stage: Stage) {
  stage.attempt("mapdeleted") {
    try mapNewFile("mapdeleted")
    unlink("mapdeleted")
  }
  stage.hold("mapdeletedheld") {
    let descriptor = try openNewFile("mapdeletedheld", size: 8192)
    try makeMap(descriptor)
    unlink("mapdeletedheld")
    return descriptor
  }
  stage.attempt("mapreplaced") {
    try mapNewFile("mapreplaced")
    try makeFile("new", size: 1)
    try granted("rename", rename("new", "mapreplaced"))
  }
  stage.report("path.mapreplaced", "\(stage.base)/removed/mapreplaced")
  stage.attempt("anonymousshared") {
    try makeMap(-1, length: 8192, protection: PROT_READ | PROT_WRITE, flags: MAP_SHARED | MAP_ANONYMOUS)
  }
  stage.attempt("zero") {
    let descriptor = try openFile("/dev/zero", O_RDWR)
    defer { close(descriptor) }
    try makeMap(descriptor, flags: MAP_SHARED)
  }
  stage.hold("memory") {
    let descriptor = Int32(try granted("memfd_create", memfd_create("scratch pad", 0)))
    try granted("ftruncate", ftruncate(descriptor, 4096))
    try makeMap(descriptor, flags: MAP_SHARED)
    return descriptor
  }
  stage.attempt("memoryclosed") {
    let descriptor = Int32(try granted("memfd_create", memfd_create("mapped", 0)))
    defer { close(descriptor) }
    try granted("ftruncate", ftruncate(descriptor, 4096))
    try makeMap(descriptor, flags: MAP_SHARED)
  }
  stage.attempt("systemv") {
    let segment = try granted("shmget", shmget(0, 4096, 0o1600))
    defer { shmctl(segment, IPC_RMID, nil) }
    if shmat(segment, nil, 0) == UnsafeMutableRawPointer(bitPattern: -1) {
      throw UsageError(call: "shmat", number: errno)
    }
  }
  stage.attempt("posix") {
    let name = "/open-files-\(getpid())"
    let descriptor = try granted("shm_open", shm_open(name, O_RDWR | O_CREAT, 0o600))
    defer { close(descriptor) }
    try granted("ftruncate", ftruncate(descriptor, 4096))
    try makeMap(descriptor, flags: MAP_SHARED)
    shm_unlink(name)
  }
}

private func mapNewFile(_ path: Path) throws {
  let descriptor = try openNewFile(path, size: 8192)
  defer { close(descriptor) }
  try makeMap(descriptor)
}

/// Maps a new file, which stays open too unless `closing`.
private func mapFile(_ stage: Stage, _ name: String, kind: String? = nil, closing: Bool) {
  stage.hold(kind ?? name) {
    let descriptor = try openNewFile(Path(name), size: 8192)
    try makeMap(descriptor)
    guard closing else { return [descriptor] }
    close(descriptor)
    return []
  }
  stage.report("path.\(kind ?? name)", Array("\(stage.base)/maps/\(name)".utf8))
}
