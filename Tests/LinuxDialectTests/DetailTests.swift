import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// What only columns that are asked for show.
@Suite struct DetailTests {
  private let fixture = ProcfsFixture()

  init() {
    fixture.process("7")
    fixture.write("file", "12345")
    fixture.link("proc/7/cwd", to: fixture.directory)
    fixture.link("proc/7/exe", to: fixture.directory + "/file")
    fixture.descriptor("7", 3, to: fixture.directory + "/file")
    fixture.write("proc/stat", "cpu  1 2\nbtime 1000\nprocesses 3\n")
    fixture.write("proc/7/cmdline", "cat\0-u\0\0a b\0\0")
    fixture.write("proc/7/cgroup", "4:cpu:/other\n0::/a.slice/b:c\n")
  }

  private func batch(_ requiredFields: RequiredFields) throws -> Batch {
    try #require(fixture.scan(for: requiredFields).batches.first { !$0.processes.isEmpty })
  }

  @Test func process() throws {
    let batch = try batch(.ofProcessDetails)
    let details = try #require(batch.processDetails[7])
    func text(_ slice: ByteSlice) -> String { String(decoding: Bytes(batch.names[slice]), as: UTF8.self) }
    #expect(details.startTime == 1000 + 100 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    #expect(text(details.commandLine) == "cat -u  a b")
    #expect(text(details.executable) == fixture.directory + "/file")
    #expect(text(details.controlGroup) == "/a.slice/b:c")
  }

  @Test("no more is read than is asked for")
  func parts() throws {
    let batch = try batch(.executable)
    let details = try #require(batch.processDetails[7])
    #expect(details.startTime == nil && details.commandLine.isEmpty && details.controlGroup.isEmpty)
    #expect(!details.executable.isEmpty)
    let plain = try self.batch([.name, .status])
    #expect(plain.processDetails.isEmpty && plain.openFileDetails.isEmpty)
  }

  @Test("what procfs does not tell is not there")
  func missing() throws {
    for name in ["cmdline", "cgroup", "exe"] { unlink(fixture.directory + "/proc/7/" + name) }
    unlink(fixture.directory + "/proc/stat")
    let details = try #require(try batch(.ofProcessDetails).processDetails[7])
    #expect(details.startTime == nil && details.commandLine.isEmpty && details.executable.isEmpty)
    #expect(details.controlGroup.isEmpty)
  }

  @Test func file() throws {
    chmod(fixture.directory + "/file", 0o640)
    let status = try #require(fixture.status("file"))
    let batch = try batch([.status, .details])
    let file = try #require(batch.files.first { $0.inode == status.inode })
    let details = try #require(batch.openFileDetails[Int(file.details)].inode)
    #expect(details.mode == 0o100640 && details.owner == getuid())
    #expect(details.blocks == status.blocks && details.modified == status.modified)
    #expect(abs(details.modified - Int64(time(nil))) < 3600)
  }

  @Test("one file tells the unit and the control group")
  func controlGroupWithUnit() throws {
    fixture.write("proc/7/cgroup", "0::/system.slice/x.service\n")
    let batch = try batch([.controlGroup, .unit])
    let group = try #require(batch.processDetails[7]).controlGroup
    #expect(Bytes(batch.names[group]) == Bytes("/system.slice/x.service"))
    #expect(Bytes(batch.names[batch.processes[0].unit]) == Bytes("x.service"))
  }

  @Test("mounts and links of open files")
  func openFiles() throws {
    fixture.descriptor("7", 4, to: "socket:[5]")
    let status = Path(Bytes((fixture.directory + "/file").utf8)).withPointer {
      FileStatus.withMount($0, in: AT_FDCWD, isRemembered: false)
    }
    let mount = try status.get().mount
    let line = "\(mount) 1 0:50 / /m\\040x rw - tmpfs the\\040source rw\n"
    fixture.write("proc/7/mountinfo", line)
    let batch = try batch([.status, .name, .mount, .mountTable, .link])
    func text(_ slice: ByteSlice) -> String { String(decoding: Bytes(batch.names[slice]), as: UTF8.self) }
    func details(_ number: Int32) throws -> OpenFileDetails {
      let file = try #require(batch.files.first { $0.number == number && $0.descriptor == .number })
      return batch.openFileDetails[Int(file.details)]
    }
    let file = try details(3)
    #expect(text(file.link) == fixture.directory + "/file")
    // Of a socket only fdinfo tells it.
    #expect(try text(details(4).link) == "socket:[5]" && details(4).mountID == 1)
    let directory = try #require(batch.files.first { $0.descriptor == .currentDirectory })
    if mount == 0 { return }
    #expect(file.mountID == mount)
    #expect(batch.openFileDetails[Int(directory.details)].mountID == mount)
    let found = try #require(batch.mounts[mount])
    #expect(text(found.directory) == "/m x" && text(found.source) == "the source")
    #expect(text(found.fileSystem) == "tmpfs" && batch.mounts.count == 1)
    let plain = try self.batch([.status, .name])
    #expect(plain.openFileDetails.isEmpty && plain.mounts.isEmpty && plain.drivers.isEmpty)
  }

