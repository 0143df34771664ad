import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// Whole scans of a procfs that is laid out for them.
@Suite struct ProcfsScanTests {
  private let fixture = ProcfsFixture()

  /// Working directory, root, program and a file on descriptor 0.
  private func addFiles(_ path: String, descriptor number: Int = 0) {
    fixture.makeDirectory("home")
    fixture.write("program", "text")
    fixture.write("data", "12345")
    fixture.link("proc/\(path)/cwd", to: fixture.directory + "/home")
    fixture.link("proc/\(path)/root", to: "/")
    fixture.link("proc/\(path)/exe", to: fixture.directory + "/program")
    fixture.descriptor(path, number, to: fixture.directory + "/data", flags: Int(O_WRONLY), position: 3)
  }

  @Test func aProcessIsListedWithAllThatItHas() throws {
    fixture.process("7")
    addFiles("7")
    let program = try #require(fixture.status("program"))
    let data = try #require(fixture.status("data"))
    fixture.write(
      "proc/7/maps",
      [program, data, data].map { status in
        let device = [status.device.major, status.device.minor].map { String($0, radix: 16) }
        let name = status.inode == program.inode ? "program" : "data"
        return "1000-2000 r--p 00000000 \(device[0]):\(device[1]) \(status.inode) "
          + "\(fixture.directory)/\(name)\n"
      }.joined())
    let listing = fixture.scan()
    #expect(
      listing.rows == [
        "7 0 regular ~/data", "7 currentDirectory directory ~/home", "7 memory regular ~/data",
        "7 programText regular ~/program", "7 rootDirectory directory /",
      ])
    let file = try #require(listing.files.first { $0.number == 0 })
    #expect(file.access == .write && file.offset == 3 && file.size == 5 && file.inode == data.inode)
    #expect(file.known.isSuperset(of: [.offset, .size, .inode, .device]))
    let process = try #require(listing.batches.flatMap(\.processes).first)
    #expect(process.parent == 1 && process.group == 7 && process.uid == getuid())
    #expect(listing.result?.isCut == false && listing.message == "")
  }

  @Test func whatIsNotAProcessIsPassedOver() {
    fixture.process("7")
    addFiles("7")
    fixture.makeDirectory("proc/7x")
    fixture.makeDirectory("proc/sys")
    fixture.write("proc/locks", "")
    #expect(Set(fixture.scan().batches.flatMap(\.processes).map(\.pid)) == [7])
  }

  @Test func socketsComeFromTheTables() throws {
    fixture.process("7")
    fixture.descriptor("7", 3, to: "socket:[55]")
    fixture.descriptor("7", 4, to: "socket:[56]")
    fixture.write(
      "proc/self/net/tcp",
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 55 1

      """)
    fixture.write(
      "proc/self/net/unix",
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      ffff0001: 00000002 00000000 00010000 0001 01    56 /run/x

      """)
    let listing = fixture.scan()
    #expect(listing.rows == ["7 3 ipv4 ", "7 4 unix /run/x type=STREAM"])
    let info = try #require(listing.batches.first?.sockets.first)
    #expect(info.local?.port == 8080 && info.state == .listen)
  }

  @Test func searchedSocketsAreFoundByTheirTables() {
    for pid in ["7", "9"] {
      fixture.process(pid)
      addFiles(pid)
    }
    fixture.descriptor("9", 5, to: "socket:[56]")
    fixture.write(
      "proc/self/net/unix",
      "Num       RefCount Protocol Flags    Type St Inode Path\n"
        + "ffff0001: 00000002 00000000 00000000 0001 01    56 /run/x\n")
    let listing = fixture.scan {
      $0.selection.selectors = .unix
      $0.selection.isEverything = false
      $0.selection.unix = true
    }
    #expect(listing.rows == ["9 5 unix /run/x type=STREAM"])
  }

  @Test func tasksAreListedWhereTheyAreWanted() {
    fixture.process("7", threads: 2)
    addFiles("7")
    fixture.process("7/task/7", threads: 2)
    fixture.process("7/task/8", "worker", threads: 2)
    addFiles("7/task/8", descriptor: 1)
    #expect(fixture.scan { $0.selection.tasks = .ignored }.rows.allSatisfy { $0.hasPrefix("7 ") })
    let listing = fixture.scan()
    #expect(
      listing.rows.filter { $0.hasPrefix("7/") } == [
        "7/8 1 regular ~/data", "7/8 currentDirectory directory ~/home",
        "7/8 programText regular ~/program", "7/8 rootDirectory directory /",
      ])
    let commands = listing.batches.flatMap { batch in
      batch.processes.map { String(decoding: Bytes(batch.names[$0.taskCommand]), as: UTF8.self) }
    }
    #expect(commands == ["", "worker"])
  }

  @Test func aTaskIsFoundWhereNothingOfItIsListed() {
    fixture.process("7", threads: 2)
    fixture.process("7/task/8", "worker", threads: 2)
    func found(_ change: (inout Selection) -> Void) -> Bool? {
      fixture.scan {
        $0.selection.isEverything = false
        $0.selection.requiresAll = true
        $0.selection.selectors = [.task, .pid, .descriptor]
        $0.selection.tasks = .listed
        $0.selection.descriptors.numbers = [999...999]
        change(&$0.selection)
      }.result?.searchMatches.tasks
    }
    #expect(found { $0.pids = [IDPattern(id: 7, isExcluded: false)] } == true)
    #expect(found { $0.pids = [IDPattern(id: 9, isExcluded: false)] } == false)
  }

  @Test func whereTheFirstThreadHasEndedAnotherHasTheFiles() {
    fixture.process("7", state: "Z", threads: 3)
    fixture.process("7/task/7", state: "Z", threads: 3)
    fixture.process("7/task/8", state: "Z", threads: 3)
    fixture.process("7/task/9", threads: 3)
    addFiles("7/task/9", descriptor: 2)
    let rows = fixture.scan { $0.selection.tasks = .ignored }.rows
    #expect(rows.count == 4 && rows.first == "7 2 regular ~/data")
  }

  @Test func zombiesHaveNoFiles() {
    fixture.process("7", state: "Z")
    #expect(fixture.scan().batches.flatMap(\.processes).isEmpty)
  }

  @Test func aProcessThatHasVanishedIsLeftOut() {
    fixture.makeDirectory("proc/7")
    fixture.process("9")
    addFiles("9")
    let listing = fixture.scan()
    #expect(listing.batches.flatMap(\.processes).map(\.pid) == [9])
    #expect(listing.result?.isCut == false)
  }

  @Test func aProcessThatEndsIsLeftOutAsSoonAsSomethingIsMissing() {
    fixture.process("7", flags: 4)
    addFiles("7")
    #expect(fixture.scan().rows.count == 4)
    unlink(fixture.procfs + "/7/cwd")
    #expect(fixture.scan().rows.isEmpty)
    fixture.process("7")
    #expect(fixture.scan().rows.count == 3)
  }

  @Test func namedProcessesAreAskedForOnly() {
    for pid in ["7", "9"] {
      fixture.process(pid)
      addFiles(pid)
    }
    fixture.write("proc/9/status", "Name:\tcat\nTgid:\t8\n")
    let listing = fixture.scan { request in
      request.selection.selectors = .pid
      request.selection.isEverything = false
      request.selection.pids = [7, 9].map { IDPattern(id: $0, isExcluded: false) }
    }
    // 9 is a task here.
    #expect(Set(listing.batches.flatMap(\.processes).map(\.pid)) == [7])
    #expect(listing.result?.searchMatches.pids == [true, false])
  }

  @Test func commandsAreSelected() {
    fixture.process("7", "cat")
    fixture.process("9", "sleep")
    addFiles("7")
    addFiles("9")
    let listing = fixture.scan { request in
      request.selection.selectors = .command
      request.selection.isEverything = false
      request.selection.commands = [CommandPattern(prefix: Bytes("sl"), isExcluded: false)]
    }
    #expect(listing.batches.flatMap(\.processes).map(\.pid) == [9])
  }

  @Test func removedFilesAreNamedAsTheirLinksAre() {
    fixture.process("7")
    fixture.descriptor("7", 4, to: fixture.directory + "/gone (deleted)")
    // There is no such file here, so that it can't be asked for.
    #expect(fixture.scan(for: [.access]).rows == ["7 4 withoutStatus ~/gone (deleted)"])
  }

  @Test func onlyWhatIsRequiredIsAskedFor() {
    fixture.process("7")
    addFiles("7")
    let files = fixture.scan(for: []).files
    #expect(files.count == 4)
    // The program's own file is asked for, so that its maps are told from others.
    let others = files.filter { $0.descriptor != .programText }
    #expect(others.allSatisfy { $0.known.isDisjoint(with: [.inode, .size, .offset]) && $0.access == .none })
  }

  /// A search for a name where the mount table says that the files of the fixture are on NFS.
  private func search(
    for identity: FileIdentity, _ change: (inout Request) -> Void = { _ in }
  ) -> ProcfsFixture.Listing {
    fixture.write(
      "proc/self/mountinfo",
      "36 35 98:0 / / rw - ext4 /dev/x rw\n37 36 0:99 / \(fixture.directory) rw - nfs4 host:/ rw\n")
    return fixture.scan { request in
      request.selection.selectors = .name
      request.selection.isEverything = false
      request.selection.files = [
        FileTarget(argument: Bytes("x"), path: Bytes("x"), identity: identity, isFileSystem: false)
      ]
      request.blockingPolicy.isUnguarded = false
      request.blockingPolicy.avoidsBlocking = true
      change(&request)
    }
  }

  @Test func aSearchForNamesLeavesAloneWhatIsOnOtherMountsThatMayBlock() throws {
    fixture.process("7")
    addFiles("7")
    let data = try #require(fixture.status("data"))
    // To ask for the file would find it, but may never return.
    #expect(search(for: data.identity).rows.isEmpty)
    let mounted = FileIdentity(device: DeviceNumber(major: 0, minor: 99), inode: 2)
    let found = search(for: mounted) { request in
      request.warns = true
      request.selection.files[0].isFileSystem = true
    }
    #expect(found.rows.contains("7 0 withoutStatus ~/data"))
  }

  @Test func exemptFilesAreFoundByTheMountThatTheyAreOn() throws {
    fixture.process("7")
    addFiles("7")
    let mounted = FileIdentity(device: DeviceNumber(major: 0, minor: 99), inode: 2)
    let found = search(for: mounted) { request in
      let place = Bytes(fixture.directory.utf8)
      request.blockingPolicy.avoidsBlocking = false
      request.blockingPolicy.exemptions = [Exemption(path: place, avoidsLinks: false, device: nil)]
      request.selection.files[0].path = place
      request.selection.files[0].isFileSystem = true
    }
    #expect(
      found.rows == [
        "7 0 exemptDescriptor ~/data", "7 currentDirectory exemptDirectory ~/home",
        "7 programText exemptText ~/program",
      ])
    #expect(found.result?.searchMatches.files == [true])
  }

  @Test func withoutProcfsThereIsNoAnswer() {
    unlink(fixture.procfs + "/self/stat")
    #expect(fixture.scan().message.hasPrefix("no procfs is mounted on \(fixture.procfs): "))
  }

  @Test func mountsAreThoseOfTheProcfs() throws {
    fixture.write("proc/self/mountinfo", "36 35 98:0 / /mnt rw - ext4 /dev/x rw\n")
    let dialect = LinuxDialect(escaper: Escaper(), procfs: Bytes(fixture.procfs.utf8))
    #expect(try dialect.mounts().map(\.directory) == [Bytes("/mnt")])
    unlink(fixture.procfs + "/self/mountinfo")
    #expect(throws: ScanError.self) { try dialect.mounts() }
  }
}
