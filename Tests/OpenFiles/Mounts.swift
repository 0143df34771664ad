import CTestSystem
import Glibc

/// Mounts what the scenes need, in a mount namespace of their own.
func prepareMounts(_ stage: Stage) {
  guard stage.isPrivate else { return }
  stage.attempt("tmpfs") { try mountNew("tmpfs", on: "\(stage.base)/volume", stage) }
  stage.attempt("blanktmpfs") { try mountNew("tmpfs", on: "\(stage.base)/mount point", stage) }
  stage.attempt("unusedtmpfs") { try mountNew("tmpfs", on: "\(stage.base)/mount unused", stage) }
  stage.attempt("controls") { try mountNew("tmpfs", on: "\(stage.base)/mount\u{1b}[31m\r\u{7}", stage) }
  stage.attempt("mqueue") { try mountNew("mqueue", on: "\(stage.base)/mqueue", stage) }
  stage.attempt("overlay") {
    let lower = "\(stage.base)/volume/lower"
    let upper = "\(stage.base)/volume/upper"
    let work = "\(stage.base)/volume/work"
    for directory in [lower, upper, work] { try makeDirectory(Path(directory)) }
    try makeFile(Path("\(lower)/below"), size: 9)
    try mountNew(
      "overlay", on: "\(stage.base)/overlay", stage,
      options: "lowerdir=\(lower),upperdir=\(upper),workdir=\(work)")
  }
  stage.attempt("bound") {
    try makeDirectory(Path("\(stage.base)/bound"))
    for name in ["source", "bound/target"] { try makeFile(Path("\(stage.base)/\(name)"), size: 3) }
    let (source, target) = ("\(stage.base)/source", "\(stage.base)/bound/target")
    try granted("mount", mount(source, target, nil, UInt(MS_BIND), nil))
  }
  stage.attempt("hosts") {
    let hosts = "127.0.0.1 localhost\n::1 localhost6\n127.0.0.1 two-versions\n::1 two-versions\n"
    let descriptor = try openFile(Path("\(stage.base)/hosts"), O_WRONLY | O_CREAT)
    defer { close(descriptor) }
    try granted("write", write(descriptor, hosts, hosts.utf8.count))
    try granted("mount", mount("\(stage.base)/hosts", "/etc/hosts", nil, UInt(MS_BIND), nil))
  }
  stage.attempt("ping") {
    let range = try openFile("/proc/sys/net/ipv4/ping_group_range", O_WRONLY)
    defer { close(range) }
    try granted("write", write(range, "0 2147483647", 12))
  }
  stage.report("mount.tmpfs", "\(stage.base)/volume")
  stage.report("mount.blank", "\(stage.base)/mount point")
  stage.report("mount.controls", "\(stage.base)/mount\u{1b}[31m\r\u{7}")
  stage.report("mount.unused", "\(stage.base)/mount unused")
  stage.report("mount.overlay", "\(stage.base)/overlay")
}

private func mountNew(_ type: String, on path: String, _ stage: Stage, options: String? = nil) throws {
  try makeDirectory(Path(path))
  try mountFileSystem(type, on: Path(path), options: options)
}

func removeMounts(_ stage: Stage) {
  guard stage.isPrivate else { return }
  umount2("/etc/hosts", Int32(MNT_DETACH))
  for directory in [
    "bound/target", "overlay", "mqueue", "mount unused", "mount\u{1b}[31m\r\u{7}", "mount point", "volume",
    "ends/terminals", "ends/others",
  ] {
    umount2("\(stage.base)/\(directory)", Int32(MNT_DETACH))
  }
}

/// Files on the mounts that `--private` allows.
func holdMountedFiles(_ stage: Stage) {
  guard stage.isPrivate else { return }
  stage.hold("tmpfs") {
    [
      try openNewFile(Path("\(stage.base)/volume/file"), size: 10),
      try openFile(Path("\(stage.base)/volume")),
    ]
  }
  stage.hold("bound") { try openFile(Path("\(stage.base)/source")) }
  stage.report("path.bound", "\(stage.base)/bound")
  stage.hold("blank") { try openNewFile(Path("\(stage.base)/mount point/file")) }
  stage.hold("controls") { try openNewFile(Path("\(stage.base)/mount\u{1b}[31m\r\u{7}/file")) }
  stage.hold("overlay") {
    [
      try openFile(Path("\(stage.base)/overlay/below")), try openFile(Path("\(stage.base)/overlay")),
      try openNewFile(Path("\(stage.base)/overlay/above"), size: 6),
    ]
  }
  stage.attempt("mapped") {
    let descriptor = try openNewFile(Path("\(stage.base)/volume/mapped"), size: 4096)
    defer { close(descriptor) }
    try makeMap(descriptor)
  }
  stage.hold("queuedirectory") { try openFile(Path("\(stage.base)/mqueue")) }
}

/// A process with a mount that no other sees, and files on it.
func enterMountNamespace(_ stage: Stage) {
  stage.hold("private") {
    try granted("unshare", testsystem_unshare(CLONE_NEWNS))
    try granted("mount", mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil))
    try makeDirectory("private")
    try mountFileSystem("tmpfs", on: "private")
    return try openNewFile("private/held", size: 11)
  }
  stage.hold("deleted") {
    let descriptor = try openNewFile("private/deleted", size: 4096)
    unlink("private/deleted")
    return descriptor
  }
  stage.attempt("mapped") {
    let descriptor = try openNewFile("private/mapped", size: 8192)
    defer { close(descriptor) }
    try makeMap(descriptor)
  }
}

/// A process with network interfaces and sockets that no other sees.
func enterNetworkNamespace(_ stage: Stage) {
  stage.hold("private") {
    try granted("unshare", testsystem_unshare(CLONE_NEWNET))
    try granted("ioctl", testsystem_loopback_up())
    let stream = Int32(SOCK_STREAM.rawValue)
    let server = try bindSocket(makeSocket(AF_INET, stream), .ip4("127.0.0.1", 4040))
    try granted("listen", listen(server, 2))
    let datagram = try bindSocket(
      makeSocket(AF_INET6, Int32(SOCK_DGRAM.rawValue)), .ip6("::1", 4041))
    return [server, datagram, try listenUnix(stream, Array("private".utf8))]
  }
}
