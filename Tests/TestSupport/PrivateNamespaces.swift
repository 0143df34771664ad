import CTestSystem
import Glibc

/// Does `work` as the first process of namespaces of its own (processes, mounts, network, queues), with
/// a /proc that shows only them: nothing moves there but what the work starts. Returns the work's
/// result as an exit status, or nil where the kernel doesn't permit this.
public func inPrivateNamespaces(_ work: () -> Int32) -> Int32? {
  let refused: Int32 = 99
  let outer = testsystem_fork()
  if outer == 0 {
    let spaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC
    guard testsystem_unshare(spaces) == 0 else { _exit(refused) }
    testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
    let first = testsystem_fork()
    if first == 0 {
      testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
      guard prepareNamespaces() else { _exit(refused) }
      exit(work())
    }
    _exit(exitStatus(of: first) ?? refused)
  }
  let status = exitStatus(of: outer)
  return status == refused ? nil : status
}

private func prepareNamespaces() -> Bool {
  guard mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0,
    mount("proc", "/proc", "proc", 0, nil) == 0
  else { return false }
  // Numbers of one length keep the widths of columns alike from run to run.
  let last = testsystem_open("/proc/sys/kernel/ns_last_pid", O_WRONLY, 0)
  write(last, "20000", 5)
  close(last)
  _ = testsystem_loopback_up()
  return true
}

private func exitStatus(of process: pid_t) -> Int32? {
  guard process > 0 else { return nil }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  return testsystem_exited(status) ? testsystem_exit_status(status) : 128 + testsystem_signal(status)
}
