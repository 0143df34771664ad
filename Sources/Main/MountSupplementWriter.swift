import Misc
import Store

/// Writes the table that `+m` asks for: a line for each mounted directory with its device number.
struct MountSupplementWriter {
  let mounts: [Mount]
  let probe: any PathProbe
  let diagnostics: Diagnostics

  /// Returns the exit status.
  func run() -> Int32 {
    var stream = OutputStream(descriptor: FileDescriptor.standardOutput)
    var written: Set<Bytes> = []
    for mount in mounts where !mount.traits.contains(.automountPoint) {
      if !written.insert(mount.directory).inserted { continue }
      switch device(of: mount) {
      case .success(let device):
        diagnostics.escaper.append(mount.directory, to: &stream.buffer)
        stream.buffer.append(" 0x")
        stream.buffer.append(hexadecimal: device.rawValue)
        stream.buffer.append(UInt8(ascii: "\n"))
        stream.flushIfLarge()
      case .failure(let error):
        diagnostics.warning {
          $0.append("no device number for ")
          diagnostics.escaper.append(mount.directory, to: &$0)
          $0.append(": ")
          $0.append(error.text)
        }
      }
    }
    guard let failure = stream.finish() else { return ExitStatus.success }
    diagnostics.cantWrite("the table of mounts", failure)
    return ExitStatus.failure
  }

  /// The device that stat(2) gives for files: on file systems like btrfs it isn't the mount's own. Those
  /// that may block have but one.
  private func device(of mount: Mount) -> Result<DeviceNumber, SystemError> {
    if let device = probe.blockingDevice(of: mount.directory), device == mount.device {
      return .success(device)
    }
    return probe.status(of: mount.directory, followsLinks: true).map(\.device)
  }
}
