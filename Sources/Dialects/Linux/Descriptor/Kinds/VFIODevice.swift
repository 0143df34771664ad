import Misc
import Store

/// A device that a process drives by itself. Since Linux 6.16 its fdinfo has
/// `vfio-device-syspath: /sys/devices/pci0000:e0/...` (drivers/vfio/vfio_main.c, and the kernel's
/// Documentation/filesystems/proc.rst).
struct VFIODevice: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[vfio-device]")]

  private var path: Bytes?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("vfio-device-syspath:") { path = Bytes(value) }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.userDevice, path)
  }
}
