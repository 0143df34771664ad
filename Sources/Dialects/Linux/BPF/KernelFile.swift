import CBPF
import Glibc
import Misc
import Store

/// A descriptor of a process, as the kernel's own tables have it: a record of ``KernelFiles``.
struct KernelFile: KernelRecord {
  private let record: cbpf_open_file
  /// Where in the bytes that it was read from its path is.
  private let path: Range<Int>
  /// Where what is told of a socket is; nil for none.
  private let told: Int?
  let end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard
      let parts = KernelRecordParts<cbpf_open_file>(
        bytes, at: start, lengths: { ($0.length, $0.path_length) })
    else { return nil }
    (record, end) = (parts.structure, parts.end)
    if !(record.pid > 0 && record.descriptor >= 0) { return nil }
    guard record.marks & UInt32(CBPF_TELLS_SOCKET) != 0 else {
      (path, told) = (parts.path, nil)
      return
    }
    let place = parts.path.lowerBound
    let rest = place + MemoryLayout<cbpf_socket>.size
    if rest > end { return nil }
    let socket = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: cbpf_socket.self)
    let nameLength = Int(socket.name_length)
    let least = Int32(socket.family) == AF_UNIX ? nameLength + Int(CBPF_ADDRESS_LENGTH) : nameLength
    if least > end - rest { return nil }
    told = place
    path = rest..<rest + nameLength
  }

  var pid: Int32 { record.pid }
  var started: UInt32 { record.started }
  var number: Int32 { record.descriptor }
  private func has(_ mark: Int32) -> Bool { record.marks & UInt32(mark) != 0 }

  /// What stat(2) says; nil where that can be another than the inode has, and must be asked.
  var status: FileStatus? {
    has(CBPF_HAS_STATUS)
      ? FileStatus(
        device: DeviceNumber(kernel: record.device), rawDevice: DeviceNumber(kernel: record.raw_device),
        inode: record.inode,
        mode: record.mode, linkCount: UInt64(record.link_count), size: record.size) : nil
  }

  /// On file systems where stat(2) tells the same.
  var identity: FileIdentity {
    FileIdentity(device: DeviceNumber(kernel: record.device), inode: record.inode)
  }

  /// The inode of a socket, other than of the file that one is bound to.
  var socket: UInt64? { has(CBPF_IS_SOCKET) ? record.inode : nil }

  /// What sockfs tells of a socket, where all is told; `bytes` are those that the record is in.
  func socketFile(in bytes: Span<UInt8>) -> SocketFile? {
    if !has(CBPF_IS_SOCKET) || has(CBPF_TELLS_SOCKET) || path.isEmpty { return nil }
    return SocketFile(
      device: DeviceNumber(kernel: record.device), protocolName: Bytes(bytes.extracting(path)))
  }

  /// What is told of a socket; `bytes` are those that the record is in.
  func socket(in bytes: Span<UInt8>) -> KernelSocket? {
    guard let told else { return nil }
    let socket = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: told, as: cbpf_socket.self)
    if Int32(socket.family) != AF_UNIX { return KernelSocket(inode: record.inode, socket) }
    return KernelSocket(
      inode: record.inode, socket, name: Bytes(bytes.extracting(path)),
      address: Bytes(bytes.extracting(end - Int(CBPF_ADDRESS_LENGTH)..<end)))
  }

  var mayBeLocked: Bool { has(CBPF_MAY_BE_LOCKED) }

  var leavesToProcfs: Bool { has(CBPF_LEFT_TO_PROCFS) }

  /// It may have more to tell in fdinfo than what is known here.
  var mayNeedProcfs: Bool {
    mayBeLocked || has(CBPF_LACKS_PATH) || InodeType(mode: record.mode).rawValue == 0
      || !has(CBPF_HAS_STATUS) && !has(CBPF_IS_SOCKET)
  }

  /// As the link's mode has it (fs/proc/fd.c, tid_fd_update_inode).
  var access: Access {
    switch record.access & 3 {
    case 1: .read
    case 2: .write
    default: .readWrite
    }
  }

  /// Bytes; nil where fdinfo has a negative number.
  var position: UInt64? { UInt64(exactly: record.position) }

  /// What readlink(2) says; nil where it must be asked.
  var link: Link? {
    if has(CBPF_IS_SOCKET) { return .socket(record.inode) }
    if has(CBPF_IS_PIPE) { return .pipe(record.inode) }
    return path.isEmpty ? nil : .path(path)
  }

  enum Link {
    case socket(UInt64)
    case pipe(UInt64)
    /// Where in the bytes it is.
    case path(Range<Int>)
  }
}
