import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// Which rows show a lock: in a scan of few processes, which asks each descriptor, and in one of many, where the table
/// of locks says about which of them fdinfo is asked. What both say of the locks need not agree here.
@Suite struct LockScanTests {
  private let fixture = ProcfsFixture()

  init() {
    fixture.process("7")
    fixture.write("data", "12345")
    fixture.write("other", "1234")
  }

  /// Adds processes without files, so that there are many.
  private func addCrowd() {
    for pid in 100..<120 { fixture.process("\(pid)") }
  }

  /// `device:inode` as the kernel writes it.
  private func place(_ name: String = "data") -> String {
    guard let status = fixture.status(name) else { return "" }
    return [status.device.major, status.device.minor].map { String($0, radix: 16) }.joined(separator: ":")
      + ":\(status.inode)"
  }

  private func open(
    _ number: Int, _ name: String = "data", _ path: String = "7", locks: [String] = []
  ) {
    fixture.descriptor(path, number, to: "\(fixture.directory)/\(name)", flags: 2, locks: locks)
  }

  private func map(_ name: String = "data", as place: String? = nil, permissions: String = "r--p") {
    let numbers = (place ?? self.place(name)).split(separator: ":")
    fixture.write(
      "proc/7/maps",
      "1000-2000 \(permissions) 00000000 \(numbers[0]):\(numbers[1]) \(numbers[2]) \(fixture.directory)/\(name)\n"
    )
  }

  /// The files are on a file system that numbers them as stat(2) does.
  private func mountPlainly() throws {
    let device = try #require(fixture.status("data")?.device)
    fixture.write("proc/self/mountinfo", "36 35 \(device.major):\(device.minor) / / rw - ext4 /dev/x rw\n")
  }

  private func writeTable(_ locks: String...) {
    fixture.write(
      "proc/locks", locks.enumerated().map { "\($0.offset + 1): \($0.element)\n" }.joined())
  }

  /// The rows that show a lock: descriptor and letter.
  private func locks(_ change: (inout Request) -> Void = { _ in }) -> [String] {
    fixture.scan(for: [.name, .status, .access, .lock], change).files.filter { $0.lock != .none }.map {
      ($0.descriptor == .number ? "\($0.number)" : "\($0.descriptor)")
        + String(UnicodeScalar($0.lock.letter))
    }.sorted()
  }

  @Test(arguments: [false, true]) func whoeverHasTheOpenFileHasItsLocks(_ areMany: Bool) {
    let place = place()
    // Taken by a process that has ended; of the open file description alone; a lease.
    let locks = [
      "FLOCK  ADVISORY  WRITE 4711 \(place) 0 EOF", "OFDLCK ADVISORY  READ -1 \(place) 3 9",
      "LEASE  ACTIVE    READ 4711 \(place) 0 EOF", "POSIX  ADVISORY  WRITE 0 \(place) 3 9",
    ]
    for (number, lock) in locks.enumerated() { open(number, locks: [lock]) }
    open(8)
    map()
    writeTable(locks[0], locks[1], locks[2], locks[3])
    if areMany { addCrowd() }
    #expect(self.locks() == ["0W", "1r", "2R", "3w"])
  }

  @Test(arguments: [false, true]) func whatTheProcessTookShowsOnAllItsRowsOfTheFile(_ areMany: Bool) {
    let lock = "POSIX  ADVISORY  WRITE 7 \(place()) 0 EOF"
    open(3, locks: [lock])
    open(4)
    open(5, "other")
    fixture.link("proc/7/cwd", to: fixture.directory + "/data")
    map()
    writeTable(lock)
    if areMany { addCrowd() }
    #expect(locks() == ["3W", "4W", "currentDirectoryW", "memoryW"])
    // Which descriptors are listed doesn't matter.
    let listed = locks {
      $0.selection.selectors = .descriptor
      $0.selection.isEverything = false
      $0.selection.descriptors.kinds = [.memory, .currentDirectory]
    }
    #expect(listed == ["currentDirectoryW", "memoryW"])
  }

