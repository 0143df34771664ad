import Misc
import Store

/// A fanotify group (fanotify(7)). Its fdinfo has, in hexadecimal, a line for the group,
/// `fanotify flags:0 event-flags:8000`, and one for each mark: of an inode as ``INotify`` has them, of a mount
/// `fanotify mnt_id:1b mflags:0 mask:2 ignored_mask:0`, of a file system the same with `sdev:fe00000`
/// (fs/notify/fdinfo.c, fanotify_show_fdinfo, and the kernel's Documentation/filesystems/proc.rst).
struct FANotify: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[fanotify]")]

  private enum Mark {
    case inode(WatchedInode)
    case mount(UInt64, mask: UInt64)
    case fileSystem(DeviceNumber, mask: UInt64)
  }

  private var flags: UInt64?
  private var marks: [Mark] = []

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if !label.equals("fanotify") { return }
    var cursor = TextCursor(value)
    if let flags = cursor.value(of: "flags:") {
      self.flags = flags
    } else if let mount = cursor.value(of: "mnt_id:") {
      marks.append(.mount(mount, mask: Self.mask(&cursor)))
    } else if let device = cursor.value(of: "sdev:") {
      marks.append(
        .fileSystem(DeviceNumber(kernel: UInt32(truncatingIfNeeded: device)), mask: Self.mask(&cursor)))
    } else if let watch = WatchedInode(&cursor) {
      marks.append(.inode(watch))
    }
  }

  private static func mask(_ cursor: inout TextCursor) -> UInt64 {
    _ = cursor.value(of: "mflags:")
    return cursor.value(of: "mask:") ?? 0
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    if let flags { facts.add(.groupFlags, Self.flagNames.names(of: flags)) }
    for mark in marks {
      switch mark {
      case .inode(let watch):
        facts.add(.markedInodes, watch.inode(on: watch.device.text))
        facts.add(.markedPaths, source.reader.path(of: watch))
        facts.add(.markEvents, WatchedInode.events.names(of: watch.mask))
      case .mount(let id, let mask):
        facts.add(.markedMounts, source.reader.directory(ofMount: id))
        facts.add(.markEvents, WatchedInode.events.names(of: mask))
      case .fileSystem(let device, let mask):
        facts.add(.markedFileSystems, device.text)
        facts.add(.markEvents, WatchedInode.events.names(of: mask))
      }
    }
  }

  /// FAN_* of fanotify_init(2), and what a group without any has: FAN_CLASS_NOTIF is 0.
  private static let flagNames = BitNames([
    (0x1, "cloexec"), (0x2, "nonblock"), (0x4, "content"), (0x8, "pre-content"), (0x10, "unlimited-queue"),
    (0x20, "unlimited-marks"), (0x40, "audit"), (0x80, "report-pidfd"), (0x100, "report-tid"),
    (0x200, "report-fid"), (0x400, "report-dir-fid"), (0x800, "report-name"), (0x1000, "report-target-fid"),
    (0x2000, "report-fd-error"), (0x4000, "report-mnt"),
  ])
}
