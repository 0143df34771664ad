import Misc
import Store
import Testing

@testable import Report

@Suite struct RemovedFilesTests {
  @Test("very many descriptors of one file take no more time than they must")
  func many() throws {
    let count: Int32 = 200_000
    var batch = Batch()
    var process = ProcessRecord(pid: 5)
    process.command = batch.names.append(Bytes("holder".utf8))
    process.files = 0..<Int(count)
    batch.processes = [process]
    let name = batch.names.append(Bytes("/tmp/log (deleted)".utf8))
    for number in 0..<count {
      var file = OpenFile(.number, number: number)
      file.type = .regular
      file.name = name
      file.known = [.device, .inode, .linkCount, .size]
      file.size = 10
      batch.files.append(file)
    }
    var files = RemovedFiles()
    // The time limit is that of the whole run: each of these steps took hours.
    for file in batch.files { files.add(file, of: process, in: batch) }
    files.complete([:])
    let removed = try #require(files.sorted.first)
    #expect(files.sorted.count == 1 && removed.name == Bytes("/tmp/log".utf8) && removed.size == 10)
    #expect(removed.holders.map(\.process.pid) == [5])
    #expect(
      removed.holders[0].holds.count == Int(count) && removed.holders[0].distinctHolds.count == Int(count))
  }
}
