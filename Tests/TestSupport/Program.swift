import CTestSystem
import Glibc

/// A program to run with its arguments, in a small environment of its own.
public struct Program {
  public var path: String
  public var arguments: [[UInt8]]
  /// The argument 0; the path unless something else is asked for.
  public var name: String?
  /// `NAME=value` each.
  public var environment: [String] = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC", "HOME=/"]
  /// The user to become, for root only.
  public var user: uid_t?
  /// A process whose network namespace to enter, for root only.
  public var network: pid_t?

  public init(_ path: String, _ arguments: [[UInt8]] = []) {
    self.path = path
    self.arguments = arguments
  }

  /// Starts the program; descriptors that are nil are /dev/null. Nil if there can be no process.
  public func start(input: Int32? = nil, output: Int32? = nil, error: Int32? = nil) -> pid_t? {
    let words = [Array((name ?? path).utf8)] + arguments
    return withCStrings(words) { arguments in
      withCStrings(environment.map { Array($0.utf8) }) { environment in
        path.withCString { path in
          var start = testsystem_start(
            path: path, arguments: arguments, environment: environment, input: input ?? -1,
            output: output ?? -1, error: error ?? -1, user: user ?? 0, network: network ?? 0)
          let process = testsystem_spawn(&start)
          return process < 0 ? nil : process
        }
      }
    }
  }
}

/// Whether our lsof can read the kernel's own tables here (`--scan=bpf`).
public func readsKernelTables(_ ours: String) -> Bool {
  let version = Program(ours, [Array("--scan=bpf".utf8), Array("--version".utf8)]).run().output
  return String(decoding: version, as: UTF8.self).contains("--scan: procfs, bpf\n")
}

/// What a program that has ended left behind.
public struct Outcome {
  /// The exit status; 128 and the signal's number after a signal; nil if it had to be stopped.
  public var status: Int32?
  public var output: [UInt8] = []
  public var error: [UInt8] = []
  /// Seconds from the start to the end.
  public var wall = 0.0
  /// Seconds of user and system time.
  public var processor = 0.0
  /// Seconds of user time.
  public var user = 0.0
  /// The largest resident size in KiB.
  public var memory = 0
}

extension Program {
  /// Runs the program to its end, or kills it after `limit` seconds.
  public func run(limit: Double = 20) -> Outcome {
    var outcome = Outcome()
    var output: [Int32] = [-1, -1]
    var error: [Int32] = [-1, -1]
    guard pipe2(&output, O_CLOEXEC) == 0, pipe2(&error, O_CLOEXEC) == 0 else { return outcome }
    let began = monotonicTime()
    guard let process = start(output: output[1], error: error[1]) else { return outcome }
    close(output[1])
    close(error[1])
    let inTime = drain([output[0], error[0]], until: began + limit) { end, bytes in
      if end == 0 { outcome.output += bytes } else { outcome.error += bytes }
    }
    close(output[0])
    close(error[0])
    if !inTime {
      kill(process, SIGKILL)
      abandon(process)
      outcome.wall = monotonicTime() - began
      return outcome
    }
    wait(for: process, since: began, into: &outcome)
    return outcome
  }

  /// Waits a moment for a killed process: one that sleeps uninterruptibly is left to its fate.
  private func abandon(_ process: pid_t) {
    for _ in 0..<50 where waitpid(process, nil, WNOHANG) == 0 { usleep(10_000) }
  }

  /// Runs the program with its output thrown away, for its times.
  public func measure() -> Outcome {
    var outcome = Outcome()
    let began = monotonicTime()
    guard let process = start() else { return outcome }
    wait(for: process, since: began, into: &outcome)
    return outcome
  }

  private func wait(for process: pid_t, since began: Double, into outcome: inout Outcome) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    outcome.wall = monotonicTime() - began
    outcome.user = usage.ru_utime.seconds
    outcome.processor = outcome.user + usage.ru_stime.seconds
    outcome.memory = Int(usage.ru_maxrss)
    outcome.status =
      testsystem_exited(status) ? testsystem_exit_status(status) : 128 + testsystem_signal(status)
  }
}

/// Reads from all descriptors until each has ended; false if the time comes first.
private func drain(
  _ descriptors: [Int32], until time: Double, _ take: (Int, ArraySlice<UInt8>) -> Void
) -> Bool {
  var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while polled.contains(where: { $0.fd >= 0 }) {
    let left = time - monotonicTime()
    guard left > 0 else { return false }
    guard poll(&polled, nfds_t(polled.count), Int32(left * 1000) + 1) > 0 else { continue }
    for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
      let count = read(polled[index].fd, &buffer, buffer.count)
      if count > 0 { take(index, buffer[..<count]) } else { polled[index].fd = -1 }
    }
  }
  return true
}

/// Seconds on a clock that never steps.
public func monotonicTime() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}

/// Lends an array of C strings that ends with nil, as execve(2) takes it.
private func withCStrings<Result>(
  _ strings: [[UInt8]], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var copies: [UnsafeMutablePointer<CChar>?] = strings.map { bytes in
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[bytes.count] = 0
    return copy
  }
  defer { for copy in copies { copy?.deallocate() } }
  copies.append(nil)
  return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
}
