import Glibc
import TestSupport

/// One line of the table: what is asked of both programs and how fast ours should be.
struct Work {
  let name: String
  let arguments: [String]
  /// The largest ratio of our wall time to the reference's that is good enough.
  var mark: Double
  /// The same for CPU time and for peak memory, where that matters.
  var processorMark: Double?
  var memoryMark: Double?
  /// Another program that answers the same question, with its arguments.
  var rival: [String] = []

  func isHeld(by race: Race) -> Bool {
    race.wall <= mark && race.processor <= processorMark ?? .infinity
      && race.memory <= memoryMark ?? .infinity
  }
}

/// What is asked of 400 processes with 100 descriptors each.
func mixedWorks(directory: String, mount: String, process: Int32) -> [Work] {
  [
    Work(name: "all, numeric", arguments: ["-nP", "-Ki"], mark: 0.28, processorMark: 0.45, memoryMark: 0.8),
    Work(name: "fields", arguments: ["-nP", "-Ki", "-Fpcfn"], mark: 0.25),
    Work(name: "internet", arguments: ["-nP", "-i"], mark: 0.22, rival: ["ss", "-anp"]),
    Work(name: "port, free", arguments: ["-nP", "-i", ":9"], mark: 0.12),
    Work(name: "port, one listener", arguments: ["-nP", "-i", ":7777"], mark: 0.12),
    Work(
      name: "listeners", arguments: ["-nP", "-iTCP", "-sTCP:LISTEN"], mark: 0.20, rival: ["ss", "-ltnp"]),
    Work(name: "UNIX sockets", arguments: ["-U"], mark: 0.25),
    Work(
      name: "one file", arguments: ["\(directory)/wanted"], mark: 0.15,
      rival: ["fuser", "\(directory)/wanted"]),
    Work(name: "one file, terse", arguments: ["-t", "\(directory)/wanted"], mark: 0.15),
    Work(name: "mount point", arguments: [mount], mark: 0.20),
    Work(name: "PIDs", arguments: ["-t"], mark: 0.25),
    Work(name: "one process", arguments: ["-nP", "-p", "\(process)"], mark: 0.5),
    Work(name: "one command", arguments: ["-nP", "-c", "special"], mark: 0.5),
    Work(name: "start-up", arguments: ["-v"], mark: 1.1),
  ]
}
