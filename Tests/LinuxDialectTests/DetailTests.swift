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
    #expect(plain.processDetails.isEmpty && plain.fileDetails.isEmpty)
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
    let details = try #require(try batch([.status, .details]).fileDetails[status.identity])
    #expect(details.mode == 0o100640 && details.owner == getuid())
    #expect(details.blocks == status.blocks && details.modified == status.modified)
    #expect(abs(details.modified - Int64(time(nil))) < 3600)
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
