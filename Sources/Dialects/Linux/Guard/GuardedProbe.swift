import CSystem
import Glibc
import Misc
import Store

/// Asks about paths so that no file system can keep lsof waiting.
///
/// File systems of this host are asked directly. One that may block, because another host or a program
/// serves it, is asked by a guard process of its own within the time limit (`-S`), or not at all (`-b`).
/// Once it has failed to answer it is not asked again in that cycle.
final class GuardedProbe: PathProbe {
  private let blockingPolicy: BlockingPolicy
  private let pool: GuardPool
  /// What the paths of processes in procfs begin with.
  private let processes: Bytes
  private let mounts: MountLookup
  private let backingDevices: BackingDevices
  private let plainDirectories = Locked(Set<Bytes>())

  /// Whether any file system may block.
  let isNeeded: Bool
  /// Whether to follow a link of procfs may block, even for what the kernel remembers. Where no mount leads to a file
  /// system, it may be of such a type.
  let asksOnLookup: Bool

  /// - Parameters:
  ///   - mounts: Those that paths are looked up in.
  ///   - takesCensus: Files are asked for that these mounts needn't lead to.
  init(
    _ blockingPolicy: BlockingPolicy, mounts: [Mount], pool: GuardPool, procfs: Procfs = Procfs(),
    takesCensus: Bool = false
  ) {
    self.blockingPolicy = blockingPolicy
    self.pool = pool
    processes = procfs.root + [UInt8(ascii: "/")]
    self.mounts = MountLookup(mounts)
    backingDevices =
      takesCensus && !blockingPolicy.isUnguarded
      ? BackingDevices(directory: Bytes("/sys/class/bdi")) : BackingDevices()
    isNeeded =
      !blockingPolicy.isUnguarded && (backingDevices.mayBlock || !self.mounts.devices.isEmpty)
    asksOnLookup =
      isNeeded
      && (backingDevices.asksOnLookup || mounts.contains { $0.traits.contains(.asksOnLookup) }
        || !backingDevices.blocking.isSubset(of: self.mounts.devices))
  }

  /// The device of the mount that an absolute path without links is on, if that may block. `mounts` are
  /// those of another mount namespace.
  func blockingDevice(of path: Span<UInt8>, in mounts: MountLookup? = nil) -> DeviceNumber? {
    isNeeded ? (mounts ?? self.mounts).device(of: path) : nil
  }

  func blockingDevice(of path: Bytes) -> DeviceNumber? { blockingDevice(of: path.span) }

  /// Whether files on this device may block, by any mount known.
  func isBlocking(_ device: DeviceNumber) -> Bool {
    mounts.devices.contains(device) || backingDevices.blocking.contains(device)
  }

  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> {
    switch place(of: path, followsLink: followsLinks) {
    case .here: Path(path).withPointer { FileStatus.of($0, followsLinks: followsLinks) }
    case .guarded(let device, let way): status(of: way, on: device, followsLinks: followsLinks)
    }
  }

  /// Asks for a path that leads to a file on `device`, or to one that isn't known.
  func status(
    of path: Bytes, on device: DeviceNumber?, followsLinks: Bool = true
  ) -> Result<FileStatus, SystemError> {
    ask(followsLinks ? csystem_guard_stat : csystem_guard_lstat, path, of: device) { $0.status }
  }

  /// Asks for a path from the root on which there must be no link, and that leads to a file on `device` or to one
  /// that can't block.
  func unlinkedStatus(of path: Bytes, on device: DeviceNumber) -> Result<FileStatus, SystemError> {
    let way = isNeeded && isBlocking(device) ? device : blockingDevice(of: path)
    if let way { return ask(csystem_guard_unlinked_stat, path, of: way) { $0.status } }
    return Path(path).withPointer { FileStatus.unlinked($0) }
  }

  func link(at path: Bytes) -> Result<Bytes, SystemError> {
    switch place(of: path, followsLink: false) {
    case .here: return Self.readLink(path)
    case .guarded(let device, let way):
      // What is mounted is a directory.
      if mounts.hasMount(at: way) { return .failure(.invalidArgument) }
      return ask(csystem_guard_readlink, way, of: device) { Bytes($0.text) }
    }
  }