  @Test(arguments: [false, true]) func aRowIsTheSameWhateverDescriptorsAreAskedFor(_ areMany: Bool) {
    let lock = "POSIX  ADVISORY  WRITE 7 \(place()) 0 EOF"
    let reading = "FLOCK  ADVISORY  READ 7 \(place()) 0 EOF"
    open(3, locks: [lock])
    open(4)
    open(5, "other")
    open(6, locks: [reading])
    // It was not opened by this process alone.
    open(8, "other", locks: ["FLOCK  ADVISORY  WRITE 4711 \(place("other")) 0 EOF"])
    writeTable(lock, reading, "FLOCK  ADVISORY  WRITE 4711 \(place("other")) 0 EOF")
    if areMany { addCrowd() }
    func locks(at numbers: [ClosedRange<Int32>], isExclusion: Bool = false) -> [String] {
      self.locks {
        $0.selection.selectors = .descriptor
        $0.selection.isEverything = false
        $0.selection.descriptors.numbers = numbers
        $0.selection.descriptors.isExclusion = isExclusion
      }
    }
    #expect(self.locks() == ["3R", "4R", "6R", "8W"])
    #expect(locks(at: [4...5]) == ["4R"])
    #expect(locks(at: [3...3]) == ["3R"])
    #expect(locks(at: [8...8]) == ["8W"])
    #expect(locks(at: [3...3, 6...6], isExclusion: true) == ["4R", "8W"])
  }

  @Test func descriptorsThatAreNotAskedForAreAskedOnlyWhereTheyMayMatter() throws {
    try mountPlainly()
    // Only fdinfo tells of this lock.
    open(3, locks: ["POSIX  ADVISORY  WRITE 7 \(place()) 0 EOF"])
    open(4)
    for number in 5..<600 { open(number, "other") }
    // So many are not asked: the table tells.
    let listed = locks {
      $0.selection.selectors = .descriptor
      $0.selection.isEverything = false
      $0.selection.descriptors.numbers = [4...4]
    }
    #expect(listed == [])
  }

  @Test(arguments: [false, true]) func aLockThatWasPassedOnIsNoLongerTheTakers(_ areMany: Bool) {
    let lock = "FLOCK  ADVISORY  WRITE 7 \(place()) 0 EOF"
    open(3)
    fixture.link("proc/7/cwd", to: fixture.directory + "/data")
    fixture.process("9")
    open(5, "data", "9", locks: [lock])
    writeTable(lock)
    if areMany { addCrowd() }
    #expect(locks() == ["5W"])
  }

  /// The open file can be held by its mapping alone, which only the table tells.
  @Test(arguments: [false, true]) func aMappingMayHoldTheOpenFile(_ areMany: Bool) {
    map(permissions: "rw-s")
    open(3, "other")
    writeTable("FLOCK  ADVISORY  WRITE 7 \(place()) 0 EOF")
    if areMany { addCrowd() }
    #expect(locks() == ["memoryW"])
    open(4)
    // Now the descriptor would tell.
    #expect(locks() == (areMany ? ["memoryW"] : []))
  }

  @Test(arguments: [false, true]) func ofSeveralKindsTheLastInTheTableShows(_ areMany: Bool) {
    let read = "POSIX  ADVISORY  READ 7 \(place()) 0 4"
    let write = "POSIX  ADVISORY  WRITE 7 \(place()) 50 54"
    open(3, locks: [read, write])
    if areMany { addCrowd() }
    writeTable(write, read)
    #expect(locks() == ["3r"])
    writeTable(read, write)
    #expect(locks() == ["3w"])
    writeTable()
    // They have gone meanwhile.
    #expect(locks() == (areMany ? [] : ["3w"]))
  }

  @Test func anOpenFileDescriptionShowsWritingBeforeReading() {
    open(3, locks: ["OFDLCK ADVISORY  WRITE -1 \(place()) 0 4", "OFDLCK ADVISORY  READ -1 \(place()) 9 EOF"])
    #expect(locks() == ["3w"])
  }

