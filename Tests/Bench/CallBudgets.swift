import CTestSystem
import Glibc
import TestSupport

/// A kind of descriptor that a load is made of.
enum LoadKind: Int, CaseIterable {
  case file, pipe, unix, listener

  /// Opens `count` descriptors in the calling process. A pipe and a pair of sockets are two.
  func open(_ count: Int, process: Int, in directory: String) {
    var ends: [Int32] = [0, 0]
    for number in 0..<count {
      switch self {
      case .file: _ = testsystem_open("\(directory)/budget-\(process)-\(number)", O_RDWR | O_CREAT, 0o600)
      case .pipe where number % 2 == 0: pipe2(&ends, 0)
      case .unix where number % 2 == 0: socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
      case .listener: _ = listenLocally(port: 0)
      default: break
      }
    }
  }
}

/// How many system calls a command line may cost our lsof.
struct CallBudget {
  let arguments: [String]
  /// For one more descriptor, by ``LoadKind``.
  let perDescriptor: [Double]
  /// For one more process that has few files, on a machine with file systems that may block. As the test forks it,
  /// there are some gaps between them.
  let perProcess: Double
}

/// `{file}` and `{process}` are what the load has, `{port}` is a port that one process listens at.
private let plainBudgets = [
  // To list a file takes its name, its access mode and its status. Pipes are alike but for the name, and so are
  // sockets, which are never open for one direction only.
  CallBudget(arguments: ["-nP", "-Ki"], perDescriptor: [3, 2, 1, 1], perProcess: 54),
  CallBudget(arguments: ["-nP", "-Ki", "-Fpcfn"], perDescriptor: [1, 1, 1, 1], perProcess: 38),
  // Columns cost what they need: a name, or a status and fdinfo, which takes three calls and has the access mode too.
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,name"], perDescriptor: [1, 1, 1, 1], perProcess: 38),
  CallBudget(
    arguments: ["-nP", "-Ki", "-j", "--columns=pid,fd,size,pos,flags,inode,dev,name"],
    perDescriptor: [5, 4, 4, 4], perProcess: 56),
  // More of a process are files of its own; more of a file is in its status.
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,starttime,cmdline,exe,cgroup,assoc"],
    perDescriptor: [1, 1, 1, 1],
    perProcess: 46),
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,blocks,perm,owner,mtime"], perDescriptor: [2, 2, 1, 1],
    perProcess: 54),
  // One file tells the control group and what follows from it.
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,cgroup,unit,container"], perDescriptor: [1, 1, 1, 1],
    perProcess: 42),
  // The mount comes with the status, the drivers from tables that are read once.
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,mntid,mount,fstype,source,deleted"],
    perDescriptor: [2, 1, 1, 1], perProcess: 58),
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,path,link,ns.type,kthread"], perDescriptor: [1, 1, 1, 1],
    perProcess: 40),
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,driver,partition,devtype"], perDescriptor: [2, 1, 1, 1],
    perProcess: 54),
  // Sockets tell more in the tables that are read once, and UNIX sockets in fdinfo.
  CallBudget(arguments: ["-nP", "-Ki", "--detail"], perDescriptor: [3, 2, 4, 1], perProcess: 56),
  CallBudget(
    arguments: ["-nP", "-Ki", "--columns=pid,assoc,tcp.congestion,tcp.rtt,tcp.tls,mptcp.token"],
    perDescriptor: [2, 1, 1, 1], perProcess: 54),
  // To find sockets takes a name of each descriptor.
  CallBudget(arguments: ["-nP", "-i"], perDescriptor: [1, 1, 1, 1], perProcess: 17),
  CallBudget(arguments: ["-nP", "-i", ":{port}"], perDescriptor: [1, 1, 1, 1], perProcess: 17),
  CallBudget(arguments: ["-nP", "-iTCP", "-sTCP:LISTEN"], perDescriptor: [1, 1, 1, 1], perProcess: 17),
  CallBudget(arguments: ["-U"], perDescriptor: [1, 1, 1, 1], perProcess: 17),
  // No socket, no look at a process.
  CallBudget(arguments: ["-nP", "-i", ":9"], perDescriptor: [0, 0, 0, 0], perProcess: 0),
  // To find a file takes a status.
  CallBudget(arguments: ["{file}"], perDescriptor: [1, 1, 1, 1], perProcess: 40),
  CallBudget(arguments: ["-t", "{file}"], perDescriptor: [1, 1, 1, 1], perProcess: 40),
  CallBudget(arguments: ["-t"], perDescriptor: [0, 0, 0, 0], perProcess: 9),
  CallBudget(arguments: ["-nP", "-p", "{process}"], perDescriptor: [0, 0, 0, 0], perProcess: 0),
  CallBudget(arguments: ["-nP", "-c", "absent"], perDescriptor: [0, 0, 0, 0], perProcess: 3),
  CallBudget(arguments: ["-nP", "-u", "4000000000"], perDescriptor: [0, 0, 0, 0], perProcess: 1),
  // What a filter leaves out is not asked for, as with the options. The rest is what its columns need.
  CallBudget(
    arguments: ["-nP", "--filter=user == 4000000000"], perDescriptor: [0, 0, 0, 0], perProcess: 1),
  CallBudget(
    arguments: ["-nP", "--filter=command == 'absent' and size > 1"], perDescriptor: [0, 0, 0, 0],
    perProcess: 3),
  CallBudget(
    arguments: ["-nP", "--filter=pid == {process}"], perDescriptor: [0, 0, 0, 0], perProcess: 0),
  CallBudget(
    arguments: ["-nP", "--filter=ppid == 4000000"], perDescriptor: [0, 0, 0, 0], perProcess: 9),
  CallBudget(
    arguments: ["-nP", "--filter=fd in (0, 'cwd')"], perDescriptor: [0, 0, 0, 0], perProcess: 26),
  CallBudget(
    arguments: ["-nP", "--filter=proto == 'tcp' and state == 'LISTEN'"], perDescriptor: [1, 1, 1, 1],
    perProcess: 17),
  CallBudget(
    arguments: ["-nP", "--filter=lport == 9"], perDescriptor: [0, 0, 0, 0], perProcess: 0),
  CallBudget(
    arguments: ["-nP", "--columns=pid,assoc", "--filter=nlink == 0"], perDescriptor: [2, 2, 1, 1],
    perProcess: 54),
  CallBudget(arguments: ["-v"], perDescriptor: [0, 0, 0, 0], perProcess: 0),
]