  @Test("drivers are those of the tables of procfs")
  func drivers() {
    fixture.write(
      "proc/devices",
      "Character devices:\n  1 mem\n  4 /dev/vc/0\n  4 tty\n  4 ttyS\n 10 misc\n\nBlock devices:\n  7 loop\n")
    fixture.write("proc/misc", "200 tun\n232 kvm\nx\n")
    fixture.write(
      "proc/tty/drivers",
      "/dev/vc/0            /dev/vc/0       4       0 system:vtmaster\n"
        + "serial               /dev/ttyS       4 64-95 serial\nunknown              /dev/tty        4 1-63 console\n"
    )
    fixture.write("proc/partitions", "major minor  #blocks  name\n\n 254        1   33554432 vda1\n")
    let drivers = DeviceDrivers(Procfs(root: Bytes(fixture.procfs.utf8)))
    func names(_ major: UInt32, _ minor: UInt32, isBlock: Bool = false) -> [String] {
      let number = DeviceNumber(major: major, minor: minor)
      let names = drivers.names(of: SpecialDevice(number: number, isBlock: isBlock))
      return [names.driver, names.misc, names.terminal].map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(names(1, 3) == ["mem", "", ""] && names(7, 0, isBlock: true) == ["loop", "", ""])
    #expect(names(4, 64) == ["/dev/vc/0", "", "ttyS"] && names(4, 5) == ["/dev/vc/0", "", "tty"])
    #expect(names(4, 0)[2] == "vc/0" && names(4, 99)[2] == "")
    #expect(names(10, 232) == ["misc", "kvm", ""] && names(10, 1) == ["misc", "", ""])
    #expect(names(7, 0) == ["", "", ""] && names(1, 3, isBlock: true) == ["", "", ""])
    #expect(drivers.partition(DeviceNumber(major: 254, minor: 1)) == Bytes("vda1"))
    #expect(drivers.partition(DeviceNumber(major: 0, minor: 0)) == nil)
  }

  @Test("a thread of the kernel is one", arguments: [(0x20_0000, true), (0, false)])
  func kernelThread(flags: Int, isOne: Bool) throws {
    fixture.process("7", flags: flags)
    #expect(try batch([.status]).processes[0].isKernelThread == isOne)
  }

  @Test("with holders the descriptors of all processes are there")
  func others() throws {
    fixture.process("8")
    fixture.descriptor("8", 3, to: fixture.directory + "/file")
    fixture.link("proc/8/cwd", to: fixture.directory)
    func rows(_ requiredFields: RequiredFields, tellsOfOthers: Bool) -> [String] {
      fixture.scan(for: requiredFields.union([.name, .status])) {
        $0.selection.isEverything = false
        $0.selection.selectors = .pid
        $0.selection.pids = [IDPattern(id: 7, isExcluded: false)]
        $0.output.tellsOfOthers = tellsOfOthers
      }.rows.filter { $0.hasPrefix("8") }
    }
    #expect(rows([.holders], tellsOfOthers: true) == ["8 3 regular ~/file"])
    #expect(rows([], tellsOfOthers: false) == [])
  }

  @Test(
    "without a unified hierarchy, systemd's counts, and then the first",
    arguments: [
      ("2:cpu:/x\n1:name=systemd:/y\n", "/y"), ("2:cpu:/x\n3:memory:/z\n", "/x"), ("", ""), ("2:cpu\n", ""),
    ])
  func controlGroups(text: String, path: String) {
    let text = Bytes(text.utf8)
    #expect(ControlGroup.path(text.span) == Bytes(path.utf8))
  }
}
