import CBPF
import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// What is read of the records of processes that BPF programs write.
struct KernelProcessTests {
  @Test func process() throws {
    var record = ProcessRecord(pid: 7, command: "special")
    record.process.marks = UInt32(CBPF_MAY_WANT_WORKING_DIRECTORY | CBPF_MAY_WANT_PROGRAM)
    record.process.uid = 1000
    record.process.parent = 5
    record.process.group = 6
    record.process.root_directory = cbpf_link(mount: 1, name: 2, inode: 3, device: 254 << 20, marks: 0)
    record.process.program = cbpf_link(
      mount: 1, name: 4, inode: 5, device: 254 << 20 | 1, marks: UInt32(CBPF_HAS_IDENTITY))
    let process = try #require(parseProcess(record.bytes))
    #expect(process.pid == 7 && process.process == 7 && process.uid == 1000)
    #expect(process.parent == 5 && process.group == 6 && process.command == Bytes("special"))
    #expect(!process.hasEnded && !process.isKernelThread && !process.hasOtherMounts && process.ownParts == [])
    #expect(process.links.map(\.kind) == [.currentDirectory, .programText])
    #expect(process.end(of: .workingDirectory) == nil)
    let (root, program) = (process.end(of: .rootDirectory), process.end(of: .programText))
    #expect(root != nil && root?.identity == nil && root?.place != program?.place)
    #expect(
      program?.identity == FileIdentity(device: DeviceNumber(major: 254, minor: 1), inode: 5))
  }

  /// Where procfs has another name of a process than the kernel's tables, it is asked for it.
  @Test func commands() throws {
    func command(_ name: String, _ marks: Int32 = 0) throws -> String? {
      var record = ProcessRecord(pid: 7, command: name)
      record.process.marks = UInt32(marks)
      return try #require(parseProcess(record.bytes)).command.map { String(decoding: $0, as: UTF8.self) }
    }
    let longest = "fifteen letters"
    #expect(try command("") == "" && command("a b) c") == "a b) c" && command(longest) == longest)
    #expect(try command("new\nline") == nil && command("back\\slash") == nil)
    #expect(try command("kthreadd", CBPF_IS_KERNEL_THREAD) == "kthreadd")
    #expect(try command(longest, CBPF_IS_KERNEL_THREAD) == nil)
    #expect(try command("kworker/0:1", CBPF_IS_KERNEL_THREAD | CBPF_IS_KERNEL_WORKER) == nil)
  }

  @Test func senselessProcesses() {
    let whole = ProcessRecord(pid: 7, command: "x")
    for count in 0..<whole.bytes.count { #expect(parseProcess(Bytes(whole.bytes.prefix(count))) == nil) }
    func refuses(_ spoil: (inout cbpf_process) -> Void) -> Bool {
      var record = whole
      spoil(&record.process)
      return parseProcess(record.bytes) == nil
    }
    let lengths = refuses { process in process.length = 8 } && refuses { process in process.length = .max }
    let numbers = refuses { process in process.task = 0 } && refuses { process in process.process = -1 }
    #expect(lengths && numbers)
  }

  /// Processes and their tasks, in the order of the tasks' IDs.
  @Test func tasks() throws {
    var records = [ProcessRecord(pid: 2, command: "a"), ProcessRecord(pid: 5, command: "b")]
    for (task, marks) in [(7, CBPF_HAS_OWN_DESCRIPTORS), (9, 0)] {
      var record = ProcessRecord(pid: 2, command: "t\(task)")
      record.process.task = Int32(task)
      record.process.marks = UInt32(marks)
      records.append(record)
    }
    let table = KernelTable<KernelProcess>(
      try FileDescriptor(pipeWith: records.flatMap(\.bytes)), isFiltered: false)
    let processes = try #require(KernelProcesses(table))
    #expect(processes.pids.sorted() == [2, 5] && processes[7] == nil)
    #expect(processes.tasks(of: 2).map(\.pid) == [7, 9] && processes.tasks(of: 5).isEmpty)
    #expect(processes.tasks(of: 2).map(\.ownParts) == [[.descriptors], []])
  }

  /// The records of a process that has got the PID of another one are not those of that.
  @Test func reusedPID() throws {
    var file = FileRecord(pid: 2, number: 0, path: "/x")
    file.file.started = 8
    var process = ProcessRecord(pid: 2, command: "a")
    for (started, isSame) in [(UInt32(8), true), (9, false)] {
      process.process.started = started
      let files = KernelFiles(
        try FileDescriptor(pipeWith: file.bytes), isFiltered: false,
        processes: KernelProcesses(
          KernelTable(try FileDescriptor(pipeWith: process.bytes), isFiltered: false)))
      #expect((files.files(of: 2) != nil) == isSame)
    }
  }

  private func parseProcess(_ bytes: Bytes) -> KernelProcess? { KernelProcess(bytes.span, at: 0) }
}

extension FileDescriptor {
  /// The end of a pipe from which some bytes can be read.
  init(pipeWith bytes: Bytes) throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    close(ends[1])
    self.init(owning: ends[0])
  }
}

/// A record to be made into bytes.
private struct ProcessRecord {
  var process = cbpf_process()

  init(pid: Int32, command: String) {
    process.length = UInt32(MemoryLayout<cbpf_process>.size)
    process.task = pid
    process.process = pid
    withUnsafeMutableBytes(of: &process.command) { $0.copyBytes(from: command.utf8) }
  }

  var bytes: Bytes { withUnsafeBytes(of: process) { Bytes($0) } }
}
