import CSystem
import Glibc
import Misc
import Store

/// What a guard is asked.
struct GuardQuestion {
  var call: csystem_guard_call
  var path: Bytes

  /// The answer comes in parts, the last of them empty.
  var isStream: Bool { call == csystem_guard_list || call == csystem_guard_read }
}

/// What it answers. The text is a link's, entries of a directory, or of a file's contents.
struct GuardAnswer {
  var status: FileStatus
  var text: UnsafeRawBufferPointer
}

/// The guard process of one file system.
final class FileSystemGuard: Sendable {
  private struct State {
    var process: pid_t = 0
    var channel: Int32 = -1
    /// When a question was sent whose answer is still to be waited for, in milliseconds.
    var checkedAt: Int?
    /// The last cycle in which the file system was asked, and the last in which it failed to answer.
    var lastCycle = -1
    var deadCycle = -1
    /// Milliseconds that slow answers have taken in the last cycle.
    var slowness = 0
    /// Before this one it isn't asked again.
    var nextCycle = 0
    /// Processes that were killed but that the kernel doesn't let go.
    var stuck: [pid_t] = []
  }

  /// With so many stuck processes the time to the next question begins to double, so that they stay few
  /// however long a listing is repeated.
  private static let manyStuck = 4
  /// Bytes; no directory has so many entries, but a server can make them up without an end.
  private static let mostText = 256 << 20
  /// Milliseconds that whoever sits at a terminal is kept waiting without a word.
  private static let longestSilence = 1000

  private let stays: Bool
  private let state = Locked(State())

  /// `stays`: in the working directory, for relative paths.
  init(stays: Bool) { self.stays = stays }

  deinit { state.withLock { Self.stop(&$0) } }

  /// Asks, unless the file system is known to be dead. `take` is called with each answer; there is one
  /// but for directories and contents of files. `whenSlow` is called when the first hasn't come within `patience`.
  ///
  /// The whole answer has to come within `milliseconds`. Of these goes off what answers have taken beyond
  /// `patience` in this cycle: a server that is always a little too slow costs no more than one that is silent.
  ///
  /// `announce` is called when an answer hasn't come within a second, with the milliseconds that are left, and says
  /// whether the notice is to be withdrawn when it has.
  func ask(
    _ question: GuardQuestion, in cycle: Int, milliseconds: Int, patience: Int, whenSlow: () -> Void,
    announce: (Int) -> Bool, _ take: (GuardAnswer) -> Void
  ) -> SystemError? {
    state.withLock { state in
      if state.deadCycle == cycle { return .timedOut }
      if let checkedAt = state.checkedAt {
        // What a check asked comes first; any answer is a sign of life.
        let reply = Self.wait(
          until: checkedAt + milliseconds, in: cycle, &state, announce: announce, { _ in })
        if case .silent(let error) = reply { return error }
        state.checkedAt = nil
      }
      if let error = start(in: cycle, &state) { return error }
      if !Self.send(question, &state) { return Self.giveUp(&state) }
      var began = Self.now()
      let end = began + max(0, milliseconds - state.slowness)
      if csystem_guard_wait(state.channel, Int32(clamping: min(patience, end - began))) == 0 { whenSlow() }
      var length = 0
      while true {
        var isLast = !question.isStream
        let reply = Self.wait(until: end, in: cycle, &state, announce: announce) { answer in
          if question.isStream && answer.text.isEmpty {
            isLast = true
          } else {
            length += answer.text.count
            take(answer)
          }
        }
        let now = Self.now()
        state.slowness += max(0, now - began - patience)
        began = now
        switch reply {
        case .heard(let error?), .silent(let error): return error
        case .heard(nil): if isLast { return nil }
        }
        if length > Self.mostText {
          Self.stop(&state)
          return SystemError(code: EFBIG)
        }
      }
    }
  }

  /// Asks for a directory of the file system and leaves the answer to be waited for by the next ``ask``.
  func check(_ directory: Bytes, in cycle: Int) {
    _ = state.withLockIfAvailable { state in
      if state.lastCycle == cycle || state.checkedAt != nil { return }
      if start(in: cycle, &state) != nil { return }
      if Self.send(GuardQuestion(call: csystem_guard_lstat, path: directory), &state) {
        state.checkedAt = Self.now()
      }
    }
  }

  private func start(in cycle: Int, _ state: inout State) -> SystemError? {
    if state.lastCycle != cycle { state.slowness = 0 }
    state.lastCycle = cycle
    if state.process != 0 { return nil }
    state.stuck.removeAll { !csystem_guard_remains($0) }
    if state.stuck.isEmpty { state.nextCycle = 0 }
    if cycle < state.nextCycle {
      state.deadCycle = cycle
      return .timedOut
    }
    let process = csystem_guard_start(&state.channel, stays)
    if process < 0 { return .current }
    state.process = process
    return nil
  }

  private static func send(_ question: GuardQuestion, _ state: inout State) -> Bool {
    question.path.withUnsafeBytes {
      csystem_guard_ask(
        state.channel, question.call, $0.bindMemory(to: CChar.self).baseAddress, UInt32($0.count)) == 0
    }
  }

  private enum Reply {
    /// An answer, good or bad.
    case heard(SystemError?)
    case silent(SystemError)
  }

  /// Waits for an answer until a time on the clock of ``now()``; `take` gets a good one.
  private static func wait(
    until end: Int, in cycle: Int, _ state: inout State, announce: (Int) -> Bool,
    _ take: (GuardAnswer) -> Void
  ) -> Reply {
    var reply = csystem_guard_reply()
    var isAnnounced = false
    if end - now() > longestSilence && csystem_guard_wait(state.channel, Int32(longestSilence)) == 0 {
      isAnnounced = announce(end - now())
    }
    defer { if isAnnounced { WaitNotice.shared.withdraw() } }
    let left = Int32(clamping: max(0, end - now()))
    return withUnsafeTemporaryAllocation(
      of: CChar.self, capacity: csystem_guard_longest_text
    ) { text in
      let result = csystem_guard_answer(
        state.channel, left, &reply, text.baseAddress!)
      if result == 0 {
        state.checkedAt = nil
        state.deadCycle = cycle
        stop(&state)
        let excess = state.stuck.count - manyStuck
        state.nextCycle = cycle + (excess < 0 ? 1 : 1 << min(excess, 30))
        return .silent(.timedOut)
      }
      if result < 0 { return .silent(giveUp(&state)) }
      if reply.error != 0 { return .heard(SystemError(code: reply.error)) }
      take(
        GuardAnswer(
          status: FileStatus(reply.status),
          text: UnsafeRawBufferPointer(
            rebasing: UnsafeRawBufferPointer(text)[..<Int(reply.length)])))
      return .heard(nil)
    }
  }

  /// The guard has gone, for reasons of its own.
  private static func giveUp(_ state: inout State) -> SystemError {
    state.checkedAt = nil
    stop(&state)
    return .lostGuard
  }

  /// Lets the guard go that nobody waits for.
  func dismiss() {
    state.withLock { state in
      if state.checkedAt == nil { Self.stop(&state) }
    }
  }

  /// Lets the guard go, also where it has been asked something.
  func letGo() {
    state.withLock { state in
      state.checkedAt = nil
      Self.stop(&state)
    }
  }

  private static func stop(_ state: inout State) {
    if state.process == 0 { return }
    close(state.channel)
    kill(state.process, SIGKILL)
    state.stuck.append(state.process)
    state.process = 0
    state.channel = -1
  }

  /// Milliseconds since some time.
  private static func now() -> Int { MonotonicTime.nanoseconds / 1_000_000 }
}