  @Test(arguments: [false, true]) func whatCanNotBeAskedIsAsTheTableHasIt(_ areMany: Bool) {
    open(3)
    unlink("\(fixture.procfs)/7/fdinfo/3")
    // It can be opened, but not read.
    fixture.makeDirectory("proc/7/fdinfo/3")
    fixture.link("proc/7/cwd", to: fixture.directory + "/data")
    writeTable("POSIX  ADVISORY  WRITE 7 \(place()) 0 EOF")
    if areMany { addCrowd() }
    #expect(locks() == ["3W", "currentDirectoryW"])
  }

  @Test func whatIsClosedMeanwhileIsAsTheTableHasIt() {
    open(3)
    unlink("\(fixture.procfs)/7/fdinfo/3")
    writeTable("POSIX  ADVISORY  WRITE 7 \(place()) 0 EOF")
    #expect(locks() == [])
    addCrowd()
    #expect(locks() == ["3W"])
  }

  @Test func fewProcessesNeedNoTable() throws {
    try mountPlainly()
    open(3, locks: ["FLOCK  ADVISORY  WRITE 7 \(place()) 0 EOF"])
    open(4, "other")
    writeTable("FLOCK  ADVISORY  WRITE 7 \(place("other")) 0 EOF")
    #expect(locks() == ["3W"])
    addCrowd()
    #expect(
      locks { request in
        request.selection.selectors = .command
        request.selection.isEverything = false
        request.selection.commands = [CommandPattern(prefix: Bytes("cat"), isExcluded: false)]
      } == ["3W"])
    // Of many processes, only what may have a lock by the table is asked.
    #expect(locks() == [])
  }

  @Test func manyDescriptorsAreNotAllAskedAtOnce() throws {
    try mountPlainly()
    let lock = "FLOCK  ADVISORY  WRITE 4711 \(place()) 0 EOF"
    for number in 0..<1200 { open(number, number % 2 == 0 ? "data" : "other", locks: [lock]) }
    writeTable(lock)
    // What the table doesn't have is not asked.
    #expect(Set(locks()) == Set(stride(from: 0, to: 1200, by: 2).map { "\($0)W" }))
  }

  @Test(arguments: [false, true]) func aFileInASubvolumeIsNoOther(_ areMany: Bool) throws {
    let inode = try #require(fixture.status("data")?.inode)
    // The superblock's number, which no file has.
    let lock = "FLOCK  ADVISORY  WRITE 7 00:2d:\(inode) 0 EOF"
    open(3, locks: [lock])
    open(4)
    map("other", as: "00:2d:\(inode)")
    fixture.write("proc/self/mountinfo", "36 35 0:45 / / rw - btrfs /dev/x rw\n")
    writeTable(lock)
    if areMany { addCrowd() }
    #expect(locks() == ["3W", "4W"])
  }

  @Test(arguments: [false, true]) func aFileOnAnOverlayMayHaveOtherNumbers(_ areMany: Bool) {
    let lock = "OFDLCK ADVISORY  WRITE -1 00:32:999 0 EOF"
    open(3, locks: [lock])
    open(4)
    fixture.write("proc/self/mountinfo", "36 35 0:50 / / rw - overlay overlay rw\n")
    writeTable(lock)
    if areMany { addCrowd() }
    #expect(locks() == ["3W"])
  }

  @Test(arguments: [false, true]) func tasksAndTheHeirsOfAnEndedLeader(_ areMany: Bool) {
    let lock = "FLOCK  ADVISORY  READ 4711 \(place()) 0 EOF"
    fixture.process("7", state: "Z", threads: 2)
    fixture.process("7/task/7", state: "Z", threads: 2)
    fixture.process("7/task/9", threads: 2)
    open(3, "data", "7/task/9", locks: [lock])
    writeTable(lock)
    if areMany { addCrowd() }
    #expect(locks { $0.selection.tasks = .ignored } == ["3R"])
    #expect(locks() == ["3R"])
  }
}
