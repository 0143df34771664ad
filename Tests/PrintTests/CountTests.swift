import Misc
import Store
import TestSupport
import Testing

@testable import Print

/// What `--count` writes.
@Suite struct CountTests {
  private func request(
    _ form: Output.RowForm?, _ names: String, _ change: (inout Request) -> Void = { _ in }
  ) throws -> Request {
    var request = Request.plain(change)
    request.output.form = .counts(form)
    request.output.fileFlags = .names
    request.output.columns = try names.split(separator: " ").map {
      ChosenColumn(place: try #require(ColumnTable.place(Bytes($0.utf8)), "no column \($0)"))
    }
    return request
  }

  private func fill(_ batch: inout Batch) {
    batch.process(10, command: "a b")
    batch.regular(.currentDirectory, -1, "/x", size: 4096)
    batch.process(9, command: "srv", uid: 4_000_000_001)
    batch.regular(.number, 3, "/x,\"y\n", size: 1024)
    batch.regular(.number, 4, "/z", size: 1)
    batch.file(.number, 5, .fifo)
    batch.file(.number, 6, .fifo) { $0.selected = [] }
  }

  @Test("most come first, alike ones as they were listed")
  func table() throws {
    #expect(
      listing(try request(nil, "PID TYPE"), fill)
        == "COUNT PID TYPE\n    2   9 REG\n    1  10 REG\n    1   9 FIFO\n")
    #expect(
      listing(try request(nil, "COMMAND SIZE USER"), fill)
        == "COUNT COMMAND SIZE USER\n    3 srv     1025 4000000001\n    1 a b     4096 root\n")
  }

  @Test("without columns there is a number alone, also of nothing")
  func number() throws {
    #expect(listing(try request(nil, ""), fill) == "4\n")
    #expect(listing(try request(nil, "")) { _ in } == "0\n")
    #expect(listing(try request(nil, "PID")) { _ in } == "")
    #expect(listing(try request(nil, "SIZE"), fill) == "COUNT SIZE\n    4 5121\n")
    #expect(
      listing(try request(nil, "SIZE") { $0.output.showsHumanSizes = true }, fill)
        == "COUNT SIZE\n    4 5.0K\n")
  }

  @Test("programs get whole values")
  func programs() throws {
    #expect(
      listing(try request(.csv, "NAME SIZE"), fill)
        == "COUNT,NAME,SIZE\r\n1,/x,4096\r\n1,\"/x,\"\"y\\n\",1024\r\n1,/z,1\r\n1,,0\r\n")
    #expect(listing(try request(.csv, "")) { _ in } == "COUNT\r\n0\r\n")
    #expect(listing(try request(.raw, "TYPE"), fill) == "3\0REG\0\n1\0FIFO\0\n")
    let rows = try JSONValue(listingBytes(try request(.json, "PID NAME SIZE"), fill)).elements
    #expect(rows.count == 4 && rows[0]["count"]?.number == "1" && rows[0]["pid"]?.number == "10")
    #expect(
      rows[1]["name"]?.string == "/x,\"y\n" && rows[1]["size"]?.number == "1024" && rows[3]["name"] == nil)
    #expect(listing(try request(.json, "PID")) { _ in } == "[]\n")
    #expect(
      listing(try request(.jsonLines, "TYPE"), fill)
        == "{\"count\":3,\"type\":\"REG\"}\n{\"count\":1,\"type\":\"FIFO\"}\n")
  }

  @Test("each round is counted by itself, and sums don't overflow")
  func rounds() throws {
    let request = try request(nil, "SIZE")
    let text = written(request) {
      for _ in 0..<2 {
        var batch = Batch()
        batch.process(1)
        batch.regular(.number, 3, "/x", size: .max)
        batch.regular(.number, 4, "/x", size: 2)
        $0.add(batch)
        _ = $0.finishCycle()
      }
    }
    let round = "COUNT                 SIZE\n    2 18446744073709551615\n"
    #expect(text == round + round)
  }
}
