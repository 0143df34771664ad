import CTestSystem
import Glibc

/// Character and block devices.
func holdDevices(_ stage: Stage) {
  let devices = [
    "null", "zero", "full", "random", "urandom", "tty0", "console", "kmsg", "fuse", "net/tun", "loop-control",
    "loop0", "loop1", "vda", "sda", "kvm", "rtc0", "cpu_dma_latency", "hwrng",
  ]
  for device in devices {
    let kind = device.replacing("/")
    stage.hold(kind) { try openFile(Path("/dev/\(device)"), O_RDONLY | O_NONBLOCK) }
    stage.report("path.\(kind)", "/dev/\(device)")
  }
  stage.hold("nullwrite") { try openFile("/dev/null", O_WRONLY | O_APPEND) }
  stage.hold("ownnull") { try openNode("ownnull", S_IFCHR, (1, 3)) }
  stage.hold("ownloop") { try openNode("ownloop", S_IFBLK, (7, 2)) }
  stage.report("path.ownnull", "\(stage.base)/devices/ownnull")
  stage.report("path.ownloop", "\(stage.base)/devices/ownloop")
}

private func openNode(_ path: Path, _ type: mode_t, _ device: (UInt32, UInt32)) throws -> Int32 {
  try granted("mknod", mknod(path.terminated, type | 0o600, dev_t(testsystem_makedev(device.0, device.1))))
  return try openFile(path, O_RDONLY | O_NONBLOCK)
}

extension String {
  /// The name without slashes, to be part of a fact's name.
  fileprivate func replacing(_ character: Character) -> String { filter { $0 != character } }
}

/// A pseudoterminal's master here, its other end in a session of its own that it controls.
func holdTerminals(_ stage: Stage) {
  var master: Int32 = -1
  var terminal = ""
  stage.hold("master") {
    master = try granted("posix_openpt", posix_openpt(O_RDWR | O_NOCTTY))
    try granted("grantpt", grantpt(master))
    try granted("unlockpt", unlockpt(master))
    terminal = ptsname(master).map { String(cString: $0) } ?? ""
    return master
  }
  stage.report("path.terminal", terminal)
  stage.process("shell", keeping: []) { stage in
    setsid()
    stage.hold("slave") { [try openFile(Path(terminal), O_RDWR), try openFile("/dev/tty", O_RDWR)] }
  }
  stage.hold("slave") { try openFile(Path(terminal), O_RDWR | O_NOCTTY) }
  stage.hold("unusedmaster") { try openFile("/dev/ptmx", O_RDWR | O_NOCTTY) }
}
