import CSystem
import Glibc
import Store
import Synchronization

/// Asks about paths so that no file system can keep lsof waiting.
///
/// File systems of this host are asked directly. One that may block, because another host or a program
/// serves it, is asked by a guard process of its own within the time limit (`-S`), or not at all (`-b`).
/// Once it has failed to answer it is not asked again.
public final class GuardedProbe: PathProbe {
  private let precautions: Precautions
  private let directories: [MountDirectory]
  private let guards: Mutex<[Int: MountGuard]> = Mutex([:])

  private struct MountDirectory {
    var path: Bytes
    var mayBlock: Bool
  }

  /// `mounts` are those that paths are looked up in.
  public init(_ precautions: Precautions, mounts: [Mount]) {
    self.precautions = precautions
    let mayBlock = mounts.contains { BlockingFileSystems.include($0.fileSystem) }
    directories =
      mayBlock
      ? mounts.map {
        MountDirectory(path: $0.directory, mayBlock: BlockingFileSystems.include($0.fileSystem))
      } : []
  }

  /// Whether any mount may block.
  public var isNeeded: Bool { !directories.isEmpty && !precautions.isUnguarded }

  /// The mount that an absolute path is on, if it may block.
  public func blockingMount(of path: Span<UInt8>) -> Int? {
    if !isNeeded { return nil }
    var best: Int?
    var longest = -1
    for (index, directory) in directories.enumerated() {
      let length = directory.path.count
      // A later mount on the same folder hides the earlier one.
      if length < longest || !path.starts(with: directory.path) { continue }
      if length > 1 && length < path.count && path[length] != 0x2f { continue }
      longest = length
      best = index
    }
    guard let best, directories[best].mayBlock else { return nil }
    return best
  }

  public func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> {
    guard let mount = blockingMount(of: Self.absolute(path).span) else {
      return Path(path).withPointer { FileStatus.of($0, followsLinks: followsLinks) }
    }
    return status(of: path, on: mount, followsLinks: followsLinks)
  }

  /// Asks for a path that leads to a file on `mount`, a number that ``blockingMount(of:)`` gave.
  public func status(
    of path: Bytes, on mount: Int, followsLinks: Bool = true
  ) -> Result<FileStatus, SystemError> {
    ask(mount, followsLinks ? csystem_guard_stat : csystem_guard_lstat, path).map { answer in
      FileStatus(answer.reply.status)
    }
  }

  public func link(at path: Bytes) -> Result<Bytes, SystemError> {
    guard let mount = blockingMount(of: Self.absolute(path).span) else {
      return Self.readLink(path)
    }
    return ask(mount, csystem_guard_readlink, path).map(\.link)
  }

  private func ask(
    _ mount: Int, _ call: csystem_guard_call, _ path: Bytes
  ) -> Result<MountGuard.Answer, SystemError> {
    if precautions.avoidsBlocking { return .failure(.wouldBlock) }
    let mountGuard = guards.withLock { guards in
      if let known = guards[mount] { return known }
      let new = MountGuard(milliseconds: precautions.timeLimit * 1000)
      guards[mount] = new
      return new
    }
    return mountGuard.ask(call, path)
  }

  private static func readLink(_ path: Bytes) -> Result<Bytes, SystemError> {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      let count = Path(path).withPointer { readlink($0, buffer.baseAddress!, buffer.count) }
      if count < 0 { return .failure(.current) }
      return .success(Bytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])))
    }
  }

  /// The path from the root, `.` and `..` taken out: its links are resolved before it is asked for.
  private static func absolute(_ path: Bytes) -> Bytes {
    var whole = path
    if path.first != 0x2f {
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
        if let folder = getcwd(buffer.baseAddress!, buffer.count) {
          let prefix = Bytes(UnsafeRawBufferPointer(start: folder, count: strlen(folder)))
          whole = prefix + [0x2f] + path
        }
      }
    }
    var parts: [ArraySlice<UInt8>] = []
    for part in whole.split(separator: 0x2f) {
      if part.elementsEqual([0x2e]) { continue }
      if part.elementsEqual([0x2e, 0x2e]) {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return [0x2f] + Bytes(parts.joined(separator: [0x2f]))
  }
}

/// The guard process of one mount.
private final class MountGuard: Sendable {
  struct Answer {
    var reply: csystem_guard_reply
    var link: Bytes
  }

  private struct State {
    var process: pid_t = 0
    var channel: Int32 = -1
    var isDead = false
  }

  private let milliseconds: Int
  private let state = Mutex(State())

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  deinit { state.withLock { Self.stop(&$0) } }

  func ask(_ call: csystem_guard_call, _ path: Bytes) -> Result<Answer, SystemError> {
    state.withLock { state in
      if state.isDead { return .failure(.timedOut) }
      if state.process == 0 {
        let process = csystem_guard_start(&state.channel)
        if process < 0 { return .failure(.current) }
        state.process = process
      }
      var answer = Answer(reply: csystem_guard_reply(), link: Bytes(repeating: 0, count: 4096))
      let isAsked = path.withUnsafeBytes {
        csystem_guard_ask(
          state.channel, call, $0.bindMemory(to: CChar.self).baseAddress, UInt32(clamping: path.count))
      }
      let limit = Int32(clamping: milliseconds)
      let result =
        isAsked != 0
        ? -1
        : answer.link.withUnsafeMutableBytes {
          csystem_guard_answer(
            state.channel, limit, &answer.reply, $0.bindMemory(to: CChar.self).baseAddress)
        }
      if result != 1 {
        Self.stop(&state)
        state.isDead = result == 0
        return .failure(result == 0 ? .timedOut : SystemError(code: EIO))
      }
      if answer.reply.error != 0 { return .failure(SystemError(code: answer.reply.error)) }
      answer.link.removeLast(answer.link.count - Int(answer.reply.length))
      return .success(answer)
    }
  }

  /// Lets the guard go. One that the kernel doesn't let go is left behind; the next one's start waits for
  /// those that have ended.
  private static func stop(_ state: inout State) {
    if state.process == 0 { return }
    close(state.channel)
    kill(state.process, SIGKILL)
    state = State()
  }
}
