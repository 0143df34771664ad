import Glibc
import Misc
import Store

/// Writes the table that `+m` asks for: a line for each mounted directory with its device number.
struct MountSupplementWriter {
  let mounts: [Mount]
  let probe: any PathProbe
  let diagnostics: Diagnostics

  /// Returns the exit status.
  func run() -> Int32 {
    var stream = OutputStream(descriptor: STDOUT_FILENO)
    var written: Set<Bytes> = []
    // An automounter's entries are no file systems yet.
    for mount in mounts where mount.fileSystem != Bytes("autofs") {
      if !written.insert(mount.directory).inserted { continue }
      switch probe.status(of: mount.directory, followsLinks: true) {
      case .success(let status):
        diagnostics.escaper.append(mount.directory, to: &stream.buffer)
        stream.buffer.append(" 0x")
        stream.buffer.append(hexadecimal: status.device.rawValue)
        stream.buffer.append(0x0a)
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
    guard let failure = stream.finish() else { return EXIT_SUCCESS }
    diagnostics.cantWrite("the table of mounts", failure)
    return EXIT_FAILURE
  }
}
