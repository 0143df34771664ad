import CSystem
import Glibc
import Misc
import Store

/// A device cache file. What it is gets checked on the descriptor that it is read from, and it is put in place
/// whole or not at all. Calls are made with the privileges of the real user, whatever the program has.
struct DeviceCacheFile {
  /// When something was changed.
  struct Time: Comparable {
    var seconds: Int
    var nanoseconds: Int

    init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }

    static func < (one: Time, other: Time) -> Bool {
      (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
  }

  struct Contents {
    var text: Bytes
    /// The earlier of the times at which contents and inode were changed.
    var time: Time
  }

  let path: Bytes
  /// The system-wide file belongs to root, can be read by all, and is never written.
  let isSystemWide: Bool
  let realUserID: UInt32

  /// Room for a hundred thousand devices and more.
  private static let longest = 16 * 1024 * 1024

  func read() throws(DeviceCacheFlaw) -> Contents {
    let result = asRealUser(
      { () -> Result<Contents, DeviceCacheFlaw> in
        do throws(DeviceCacheFlaw) { return .success(try readOpened()) } catch { return .failure(error) }
      }, otherwise: .failure(.owner))
    return try result.get()
  }

  /// Writes the text to a new file beside this one and renames it.
  func write(_ text: Bytes) throws(DeviceCacheFlaw) {
    let flaw = asRealUser(
      { () -> DeviceCacheFlaw? in
        do throws(DeviceCacheFlaw) { try replace(with: text) } catch { return error }
        return nil
      }, otherwise: .owner)
    if let flaw { throw flaw }
  }

  private func open() throws(DeviceCacheFlaw) -> FileDescriptor {
    // A pipe must not keep the open waiting, nor a terminal become ours.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    do throws(SystemError) { return try .open(Path(path), flags: flags) } catch { throw .system(error) }
  }

  private func readOpened() throws(DeviceCacheFlaw) -> Contents {
    let file = try open()
    var status = stat()
    if fstat(file.number, &status) != 0 { throw .system(.current) }
    if !FileStatus(status).isRegular { throw .kind }
    if status.st_uid != (isSystemWide ? 0 : realUserID) { throw .owner }
    if status.st_mode & 0o7777 != (isSystemWide ? 0o644 : 0o600) { throw .mode }
    if status.st_size == 0 { throw .empty }
    if status.st_size > Self.longest { throw .length }
    var text = Bytes(repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < text.count {
      let got = text.withUnsafeMutableBytes {
        Glibc.read(file.number, $0.baseAddress! + count, $0.count - count)
      }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw .system(.current) }
      if got == 0 { throw .length }
      count += got
    }
    return Contents(text: text, time: min(Time(status.st_mtim), Time(status.st_ctim)))
  }

  private func replace(with text: Bytes) throws(DeviceCacheFlaw) {
    var status = stat()
    if Path(path).withPointer({ lstat($0, &status) }) == 0 {
      // Renaming would put an end to a link or a device as well.
      if !FileStatus(status).isRegular { throw .kind }
      if status.st_uid != realUserID { throw .owner }
    }
    var name = ByteBuffer()
    name.append(path)
    name.append(".")
    name.append(hexadecimal: UInt64.random(in: 0...UInt64.max))
    let temporary = Path(name.bytes)
    let number = temporary.withPointer {
      csystem_open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }
    if number < 0 { throw .system(.current) }
    let isWritten = Self.fill(FileDescriptor(owning: number), with: text)
    let isInPlace =
      isWritten && temporary.withPointer { new in Path(path).withPointer { rename(new, $0) } } == 0
    if isInPlace { return }
    let error = SystemError.current
    _ = temporary.withPointer { unlink($0) }
    throw .system(error)
  }

  /// False, with errno set, where not all of the text could be written.
  private static func fill(_ file: consuming FileDescriptor, with text: Bytes) -> Bool {
    // The mask of the user may have taken from the mode.
    if fchmod(file.number, 0o600) != 0 { return false }
    var sent = 0
    while sent < text.count {
      let count = text.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress! + sent, $0.count - sent) }
      if count < 0 && errno != EINTR { return false }
      sent += max(0, count)
    }
    return true
  }

  /// Makes file system calls of this thread those of the real user: in a program with privileges of its own
  /// neither a link in a directory of theirs nor the path leads where they could not go.
  private func asRealUser<Result>(_ body: () -> Result, otherwise failure: Result) -> Result {
    if csystem_use_files_as_caller(true) != 0 { return failure }
    defer { _ = csystem_use_files_as_caller(false) }
    return body()
  }
}

/// Why a device cache file isn't used.
enum DeviceCacheFlaw: Error, Equatable {
  /// A call failed on it.
  case system(SystemError)
  case kind, mode, owner, empty, length
  case sections, header, count, entry, checksum, excess
  /// /dev has changed since it was written.
  case outdated
  /// An entry isn't what the file says.
  case mismatch

  var text: Bytes {
    switch self {
    case .system(let error): error.text
    case .kind: Bytes("is no regular file")
    case .mode: Bytes("has another mode than it must have")
    case .owner: Bytes("belongs to somebody else")
    case .empty: Bytes("is empty")
    case .length: Bytes("is too long")
    case .sections: Bytes("has a wrong count of sections, or is of another /dev")
    case .header: Bytes("has a bad header of a section")
    case .count: Bytes("has another number of devices than it says")
    case .entry: Bytes("has a bad line")
    case .checksum: Bytes("has a wrong checksum")
    case .excess: Bytes("goes on after the checksum")
    case .outdated: Bytes("is older than /dev")
    case .mismatch: Bytes("disagrees with /dev")
    }
  }
}
