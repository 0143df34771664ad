import CTestSystem
import Glibc

/// A working directory that is gone.
func loseWorkingDirectory(_ stage: Stage) {
  stage.attempt("directory") {
    try makeDirectory("gone")
    try granted("chdir", chdir("gone"))
    try granted("rmdir", rmdir("../gone"))
  }
}

/// Another root directory.
func changeRoot(_ stage: Stage) {
  stage.hold("root") {
    try granted("chroot", chroot("."))
    return try openNewFile("/inside")
  }
  stage.report("path.chrooted", "\(stage.base)/chroot/inside")
}

/// Descriptors with high numbers.
func holdHighDescriptors(_ stage: Stage) {
  stage.hold("low") { try openNewFile("file") }
  for number in [9, 10, 99, 100, 255, 256, 899, 1024, 9999] as [Int32] {
    stage.hold("high-\(number)") { try granted("dup2", dup2(3, number)) }
  }
}

/// Descriptors with numbers of more than four digits.
func holdHigherDescriptors(_ stage: Stage) {
  stage.hold("low") { try openNewFile("file") }
  for number in [10_000, 10_001, 12_345, 19_999] as [Int32] {
    stage.hold("high-\(number)") { try granted("dup2", dup2(3, number)) }
  }
}

/// A process of another user, in a process group and session of its own; and one whose user has no
/// name.
func becomeNobody(_ stage: Stage) {
  become(65_534, stage)
  stage.process("stranger") { stage in become(54_321, stage) }
}

private func become(_ user: uid_t, _ stage: Stage) {
  stage.hold("rootsfile") { try openNewFile("rootsfile", size: 3) }
  stage.attempt("user") {
    let mayFork: mode_t = 0o777
    try granted("chmod", chmod(".", mayFork))
    setsid()
  }
  stage.process("\(stage.scene)child") { stage in
    stage.attempt("user") {
      chmod(".", 0o777)
      try granted("setgroups", setgroups(0, nil))
      try granted("setgid", setgid(user))
      try granted("setuid", setuid(user))
      // What a program of this user's would be: open to its user's other processes.
      testsystem_prctl(PR_SET_DUMPABLE, 1)
    }
    stage.hold("ownfile") { try openNewFile("ownfile", size: 4) }
    stage.hold("socket") { try makeSocket(AF_INET, Int32(SOCK_STREAM.rawValue)) }
    stage.hold("unix") { try listenUnix(Int32(SOCK_STREAM.rawValue), Array("own".utf8)) }
    // As wide as any row of a lister that runs as this user, so that its rows don't widen columns.
    stage.hold("wide") {
      let descriptor = try openNewFile("wide", size: 1 << 40)
      return [
        descriptor, try granted("dup2", dup2(descriptor, 1234)), try openFile("/proc/self/ns/net"),
        try granted("eventfd", eventfd(0, 0)),
      ]
    }
    stage.hold("pipe") {
      let ends = try makePipe()
      return [ends.read, ends.write]
    }
    stage.report("path.\(stage.scene)", "\(stage.base)/\(stage.scene)/ownfile")
  }
}

/// Sockets whose names hold a line of /proc/net/unix that gives others a false path: one that is in the
/// table before them, one after them, and one of another family.
private func forgeSockets() throws -> [Int32] {
  let stream = Int32(SOCK_STREAM.rawValue)
  func forge(_ descriptor: Int32, _ place: String) throws -> Int32 {
    var status = stat()
    try granted("fstat", fstat(descriptor, &status))
    let line = "00000000feedf0e5: 00000002 00000000 00010000 0001 01 \(status.st_ino) /forged"
    return try listenUnix(stream, Array("\0\(place)-\(getpid())\n\(line)".utf8))
  }
  let earlier = try listenUnix(stream, Array("earlier".utf8))
  let later = try makeSocket(AF_UNIX, stream)
  let other = try makeSocket(AF_INET, stream)
  let forgers = [try forge(earlier, "a"), try forge(later, "b"), try forge(other, "c")]
  return [earlier, try bindSocket(later, .unix("later")), other] + forgers
}

/// What the reference shows or finds wrong.
func holdWhatIsShownWrong(_ stage: Stage) {
  stage.hold("poll-40") { try poll(40) }
  stage.hold("socketpath") {
    close(try listenUnix(Int32(SOCK_STREAM.rawValue), Array("socket".utf8)))
    // O_PATH of asm-generic/fcntl.h, a GNU extension.
    return try openFile("socket", 0o1000_0000)
  }
  let names = [("blank", "two words"), ("colon", "a:b"), ("tab", "a\tb"), ("newline", "a\nb")]
  for (kind, name) in names {
    stage.hold("unix\(kind)") {
      try listenUnix(Int32(SOCK_STREAM.rawValue), Array("\(stage.base)/wrong/\(name)".utf8))
    }
    stage.report("path.unix\(kind)", "\(stage.base)/wrong/\(name)")
  }
  for (kind, name) in [("mapnotdeleted", "x (deleted)"), ("mapnewline", "a\nb\\")] {
    stage.attempt(kind) {
      let descriptor = try openNewFile(Path(name), size: 4096)
      defer { close(descriptor) }
      try makeMap(descriptor)
    }
    stage.report("path.\(kind)", "\(stage.base)/wrong/\(name)")
  }
  for (kind, name) in [
    ("mapgone", "gone\nline"), ("mapgoneliteral", "gone\\012line"), ("mapboth", "b\n (deleted)"),
  ] {
    stage.attempt(kind) {
      let descriptor = try openNewFile(Path(name), size: 4096)
      defer { close(descriptor) }
      try makeMap(descriptor)
      if kind != "mapboth" { unlink(name) }
    }
  }
  stage.hold("lock") { try lockNewFile("lock", F_SETLK, F_WRLCK, 0, 1 << 31 - 1) }
  stage.hold("forgery") { try forgeSockets() }
  stage.process("longuser", keeping: []) { stage in
    stage.attempt("user") { try granted("setuid", setuid(1_234_567_890)) }
  }
}
