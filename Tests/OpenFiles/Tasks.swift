import CTestSystem
import Glibc

/// What a new thread does first, and where it says that it has done so.
private final class ThreadStart {
  let work: () -> Void
  let done: Int32

  init(work: @escaping () -> Void, done: Int32) {
    self.work = work
    self.done = done
  }
}

/// Starts a thread with a name that does `work` and then waits for ever; returns after `work`.
private func startThread(_ name: String, _ work: @escaping () -> Void = {}) {
  guard let ends = try? makePipe() else { return }
  let named = {
    pthread_setname_np(pthread_self(), name)
    work()
  }
  let start = Unmanaged.passRetained(ThreadStart(work: named, done: ends.write))
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeUnretainedValue()
      start.work()
      write(start.done, "d", 1)
      while true { pause() }
    }, start.toOpaque())
  var byte: UInt8 = 0
  read(ends.read, &byte, 1)
  close(ends.read)
  close(ends.write)
}

/// A process with threads that share all with it.
func startTasks(_ stage: Stage) {
  stage.hold("file") { try openNewFile("file", size: 12) }
  for name in ["worker-1", "two words", "(odd) name", "fifteen-letters"] {
    startThread(name)
  }
  stage.process("namesakes", keeping: []) { stage in
    startThread("OpenFiles")
    stage.hold("socket") { try makeSocket(AF_INET, Int32(SOCK_STREAM.rawValue)) }
  }
}

/// A process with a thread whose name is not ASCII.
func startForeignTask(_ stage: Stage) {
  startThread("w\u{e4}chter") {
    stage.hold("ownsocket") {
      try granted("unshare", testsystem_unshare(CLONE_FILES))
      return try makeSocket(AF_UNIX, Int32(SOCK_STREAM.rawValue))
    }
    Stage.closeReport()
  }
}

/// A process with a thread that has another working directory and one with descriptors of its own.
func startSeparateTask(_ stage: Stage) {
  stage.hold("file") { try openNewFile("file", size: 34) }
  stage.attempt("directories") { try makeDirectory("elsewhere") }
  startThread("elsewhere") {
    stage.attempt("otherdirectory") {
      try granted("unshare", testsystem_unshare(CLONE_FS))
      try granted("chdir", chdir("elsewhere"))
    }
  }
  startThread("ownfiles") {
    stage.hold("otherfiles") {
      try granted("unshare", testsystem_unshare(CLONE_FILES))
      return [try openNewFile("unshared", size: 56), try openNewFile("unshared2")]
    }
    Stage.closeReport()
  }
  stage.report("path.unshared", "\(stage.base)/owntask/unshared")
}
