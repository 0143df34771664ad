import Store

/// The columns of what special files tell, one for each ``Fact``. Those that lsfd(1) has are called so.
enum FactColumns {
  /// A column, and what the fact is called in the words of `--detail`; empty where NAME or another of them says it.
  struct Entry: Sendable {
    let column: Column
    let word: StaticString
    /// The words leave it out where it is 0.
    let hidesZero: Bool
  }

  private static let table: [(Fact, Entry)] = [
    entry(
      .timerClock, "TIMERFD.CLOCKID", "clock", also: "TIMERFD.CLOCK", about: "clock that a timerfd goes by"),
    entry(.timerRemaining, "TIMERFD.REMAINING", "remaining", as: .number, about: "seconds until it expires"),
    entry(
      .timerInterval, "TIMERFD.INTERVAL", "interval", as: .number, about: "seconds until it expires again"),
    entry(.signalMask, "SIGNALFD.MASK", "signals", as: .set, about: "signals that a signalfd takes"),
    entry(.eventCount, "EVENTFD.COUNT", "count", as: .number, about: "count of an eventfd"),
    entry(
      .eventSemaphore, "EVENTFD.SEMAPHORE", "semaphore", as: .number,
      about: "1 where each read takes one from the count"),
    entry(.eventID, "EVENTFD.ID", as: .number, about: "number of an eventfd"),
    entry(.pollTargets, "EVENTPOLL.TFDS", as: .set, about: "descriptors that an epoll instance watches"),
    entry(
      .pollEvents, "EVENTPOLL.EVENTS", "events", as: .set, about: "events that it watches each of them for"),
    entry(
      .watchedInodes, "INOTIFY.INODES", "inodes", as: .set,
      about: "inodes watched, with partition or type of file system"),
    entry(.watchedInodesRaw, "INOTIFY.INODES.RAW", as: .set, about: "inodes watched, with the device"),
    entry(
      .watchedPaths, "INOTIFY.PATHS", "paths", as: .set, about: "paths of inodes watched; takes root",
      needs: .watchedPaths),
    entry(.watchEvents, "INOTIFY.EVENTS", "events", as: .set, about: "events that each is watched for"),
    entry(.pidfdPID, "PIDFD.PID", as: .number, about: "process that a pidfd stands for"),
    entry(
      .pidfdNamespacePIDs, "PIDFD.NSPID", "nspid",
      about: "its PIDs in the PID namespaces from here to its own"),
    entry(
      .pidfdCommand, "PIDFD.COMM", "command", also: "PIDFD.COMMAND", about: "its command",
      needs: .targetCommand),
    entry(
      .groupFlags, "FANOTIFY.FLAGS", "flags", about: "flags of a fanotify group: fanotify_init(2)"
    ),
    entry(.markedInodes, "FANOTIFY.INODES", "inodes", as: .set, about: "inodes watched, with the device"),
    entry(.markedMounts, "FANOTIFY.MOUNTS", "mounts", as: .set, about: "mounts watched"),
    entry(
      .markedFileSystems, "FANOTIFY.FILESYSTEMS", "filesystems", as: .set,
      about: "file systems watched, by device"),
    entry(
      .markedPaths, "FANOTIFY.PATHS", "paths", as: .set, about: "paths of inodes watched; takes root",
      needs: .watchedPaths),
    entry(.markEvents, "FANOTIFY.EVENTS", "events", as: .set, about: "events that each is watched for"),
    entry(
      .ringSubmissionEntries, "IO-URING.SQ-ENTRIES", "entries", as: .number,
      about: "size of an io_uring's submission queue"),
    entry(
      .ringSubmissions, "IO-URING.SQES", "submitted", as: .number, about: "entries that wait in it"),
    entry(
      .ringCompletionEntries, "IO-URING.CQ-ENTRIES", as: .number,
      about: "size of an io_uring's completion queue"),
    entry(.ringCompletions, "IO-URING.CQES", "completed", as: .number, about: "entries that wait in it"),
    entry(.ringThread, "IO-URING.SQTHREAD", "thread", as: .number, about: "PID of the thread that polls"),
    entry(.ringThreadCPU, "IO-URING.SQTHREAD-CPU", "cpu", as: .number, about: "processor that it is on"),
    entry(.ringFiles, "IO-URING.USER-FILES", "files", as: .number, about: "files registered"),
    entry(.ringBuffers, "IO-URING.USER-BUFS", "buffers", as: .number, about: "buffers registered"),
    entry(
      .ringSubmissionMask, "IO-URING.SQ-MASK", as: .number, about: "one less than IO-URING.SQ-ENTRIES"),
    entry(
      .ringSubmissionHead, "IO-URING.SQ-HEAD", as: .number,
      about: "how many entries were taken from the queue"),
    entry(.ringSubmissionTail, "IO-URING.SQ-TAIL", as: .number, about: "how many were put there"),
    entry(
      .ringCompletionMask, "IO-URING.CQ-MASK", as: .number, about: "one less than IO-URING.CQ-ENTRIES"),
    entry(
      .ringCompletionHead, "IO-URING.CQ-HEAD", as: .number,
      about: "how many entries were taken from the queue"),
    entry(.ringCompletionTail, "IO-URING.CQ-TAIL", as: .number, about: "how many were put there"),
    entry(.ringPolling, "IO-URING.NAPI", about: "polling of network devices: enabled or disabled"),
    entry(.bpfName, "BPF.NAME", "name", about: "name of a BPF program or map; takes root", needs: .bpfNames),
    entry(.bpfMemory, "BPF.MEMLOCK", "memory", as: .size, about: "memory of a BPF program or map"),
    entry(.programID, "BPF-PROG.ID", "id", as: .number, about: "number of a BPF program"),
    entry(.programType, "BPF-PROG.TYPE", "type", about: "type of a BPF program"),
    entry(.programTypeNumber, "BPF-PROG.TYPE.RAW", as: .number, about: "the same as a number"),
    entry(.programTag, "BPF-PROG.TAG", "tag", about: "tag of a BPF program: a digest of its instructions"),
    entry(.mapID, "BPF-MAP.ID", "id", as: .number, about: "number of a BPF map"),
    entry(.mapType, "BPF-MAP.TYPE", "type", about: "type of a BPF map"),
    entry(.mapTypeNumber, "BPF-MAP.TYPE.RAW", as: .number, about: "the same as a number"),
    entry(.mapEntries, "BPF-MAP.ENTRIES", "entries", as: .number, about: "most entries of a BPF map"),
    entry(.linkID, "BPF-LINK.ID", "id", as: .number, about: "number of a BPF link"),
    entry(.linkType, "BPF-LINK.TYPE", "type", about: "type of a BPF link"),
    entry(.linkTypeNumber, "BPF-LINK.TYPE.RAW", as: .number, about: "the same as a number"),
    entry(.linkProgramID, "BPF-LINK.PROG-ID", "program", as: .number, about: "number of its program"),
    entry(
      .faultsPending, "USERFAULTFD.PENDING", "pending", as: .number, about: "page faults that nobody has read"
    ),
    entry(.faultsTotal, "USERFAULTFD.TOTAL", "total", as: .number, about: "page faults to be resolved"),
    entry(.virtualCPU, "KVM.VCPU", as: .number, about: "number of a virtual machine's processor"),
    entry(.userDevice, "VFIO.DEVICE", "device", about: "device that the process drives, in sysfs"),
    entry(.seals, "MEMFD.SEALS", "seals", as: .set, about: "seals of a file in memory", needs: .openedFacts),
    entry(.bufferSize, "DMABUF.SIZE", "size", as: .size, about: "size of a buffer that devices share"),
    entry(.bufferCount, "DMABUF.COUNT", "count", as: .number, about: "how often it is held"),
    entry(.bufferExporter, "DMABUF.EXPORTER", "exporter", about: "who has made it"),
    entry(.bufferName, "DMABUF.NAME", "name", about: "its name"),
    entry(.graphicsDriver, "DRM.DRIVER", "driver", about: "driver of a graphics device"),
    entry(.graphicsClient, "DRM.CLIENT", "client", as: .number, about: "number of who uses it"),
    entry(.graphicsName, "DRM.NAME", "name", about: "name of who uses it"),
    entry(.graphicsDevice, "DRM.PDEV", "device", about: "its address on the bus"),
    entry(.graphicsMemory, "DRM.MEMORY", "memory", as: .size, about: "memory of the device used so"),
    entry(.tunnelInterface, "TUN.IFACE", "interface", about: "network interface behind /dev/net/tun"),
    entry(
      .tunnelFlags, "TUN.FLAGS", "flags",
      about: "tun or tap, with flags; in the same network namespace",
      needs: .deviceFacts),
    entry(.terminalIndex, "PTMX.TTY-INDEX", "index", as: .number, about: "number of a ptmx's terminal"),
    entry(
      .terminalName, "TTY.NAME", "tty", about: "device of a terminal; of a ptmx, of its terminal",
      needs: .deviceFacts),
    entry(
      .terminalSession, "TTY.SESSION", "session", as: .number,
      about: "leader of the session that it controls",
      needs: .terminalSessions),
    entry(
      .terminalForeground, "TTY.PGRP", "foreground", as: .number, about: "process group in its foreground",
      needs: .terminalSessions),
    entry(
      .namespaceOwner, "NS.OWNER", "owner", as: .number, about: "UID that has made its user namespace",
      needs: .openedFacts),
    entry(
      .namespaceUserSpace, "NS.USERNS", "userns", as: .number,
      about: "inode of the user namespace it belongs to",
      needs: .openedFacts),
    entry(
      .backingFile, "LOOP.FILE", "file", about: "file that a loop device shows",
      needs: .deviceFacts),
    entry(
      .descriptorsInFlight, "UNIX.SCM-FDS", "scm-fds", as: .number, hidesZero: true,
      about: "descriptors in flight to a UNIX socket", from: .descriptorsInFlight),
    entry(
      .congestionControl, "TCP.CONGESTION", "congestion", about: "congestion control of TCP", from: .tcpFacts),
    entry(
      .roundTrip, "TCP.RTT", "rtt", as: .number, about: "round-trip time in microseconds, smoothed",
      from: .tcpFacts),
    entry(
      .roundTripVariation, "TCP.RTTVAR", "rttvar", as: .number, about: "how much it varies, in microseconds",
      from: .tcpFacts),
    entry(
      .retransmits, "TCP.RETRANS", "retrans", as: .number, hidesZero: true,
      about: "segments sent again, of all so far", from: .tcpFacts),
    entry(.tlsVersion, "TCP.TLS", "tls", about: "version of TLS that the kernel does", from: .tcpFacts),
    entry(.tlsCipher, "TCP.TLS-CIPHER", "cipher", about: "its cipher", from: .tcpFacts),
    entry(
      .tlsReceives, "TCP.TLS-RX", "tls-rx", about: "who decrypts: none, sw, hw, hw-record", from: .tcpFacts),
    entry(.tlsSends, "TCP.TLS-TX", "tls-tx", about: "who encrypts", from: .tcpFacts),
    entry(
      .mptcpToken, "MPTCP.TOKEN", "mptcp-token", as: .number, about: "own token of an MPTCP connection",
      from: .tcpFacts),
    entry(
      .mptcpSubflows, "MPTCP.SUBFLOWS", "subflows", as: .number, about: "its TCP connections", from: .tcpFacts
    ),
    entry(
      .socketShutdown, "SOCK.SHUTDOWN", about: "r reads, w writes, else -; of TCP, UNIX and vsock",
      from: [.tcpFacts, .unixFacts, .virtualSocketFacts]),
    entry(
      .peerInode, "UNIX.IPEER", as: .number, about: "inode of the other end of a UNIX socket",
      from: .unixFacts),
    entry(
      .virtualLocal, "VSOCK.LADDR", "laddr", about: "own address of a vsock socket: CID:PORT",
      from: .virtualSocketFacts),
    entry(
      .virtualLocalContext, "VSOCK.LCID", as: .number, about: "its context identifier",
      from: .virtualSocketFacts),
    entry(.virtualLocalPort, "VSOCK.LPORT", as: .number, about: "its port", from: .virtualSocketFacts),
    entry(
      .virtualRemote, "VSOCK.RADDR", "raddr", about: "address of the other end", from: .virtualSocketFacts),
    entry(
      .virtualRemoteContext, "VSOCK.RCID", as: .number, about: "its context identifier",
      from: .virtualSocketFacts),
    entry(.virtualRemotePort, "VSOCK.RPORT", as: .number, about: "its port", from: .virtualSocketFacts),
  ]

  static let all = table.map(\.1.column)

  /// By ``Fact``.
  static let entries: [Entry?] = Fact.allCases.map { fact in table.first { $0.0 == fact }?.1 }

  private static func entry(
    _ fact: Fact, _ title: StaticString, _ word: StaticString = "", as type: ValueType = .text,
    also aliases: StaticString = "", hidesZero: Bool = false, about text: StaticString,
    from source: RequiredFields = .facts, needs more: RequiredFields = []
  ) -> (Fact, Entry) {
    let isSet: Bool = if case .set = type { true } else { false }
    let column = Column(
      title, isSet || type == .text ? .left : .right, as: type, also: aliases, about: text,
      needs: more.union(source).union(.status)
    ) { row in
      guard let first = row.facts.first(where: { $0.fact == fact }) else { return .absent }
      if isSet { return .members(fact) }
      switch first.value {
      case .number(let number): return type == .size ? .size(number) : .number(number)
      case .seconds(let nanoseconds): return .nanoseconds(nanoseconds)
      case .text(let text): return .text(text)
      }
    }
    return (fact, Entry(column: column, word: word, hidesZero: hidesZero))
  }
}
