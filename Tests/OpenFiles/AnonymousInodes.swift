import CTestSystem
import Glibc

/// Descriptors that no file system has a name for.
func holdAnonymousInodes(_ stage: Stage) {
  stage.hold("bpfmap") { try granted("bpf", testsystem_bpf_map()) }
  stage.hold("bpfprogram") { try granted("bpf", testsystem_bpf_program()) }
  stage.hold("perf") { try granted("perf_event_open", testsystem_perf_event()) }
  stage.hold("uring") { try granted("io_uring_setup", testsystem_io_uring()) }
  stage.hold("userfault") { try granted("userfaultfd", testsystem_userfaultfd()) }
  stage.hold("landlock") { try granted("landlock_create_ruleset", testsystem_landlock()) }
  stage.hold("fscontext") { try granted("fsopen", testsystem_fscontext()) }
  stage.hold("fanotify") { try granted("fanotify_init", fanotify_init(0, UInt32(O_RDONLY))) }
  stage.hold("pidself") { try granted("pidfd_open", testsystem_pidfd(getpid())) }
  stage.hold("pidparent") { try granted("pidfd_open", testsystem_pidfd(getppid())) }
  stage.hold("piddead") {
    let child = try granted("fork", testsystem_fork())
    if child == 0 { while true { pause() } }
    let descriptor = try granted("pidfd_open", testsystem_pidfd(child))
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
    return descriptor
  }
  for space in ["net", "mnt", "pid", "uts", "ipc", "user", "cgroup", "time"] {
    stage.hold("space-\(space)") { try openFile(Path("/proc/self/ns/\(space)")) }
  }
  stage.process("filtered", keeping: []) { stage in
    stage.hold("seccomp") { try granted("seccomp", testsystem_seccomp_listener()) }
  }
}

/// Descriptors to wait on.
func holdEvents(_ stage: Stage) {
  stage.hold("eventfd") {
    [
      try granted("eventfd", eventfd(0, 0)), try granted("eventfd", eventfd(7, Int32(EFD_SEMAPHORE))),
      try granted("eventfd", eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))),
    ]
  }
  stage.hold("inotify") {
    let descriptor = try granted("inotify_init", inotify_init())
    try granted("inotify_add_watch", inotify_add_watch(descriptor, ".", UInt32(IN_CREATE)))
    return descriptor
  }
  stage.hold("timer") {
    [
      try granted("timerfd_create", timerfd_create(__clockid_t(CLOCK_MONOTONIC), 0)),
      try granted("timerfd_create", timerfd_create(__clockid_t(CLOCK_REALTIME), Int32(TFD_CLOEXEC))),
    ]
  }
  stage.hold("signal") {
    var signals = sigset_t()
    sigaddset(&signals, SIGUSR1)
    return try granted("signalfd", signalfd(-1, &signals, 0))
  }
  stage.hold("poll-0") { try poll(0) }
  stage.hold("poll-1") { try poll(1) }
  stage.hold("poll-20") { try poll(20) }
  stage.hold("poll-32") { try poll(32) }
  let shared = eventfd(0, 0)
  stage.hold("shared") { try granted("eventfd", shared) }
  stage.process("listener", keeping: [shared]) { _ in }
}

/// An epoll descriptor that watches so many eventfds, and those.
func poll(_ count: Int) throws -> [Int32] {
  let descriptor = try granted("epoll_create1", epoll_create1(0))
  var all = [descriptor]
  for _ in 0..<count {
    let target = try granted("eventfd", eventfd(0, 0))
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: target))
    try granted("epoll_ctl", epoll_ctl(descriptor, EPOLL_CTL_ADD, target, &event))
    all.append(target)
  }
  return all
}

/// POSIX message queues, also held by a second process.
func holdQueues(_ stage: Stage) {
  for name in ["queue", "queue two"] {
    let unique = "/\(name)-\(getpid())"
    let kind = name.filter { $0 != " " }
    var queue: mqd_t = -1
    stage.hold(kind) {
      queue = try granted("mq_open", testsystem_mq_open(unique, O_CREAT | O_RDWR))
      return [queue, try granted("mq_open", testsystem_mq_open(unique, O_RDONLY | O_NONBLOCK))]
    }
    stage.process(kind + "reader", keeping: [queue]) { _ in }
    mq_unlink(unique)
  }
}
