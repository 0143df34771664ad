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
    record.process.since_boot = 12_345_678_901_234
    record.process.root_directory = cbpf_link(mount: 1, name: 2, inode: 3, device: 254 << 20, kind: overlay)
    record.process.program = cbpf_link(mount: 1, name: 4, inode: 5, device: 254 << 20 | 1, kind: ext4)
    let process = try #require(parseProcess(record.bytes))
    #expect(process.pid == 7 && process.process == 7 && process.uid == 1000)
    #expect(process.parent == 5 && process.group == 6 && process.command == Bytes("special"))
    #expect(process.startTime == 1_234_567)
    #expect(!process.hasEnded && !process.isKernelThread)
    #expect(process.links.map(\.kind) == [.currentDirectory, .programText])
    #expect(process.end(of: .workingDirectory) == nil && process.lacks(.workingDirectory))
    let (root, program) = (process.end(of: .rootDirectory), process.end(of: .programText))
    #expect(root != nil && root?.identity == nil && root?.place != program?.place)
    #expect(
      program?.identity == FileIdentity(device: DeviceNumber(major: 254, minor: 1), inode: 5))
  }

  /// Where procfs has another name of a process than the kernel's tables, it is asked for it.
  @Test func commands() throws {
    func command(_ name: String, _ flags: Int32 = 0) throws -> String? {
      var record = ProcessRecord(pid: 7, command: name)
      record.process.flags = UInt32(flags)
      return try #require(parseProcess(record.bytes)).command.map { String(decoding: $0, as: UTF8.self) }
    }
    let longest = "fifteen letters"
    #expect(try command("") == "" && command("a b) c") == "a b) c" && command(longest) == longest)
    #expect(try command("new\nline") == nil && command("back\\slash") == nil)
    #expect(try command("kthreadd", CBPF_KERNEL_THREAD) == "kthreadd")
    #expect(try command(longest, CBPF_KERNEL_THREAD) == nil)
    #expect(try command("kworker/0:1", CBPF_KERNEL_THREAD | CBPF_KERNEL_WORKER) == nil)
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

  @Test func ended() throws {
    func hasEnded(_ change: (inout cbpf_process) -> Void) throws -> Bool {
      var record = ProcessRecord(pid: 7, command: "x")
      change(&record.process)
      return try #require(parseProcess(record.bytes)).hasEnded
    }
    #expect(try !hasEnded { _ in } && hasEnded { $0.exit_state = 16 } && hasEnded { $0.directories = 0 })
    #expect(try hasEnded { $0.memory = 0 })
    #expect(
      try !hasEnded {
        $0.memory = 0
        $0.flags = UInt32(CBPF_KERNEL_THREAD)
      })
  }

  /// Processes and their tasks, in the order of the tasks' IDs.
  @Test func tasks() throws {
    var records = [ProcessRecord(pid: 2, command: "a"), ProcessRecord(pid: 5, command: "b")]
    records[1].process.mounts = 9
    for (task, descriptors, exit) in [(7, 4, 0), (8, 3, 16), (9, 3, 0)] {
      var record = ProcessRecord(pid: 2, command: "t\(task)")
      record.process.task = Int32(task)
      record.process.descriptors = UInt64(descriptors)
      record.process.exit_state = Int32(exit)
      records.append(record)
    }
    let processes = try processes(records)
    let first = try #require(processes[2])
    let other = try #require(processes[5])
    #expect(processes[7] == nil && processes.tasks(of: 5).isEmpty)
    #expect(processes.tasks(of: 2).map(\.pid) == [7, 9])
    #expect(processes.tasks(of: 2).map { $0.parts(apartFrom: first) } == [[.descriptors], []])
    #expect(first.sharesMounts(with: first) && !first.sharesMounts(with: other))
    // The lister itself isn't told of.
    #expect(!processes.sharesMounts(first))
  }

  /// Whose links may lead to a file, as far as that is known.
  @Test func linked() throws {
    var records: [ProcessRecord] = []
    for (pid, inode, kind) in [(2, 3, ext4), (3, 4, ext4), (4, 4, overlay)] {
      var record = ProcessRecord(pid: Int32(pid), command: "x")
      record.process.root_directory = cbpf_link(
        mount: 1, name: 2, inode: UInt64(inode), device: 1, kind: kind)
      records.append(record)
    }
    var ended = ProcessRecord(pid: 5, command: "x")
    ended.process.exit_state = 16
    records.append(ended)
    #expect(try processes(records).pids { $0.inode == 3 }.sorted() == [2, 4, 5])
  }

  private func processes(_ records: [ProcessRecord]) throws -> KernelProcesses {
    try #require(KernelProcesses(KernelIterator(try FileDescriptor(pipeWith: records.flatMap(\.bytes)))))
  }

  private let ext4: UInt32 = 0xef53
  private let overlay: UInt32 = 0x794c_7630

  /// The records of a process that has got the PID of another one are not those of that.
  @Test func reusedPID() throws {
    var file = FileRecord(pid: 2, number: 0, path: "/x")
    file.file.started = 8
    var process = ProcessRecord(pid: 2, command: "a")
    for (started, count) in [(UInt32(8), 1), (9, 0)] {
      process.process.started = started
      let told = try #require(parseProcess(process.bytes))
      let files = KernelFiles(try FileDescriptor(pipeWith: file.bytes), isFiltered: false)
      #expect(files.files(of: 2, told)?.count == count)
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
    (process.mounts, process.directories, process.memory, process.descriptors) = (1, 1, 2, 3)
    withUnsafeMutableBytes(of: &process.command) { $0.copyBytes(from: command.utf8) }
  }

  var bytes: Bytes { withUnsafeBytes(of: process) { Bytes($0) } }
}
