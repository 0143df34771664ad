import Misc
import Store

/// An inode that inotify or fanotify watches, as a line of fdinfo has it (fs/notify/fdinfo.c).
struct WatchedInode: Equatable {
  var inode: UInt64
  /// The file system's own device, which on some is another than stat(2) gives.
  var device: DeviceNumber
  /// IN_* or FAN_* bits of what is watched for.
  var mask: UInt64
  /// What open_by_handle_at(2) takes; empty where the file system has none.
  var handle: Bytes = []
  var handleType: UInt64 = 0

  /// As many bytes as a handle has at most: MAX_HANDLE_SZ of include/linux/exportfs.h.
  private static let longestHandle = 128

  /// Reads from `ino:` to the end of the line; nil where it doesn't begin so.
  init?(_ cursor: inout TextCursor) {
    guard let inode = cursor.value(of: "ino:"), let device = cursor.value(of: "sdev:") else { return nil }
    self.inode = inode
    self.device = DeviceNumber(kernel: UInt32(truncatingIfNeeded: device))
    _ = cursor.value(of: "mflags:")
    mask = cursor.value(of: "mask:") ?? 0
    _ = cursor.value(of: "ignored_mask:")
    guard let count = cursor.value(of: "fhandle-bytes:"), let type = cursor.value(of: "fhandle-type:"),
      cursor.skip(UInt8(ascii: "f")), cursor.skip(UInt8(ascii: "_"))
    else { return }
    cursor.skip(to: cursor.position + "handle:".utf8.count)
    while handle.count < min(count, UInt64(Self.longestHandle)) {
      let start = cursor.position
      if start + 2 > cursor.bytes.count { break }
      var digits = TextCursor(cursor.bytes.extracting(start..<start + 2))
      guard let byte = digits.hexadecimal(), digits.isAtEnd else { break }
      handle.append(UInt8(byte))
      cursor.skip(to: start + 2)
    }
    if handle.count != count { handle = [] }
    handleType = type
  }

  /// `inode@device`
  func inode(on device: Bytes) -> Bytes {
    var text = ByteBuffer()
    text.append(decimal: inode)
    text.append(UInt8(ascii: "@"))
    text.append(device)
    return text.bytes
  }

  /// IN_* of include/uapi/linux/inotify.h and FAN_* of fanotify.h, which have the same bits for the same events.
  static let events = BitNames([
    (0x1, "access"), (0x2, "modify"), (0x4, "attrib"), (0x8, "close-write"), (0x10, "close-nowrite"),
    (0x20, "open"), (0x40, "moved-from"), (0x80, "moved-to"), (0x100, "create"), (0x200, "delete"),
    (0x400, "delete-self"), (0x800, "move-self"), (0x1000, "open-exec"), (0x4000, "overflow"),
    (0x8000, "fs-error"), (0x10000, "open-perm"), (0x20000, "access-perm"), (0x40000, "open-exec-perm"),
    (0x10_0000, "pre-access"), (0x100_0000, "mount-attach"), (0x200_0000, "mount-detach"),
    (0x400_0000, "excl-unlink"), (0x800_0000, "on-child"), (0x1000_0000, "rename"), (0x4000_0000, "on-dir"),
    (0x8000_0000, "oneshot"),
  ])
}
