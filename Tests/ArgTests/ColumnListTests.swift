import Print
import Store
import Testing

@testable import Arg

@Suite struct ColumnListTests {
  /// The names of the columns that are shown.
  private func columns(_ line: String) throws -> [String] {
    try #require(Run(line).request).output.columns
      .map { String(decoding: ColumnTable.title($0.place), as: UTF8.self) }
  }

  @Test("names are taken in any case, and by aliases")
  func names() throws {
    #expect(try columns("--columns=pid,Fd,SIZE") == ["PID", "FD", "SIZE"])
    #expect(try columns("--columns pos,flags") == ["OFFSET", "FILE-FLAG"])
    #expect(try columns("--columns=PID,FD,PID") == ["FD", "PID"])
    #expect(try columns("-p 1").isEmpty)
  }

  @Test("names with a sign change what the other options ask for")
  func signs() throws {
    let usual = [
      "COMMAND", "PID", "TID", "TASKCMD", "USER", "FD", "TYPE", "DEVICE", "SIZE/OFF", "NODE", "NAME",
    ]
    #expect(try columns("--columns=+uid,-uid") == usual)
    #expect(
      try columns("--columns=-TASKCMD,-tid,-device,-node,-type,-user,+inode")
        == ["COMMAND", "PID", "FD", "SIZE/OFF", "INODE", "NAME"])
    #expect(try columns("-R --columns=-USER").contains("PPID"))
    #expect(try columns("--columns=pid,+fd,name,-pid") == ["FD", "NAME"])
    // A later list goes on where its first name has a sign.
    #expect(try columns("--columns=pid --columns=+fd") == ["PID", "FD"])
    #expect(try columns("--columns=pid --columns=fd") == ["FD"])
  }

  @Test("columns of tasks wait for a task in the table, and are there or not in rows")
  func tasks() throws {
    let request = try #require(Run("--columns=+uid,tid").request)
    #expect(request.output.columns.filter(\.isOnlyIfPresent).count == 1)
    #expect(try columns("--csv").contains("TID"))
    #expect(try !columns("--csv -Ki").contains("TID"))
    #expect(try #require(Run("--csv").request).output.columns.allSatisfy { !$0.isOnlyIfPresent })
  }

  @Test(
    "rows for programs",
    arguments: [
      ("--raw", .raw), ("--csv", .csv), ("-J --columns=PID", .json), ("-j --columns=PID", .jsonLines),
    ] as [(String, Output.RowForm)])
  func forms(line: String, form: Output.RowForm) throws {
    let output = try #require(Run(line).request).output
    #expect(output.form == .rows(form) && !output.columns.isEmpty)
    #expect(output.tellsNamesApart && output.escapesExactly)
  }

  @Test("no more is asked for than the columns need")
  func needs() throws {
    func needs(_ line: String) throws -> RequiredFields {
      try #require(Run(line).request).output.requiredFields
    }
    #expect(try needs("--columns=pid,uid,assoc,state") == [])
    #expect(try needs("-J --columns=size,pid") == .status)
    #expect(try needs("--columns=unit,flags") == [.unit, .openFlags])
    #expect(try #require(Run("--columns=flags").request).output.fileFlags == .names)
    #expect(try #require(Run("--columns=netns").request).networkNamespaces?.included == [.own])
    #expect(try #require(Run("--columns=pid").request).networkNamespaces == nil)
  }

  @Test func switches() throws {
    let output = try #require(Run("--human --trim").request).output
    #expect(output.showsHumanSizes && output.trimsRows && output.columns.isEmpty && output.form == .columns)
  }
}