  func forEachEntry(
    of directory: Bytes, _ body: (DirectoryEntries.Entry) -> Void, until isDone: () -> Bool
  ) -> SystemError? {
    guard case .guarded(let device, let way) = place(of: directory, followsLink: true) else {
      do throws(SystemError) { try DirectoryEntries.forEach(in: directory, body, until: isDone) } catch {
        return error
      }
      return nil
    }
    // The guard may be asked again for each entry, so it must have told all before.
    var parts: [Bytes] = []
    let error = ask(csystem_guard_list, way, of: device) { (answer) -> Void in
      parts.append(Bytes(answer.text))
    }
    // What may have no end is nothing to go on with.
    if let error, error.isOfGuard || error.code == EFBIG { return error }
    for part in parts { part.withUnsafeBytes { DirectoryEntries.forEach($0, body) } }
    return error
  }

  /// How much room there is on the file system that a path leads to, which is on `device`, or, with nil, on one that
  /// doesn't block.
  func space(at path: Bytes, on device: DeviceNumber?) -> FileSystemFacts.Space? {
    var space = statvfs()
    if let device {
      let answer: Void? = try? ask(csystem_guard_space, path, of: device) { answer in
        withUnsafeMutableBytes(of: &space) {
          $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: answer.text.prefix($0.count)))
        }
      }.get()
      if answer == nil { return nil }
    } else if Path(path).withPointer({ statvfs($0, &space) }) != 0 {
      return nil
    }
    return FileSystemFacts.Space(space)
  }

  /// What a plain file holds, at a path from the root on which there is no link; nil where it can't be read, or holds
  /// more than `limit` bytes.
  func contents(of path: Bytes, limit: Int) -> Bytes? {
    guard let device = blockingDevice(of: path) else {
      var reader = FileReader()
      do throws(SystemError) {
        try reader.read(FileDescriptor.openUnlinked(Path(path)), limit: limit)
      } catch { return nil }
      return Bytes(reader.contents)
    }
    var contents: Bytes = []
    var isTooLong = false
    let error = ask(csystem_guard_read, path, of: device) { (answer) -> Void in
      isTooLong = isTooLong || contents.count + answer.text.count > limit
      if !isTooLong { contents += answer.text }
    }
    return error == nil && !isTooLong ? contents : nil
  }

  /// What a file of procfs holds for which the kernel makes its reader wait where no signal reaches it: a guard waits
  /// instead.
  func contents(ofProcfs path: Bytes) throws(SystemError) -> Bytes {
    var contents: Bytes = []
    let error = pool.ask(
      GuardQuestion(call: csystem_guard_read, path: path), of: Self.noDevice,
      milliseconds: blockingPolicy.timeLimit * 1000, others: [],
      announce: { left in self.announce(path, on: nil, milliseconds: left) },
      { contents += $0.text })
    if let error { throw error }
    return contents
  }

  /// That of no file system: the kernel numbers them from 1.
  private static let noDevice = DeviceNumber(rawValue: 0)

  private func ask<Answer>(
    _ call: csystem_guard_call, _ path: Bytes, of device: DeviceNumber?, _ take: (GuardAnswer) -> Answer
  ) -> Result<Answer, SystemError> {
    var answer: Answer?
    let error = ask(call, path, of: device) { (reply: GuardAnswer) -> Void in answer = take(reply) }
    guard let answer else { return .failure(error ?? SystemError(code: EIO)) }
    return .success(answer)
  }

  private func ask(
    _ call: csystem_guard_call, _ path: Bytes, of device: DeviceNumber?, _ take: (GuardAnswer) -> Void
  ) -> SystemError? {
    if blockingPolicy.avoidsBlocking { return .wouldBlock }
    if path.count > Path.longest { return SystemError(code: ENAMETOOLONG) }
    return pool.ask(
      GuardQuestion(call: call, path: path), of: device, milliseconds: blockingPolicy.timeLimit * 1000,
      others: mounts.wanted,
      announce: { left in self.announce(path, on: device, milliseconds: left) }, take)
  }

  /// Tells whoever sits at a terminal which file system is waited for, and how long at most. False where there is no
  /// notice to withdraw.
  private func announce(_ path: Bytes, on device: DeviceNumber?, milliseconds: Int) -> Bool {
    guard let programName = blockingPolicy.announcer else { return false }
    let escaper = Escaper()
    let directory = mounts.wanted.first { $0.device == device }?.directory
    let seconds = (milliseconds + 999) / 1000
    return WaitNotice.shared.show {
      escaper.append(programName, to: &$0)
      $0.append(": waiting up to ")
      $0.append(decimal: seconds)
      $0.append(seconds == 1 ? " second for " : " seconds for ")
      escaper.append(directory ?? path, to: &$0)
    }
  }

  private static func readLink(_ path: Bytes) -> Result<Bytes, SystemError> {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Path.longest) { buffer in
      let count = Path(path).withPointer { readlink($0, buffer.baseAddress!, buffer.count) }
      if count < 0 { return .failure(.current) }
      return .success(Bytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])))
    }
  }

  private enum Place {
    /// No call for the path leaves this host's own file systems.
    case here
    /// On the way is, or may be, a file system that may block, with nil one that isn't known. The path is
    /// rid of the links before it.
    case guarded(DeviceNumber?, Bytes)
  }

  /// As many links as the kernel follows.
  private static let mostLinks = 40

  /// Goes the way that the kernel would go, without entering a file system that may block: a link, or `..`
  /// behind one, can lead from anywhere to one.
  private func place(of path: Bytes, followsLink: Bool) -> Place {
    if !isNeeded || mounts.devices.isEmpty { return .here }
    var directory: Bytes = []
    if path.first != Self.slash {
      guard let start = Path.workingDirectory else { return .guarded(nil, path) }
      directory = start == [Self.slash] ? [] : start
      if let device = mounts.device(of: start.span) {
        return .guarded(device, directory + [Self.slash] + path)
      }
    }
    var rest = path.split(separator: Self.slash)[...]
    var links = 0
    while let part = rest.popFirst() {
      if part.elementsEqual(Bytes(".")) { continue }
      if part.elementsEqual(Bytes("..")) {
        directory.removeLast(directory.count - (directory.lastIndex(of: Self.slash) ?? 0))
        continue
      }
      let next = directory + [Self.slash] + part
      func guarded(_ device: DeviceNumber?) -> Place {
        .guarded(device, Bytes(([next[...]] + rest).joined(separator: [Self.slash])))
      }
      if let device = mounts.device(of: next.span) { return guarded(device) }
      let isLast = rest.isEmpty
      if isLast && !followsLink { return .here }
      if !isLast && isPlain(next) {
        directory = next
        continue
      }
      switch Self.readLink(next) {
      case .failure(let error):
        // The kernel goes no further either.
        if error != .invalidArgument { return .here }
        if !isLast { setPlain(next) }
        directory = next
      case .success(let target):
        links += 1
        if links > Self.mostLinks { return .here }
        let isAbsolute = target.first == Self.slash
        // Where a process's links lead, their text doesn't tell.
        if isAbsolute && isOfProcess(directory) { return guarded(nil) }
        if isAbsolute { directory = [] }
        rest = target.split(separator: Self.slash)[...] + rest
      }
    }
    return .here
  }

  private static let slash = UInt8(ascii: "/")

  private func isOfProcess(_ directory: Bytes) -> Bool {
    directory.count > processes.count && directory.starts(with: processes)
  }

  private func isPlain(_ path: Bytes) -> Bool { plainDirectories.withLock { $0.contains(path) } }

  private func setPlain(_ path: Bytes) { _ = plainDirectories.withLock { $0.insert(path) } }
}

extension FileSystemFacts.Space {
  fileprivate init(_ space: statvfs) {
    let unit = UInt64(space.f_frsize)
    self.init(
      total: UInt64(space.f_blocks) &* unit, free: UInt64(space.f_bfree) &* unit,
      available: UInt64(space.f_bavail) &* unit)
  }
}
