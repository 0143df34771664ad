/// What must be known of each process and file. The columns, the selection and the endpoints each say what they
/// need; a dialect asks the kernel for no more.
public struct RequiredFields: OptionSet, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The name and its additions.
  public static let name = RequiredFields(rawValue: 1 << 0)
  /// The access mode: an lstat of the descriptor.
  public static let access = RequiredFields(rawValue: 1 << 1)
  /// The table of locks.
  public static let lock = RequiredFields(rawValue: 1 << 2)
  /// Type, device, inode, size or link count: a stat of the file.
  public static let status = RequiredFields(rawValue: 1 << 3)
  /// The offset where there is no size, from fdinfo.
  public static let offsetWithoutSize = RequiredFields(rawValue: 1 << 4)
  /// The offset of every descriptor, from fdinfo.
  public static let offset = RequiredFields(rawValue: 1 << 5)
  /// f_flags, from fdinfo.
  public static let openFlags = RequiredFields(rawValue: 1 << 6)
  /// Endpoints.
  public static let endpoints = RequiredFields(rawValue: 1 << 7)
  /// The security context of each process.
  public static let context = RequiredFields(rawValue: 1 << 8)
  /// The unit of each process, from its control group.
  public static let unit = RequiredFields(rawValue: 1 << 9)
  /// The container and pod of each process, from its control group and from files of the container's runtime.
  public static let container = RequiredFields(rawValue: 1 << 10)
  /// The PID of each process in its own PID namespace.
  public static let namespacePID = RequiredFields(rawValue: 1 << 11)
  /// The network namespace of each process, and of each socket.
  public static let networkNamespace = RequiredFields(rawValue: 1 << 12)
  /// The interface of each IPv6 socket that has an address of one link.
  public static let interface = RequiredFields(rawValue: 1 << 13)
  /// ``FileDetails``, for which a status is asked of every file.
  public static let details = RequiredFields(rawValue: 1 << 14)
  /// ``FileDetails`` of files that no name leads to any more.
  public static let removedDetails = RequiredFields(rawValue: 1 << 24)
  /// When each process started.
  public static let startTime = RequiredFields(rawValue: 1 << 15)
  /// The arguments of each process.
  public static let commandLine = RequiredFields(rawValue: 1 << 16)
  /// The path of each process's program.
  public static let executable = RequiredFields(rawValue: 1 << 17)
  /// The control group of each process.
  public static let controlGroup = RequiredFields(rawValue: 1 << 18)
  /// Those facts of special files that their link and fdinfo tell.
  public static let facts = RequiredFields(rawValue: 1 << 32)
  /// The command of the process that a pidfd stands for.
  public static let targetCommand = RequiredFields(rawValue: 1 << 33)
  /// The paths of the inodes that inotify and fanotify watch.
  public static let watchedPaths = RequiredFields(rawValue: 1 << 34)
  /// Those facts of namespaces and of files in memory for which these are opened.
  public static let openedFacts = RequiredFields(rawValue: 1 << 35)
  /// The names of BPF programs and maps.
  public static let bpfNames = RequiredFields(rawValue: 1 << 36)
  /// What sysfs has of block devices, terminals and tunnels.
  public static let deviceFacts = RequiredFields(rawValue: 1 << 37)

  /// How many descriptors are in flight to UNIX sockets, from the fdinfo of these.
  public static let descriptorsInFlight = RequiredFields(rawValue: 1 << 38)
  /// Those facts of TCP sockets that sock_diag(7) tells.
  public static let tcpFacts = RequiredFields(rawValue: 1 << 39)
  /// The sessions that terminals control, from a look at every process.
  public static let terminalSessions = RequiredFields(rawValue: 1 << 40)

  /// Those facts of UNIX sockets that sock_diag(7) tells.
  public static let unixFacts = RequiredFields(rawValue: 1 << 41)
  /// Those facts of vsock(7) sockets that sock_diag(7) tells.
  public static let virtualSocketFacts = RequiredFields(rawValue: 1 << 42)

  /// All of ``FileFact``.
  public static let ofFacts: RequiredFields = [
    .facts, .targetCommand, .watchedPaths, .openedFacts, .bpfNames, .deviceFacts, .descriptorsInFlight,
    .tcpFacts, .terminalSessions, .unixFacts, .virtualSocketFacts,
  ]

  /// The mount that each file is on.
  public static let mount = RequiredFields(rawValue: 1 << 19)
  /// What the tables of mounts say of those mounts.
  public static let mountTable = RequiredFields(rawValue: 1 << 20)
  /// What the kernel's link to each file says.
  public static let link = RequiredFields(rawValue: 1 << 21)
  /// The drivers of device files, and the names of the disks that files are on.
  public static let driver = RequiredFields(rawValue: 1 << 22)
  /// The descriptors that share an open file description: those of all processes, and what compares them.
  public static let holders = RequiredFields(rawValue: 1 << 23)

  /// The interfaces of all sockets, and the numbers of those that are of none of the usual families.
  public static let socketNumbers = RequiredFields(rawValue: 1 << 27)

  /// All of ``OpenFileDetails`` that a scan tells.
  public static let ofOpenFileDetails: RequiredFields = [.mount, .link]
  /// Each needs the descriptors of all processes.
  public static let ofOthers: RequiredFields = [.endpoints, .holders]
  /// Processes are told of, and no files.
  public static let processesAlone = RequiredFields(rawValue: 1 << 28)
  /// How many descriptors each process has. Processes are then told of even if none of their files is.
  public static let descriptorUse = RequiredFields(rawValue: 1 << 29)
  /// ``ScanResult/foundSockets``, with what only sock_diag(7) tells of them.
  public static let foundSockets = RequiredFields(rawValue: 1 << 30)
  /// Beside ``endpoints``, the other holders of regular files.
  public static let sharedFiles = RequiredFields(rawValue: 1 << 31)

  /// All of ``ProcessDetails``.
  public static let ofProcessDetails: RequiredFields = [
    .startTime, .commandLine, .executable, .controlGroup, .descriptorUse,
  ]
}
