import Misc
import Store

/// The locks of /proc/locks (proc_locks(5)): which files have any, and which processes took them. Who holds them
/// by now it doesn't say: a lock may have been inherited or passed on.
struct LockTable: Sendable {
  private struct Taken {
    var pid: Int32
    var lock: Lock
  }

  /// By the file as its superblock names it, each kind of lock of a process once, in the order of the table.
  private var byFile: [FileIdentity: [Taken]] = [:]
  /// The devices of the lister's mounts whose files have that very number.
  private let plainDevices: Set<DeviceNumber>
  /// Those of the other mounts whose files have device numbers of their own, but the inode numbers of the table.
  private let subvolumeDevices: Set<DeviceNumber>
  /// Those of the mounts whose files may have other device and inode numbers.
  private let layeredDevices: Set<DeviceNumber>
  /// The inodes of locked files on file systems that aren't plain.
  private var otherInodes: Set<UInt64> = []
  /// Who took locks there.
  private var otherTakers: Set<Int32> = []
  /// The devices of locked files whose inode numbers may be others than stat(2) tells.
  private var lockedLayers: Set<DeviceNumber> = []

  /// Reads the table; `mounts` are those that the lister sees.
  init(_ text: Span<UInt8>, mounts: [Mount] = []) {
    func devices(_ isWanted: (Mount.Traits) -> Bool) -> Set<DeviceNumber> {
      Set(mounts.filter { isWanted($0.traits) }.map(\.device))
    }
    subvolumeDevices = devices { $0.contains(.hasSubvolumes) }
    layeredDevices = devices { $0.contains(.hasLayers) }
    plainDevices = devices { $0.isDisjoint(with: [.hasSubvolumes, .hasLayers]) }
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if let lock = FileLock(&lines) { add(lock) }
      lines.skipLine()
    }
  }

  private mutating func add(_ lock: FileLock) {
    var taken = byFile[lock.file] ?? []
    if !taken.contains(where: { $0.pid == lock.taker && $0.lock == lock.lock }) {
      taken.append(Taken(pid: lock.taker, lock: lock.lock))
      byFile[lock.file] = taken
    }
    if plainDevices.contains(lock.file.device) { return }
    otherInodes.insert(lock.file.inode)
    otherTakers.insert(lock.taker)
    if !subvolumeDevices.contains(lock.file.device) { lockedLayers.insert(lock.file.device) }
  }

  /// Reads the table of the kernel, which then waits for all processors to be done with locks they have in hand:
  /// it takes many milliseconds, in which this thread only sleeps (fs/locks.c, locks_start).
  /// No signal ends that: with `probe` it is left to a guard.
  static func read(
    _ procfs: Procfs, by probe: GuardedProbe?, mounts: [Mount], _ diagnostics: Diagnostics
  ) -> LockTable {
    let path = procfs.path("locks")
    do throws(SystemError) {
      if let probe {
        let text = try probe.contents(ofProcfs: path)
        return LockTable(text.span, mounts: mounts)
      }
      var reader = FileReader()
      try reader.read(Path(path))
      return LockTable(reader.contents, mounts: mounts)
    } catch {
      diagnostics.warning {
        $0.append("locks are not shown, ")
        $0.append(path)
        $0.append(" can't be read: ")
        $0.append(error.text)
      }
      return LockTable(Bytes().span)
    }
  }

  var isEmpty: Bool { byFile.isEmpty }

  /// Whether a file may have a lock, by what stat(2) says of it. One without a place in a file system, such as a pipe,
  /// has the numbers that the table has.
  func mayHaveLock(_ file: FileIdentity, hasPlace: Bool = true) -> Bool {
    if byFile[file] != nil { return true }
    if otherInodes.isEmpty || !hasPlace || plainDevices.contains(file.device) { return false }
    if otherInodes.contains(file.inode) { return true }
    // The number of a file on a layer is that of no mount.
    let isOnLayer = lockedLayers.contains(file.device) || !layeredDevices.contains(file.device)
    return isOnLayer && !lockedLayers.isEmpty
  }

  /// Whether a process may have taken a lock on a file, by what stat(2) or a map says of it.
  func mayHaveTaken(_ pid: Int32, _ file: FileIdentity) -> Bool {
    lock(of: pid, on: file) != .none || otherTakers.contains(pid) && mayHaveLock(file)
  }

  /// The kinds of lock that a process took on a file, in the order of the table, by what the kernel calls the
  /// file in locks.
  func locks(of pid: Int32, on file: FileIdentity) -> [Lock] {
    (byFile[file] ?? []).filter { $0.pid == pid }.map(\.lock)
  }

  /// The last of them, by what stat(2) or a map says of the file. On a file system with subvolumes a map doesn't
  /// tell which of them its file is in.
  func lock(of pid: Int32, on file: FileIdentity) -> Lock {
    subvolumeDevices.contains(file.device) ? .none : locks(of: pid, on: file).last ?? .none
  }
}