/// Where the kernel's tables can be read: a status is asked for only on file systems that tell another one than these.
private let budgetsWithBPF = [
  CallBudget(arguments: ["--scan=bpf", "-nP", "-Ki"], perDescriptor: [1, 0, 0, 0], perProcess: 54),
  CallBudget(arguments: ["--scan=bpf", "-nP", "-i"], perDescriptor: [0, 0, 0, 0], perProcess: 17),
  CallBudget(arguments: ["--scan=bpf", "{file}"], perDescriptor: [1, 0, 0, 0], perProcess: 40),
]

/// Holds our lsof to its budgets: a change that asks the kernel for more of each descriptor or process fails.
struct BudgetTest {
  let ours: String
  private let budgets: [CallBudget]
  private let few = 20
  private let many = 120
  private let processes = 10

  /// Where nothing tells which file systems may block, a search for a file costs more.
  private static let hasBackingDevices = access("/sys/class/bdi", R_OK) == 0

  init(ours: String) {
    self.ours = ours
    let readsTables = readsKernelTables(ours)
    if !readsTables { say("budgets: SKIPPED --scan=bpf: not root, not permitted, or not built") }
    let all = plainBudgets + (readsTables ? budgetsWithBPF : [])
    budgets = all.filter { Self.hasBackingDevices || !$0.arguments.contains("{file}") }
  }

  /// The exit status: 0 where all budgets are kept, or nothing can be counted here. Where other processes are
  /// listed too, what they cost comes and goes: a budget must then be kept in one of ten tries.
  func run(isPrivate: Bool) -> Int32 {
    guard countSystemCalls(Program(ours, [Array("-v".utf8)])) != nil else {
      say("budgets: SKIPPED: there is no strace here, or it may not trace")
      return 0
    }
    if !Self.hasBackingDevices {
      say("budgets: SKIPPED those of a search for a file: there is no /sys/class/bdi")
    }
    guard let directory = temporaryDirectory("budget") else {
      quit("can't make a directory for temporary files")
    }
    defer { removeTree(directory) }
    var failures = Set(tryAll(in: directory))
    for _ in 0..<9 where !failures.isEmpty && !isPrivate { failures.formIntersection(tryAll(in: directory)) }
    for failure in failures.sorted() { say("budgets: failed: \(failure)") }
    say("\(budgets.count * (LoadKind.allCases.count + 1) - failures.count) passed, \(failures.count) failed")
    return failures.isEmpty ? 0 : 1
  }

  /// What costs more than it may.
  private func tryAll(in directory: String) -> [String] {
    // One process of the same kind in all loads, which is asked for by its number, its file and its port.
    let fixed = Load(1) { _ in
      LoadKind.file.open(few, process: -1, in: directory)
      _ = listenLocally(port: 7777)
    }
    defer { fixed.end() }
    let lines = budgets.map { budget in
      budget.arguments.map { argument in
        switch argument {
        case "{file}": "\(directory)/budget--1-0"
        case "{process}": "\(fixed.processes[0])"
        case "--filter=pid == {process}": "--filter=pid == \(fixed.processes[0])"
        case ":{port}": ":7777"
        default: argument
        }
      }
    }
    func count(_ kind: LoadKind, _ processes: Int, _ descriptors: Int) -> [Double] {
      let load = Load(processes) { kind.open(descriptors, process: $0, in: directory) }
      defer { load.end() }
      return lines.map { calls($0) }
    }
    func failures(_ what: String, _ costs: [Double], _ limits: [Double], slack: Double) -> [String] {
      budgets.indices.filter { costs[$0] > limits[$0] + slack }.map {
        let arguments = budgets[$0].arguments.joined(separator: " ")
        return "lsof \(arguments): more than \(decimal(limits[$0], 0)) calls for \(what)"
      }
    }
    var found: [String] = []
    for kind in LoadKind.allCases {
      let base = count(kind, processes, few)
      let more = count(kind, processes, many)
      let each = zip(base, more).map { ($1 - $0) / Double(processes * (many - few)) }
      found += failures(
        "a descriptor (\(kind))", each, budgets.map { $0.perDescriptor[kind.rawValue] }, slack: 0.1)
      if kind != .file { continue }
      let wider = count(kind, processes * 3, few)
      let perProcess = zip(base, wider).map { ($1 - $0) / Double(processes * 2) }
      let own = zip(perProcess, each).map { $0 - $1 * Double(few) }
      found += failures("a process", own, budgets.map(\.perProcess), slack: 0.5)
    }
    return found
  }

  private func calls(_ arguments: [String]) -> Double {
    var program = Program(ours, arguments.map { Array($0.utf8) })
    // Without a word of how, the listing depends on how many files are open elsewhere.
    program.environment.append("LSOF_SCAN=procfs")
    let counts = countSystemCalls(program) ?? []
    // How often threads wait for each other is not ours to say.
    return Double(counts.reduce(0) { $0 + ($1.call == "futex" ? 0 : $1.count) })
  }
}
