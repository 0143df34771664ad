import Misc
import Store
import Testing

@testable import Print

@Suite struct SearchReportTests {
  private func report(_ request: Request, _ change: (inout SearchMatches) -> Void = { _ in }) -> String {
    var searchMatches = SearchMatches(request.selection)
    change(&searchMatches)
    let report = SearchReport(request: request, searchMatches: searchMatches)
    let text = written(request) { $0.write(report) }
    #expect(report.isComplete == text.isEmpty)
    return text
  }

  private func file(_ argument: String, isFileSystem: Bool = false) -> FileTarget {
    let identity = FileIdentity(device: DeviceNumber(rawValue: 1), inode: 1)
    return FileTarget(
      argument: Bytes(argument.utf8), path: [], identity: identity, isFileSystem: isFileSystem)
  }

  private var everything: Request {
    Request.plain {
      $0.selection.commands = [
        CommandPattern(prefix: Bytes("c1"), isExcluded: false),
        CommandPattern(prefix: Bytes("no"), isExcluded: true),
        CommandPattern(prefix: Bytes("c2\n"), isExcluded: false),
      ]
      $0.selection.expressions = [
        CommandExpression(expression: Bytes("r1"), flags: 0),
        CommandExpression(expression: Bytes("r2"), flags: 0),
      ]
      $0.selection.files = [file("f1"), file("/mnt", isFileSystem: true)]
      $0.selection.addresses = [
        AddressTarget(argument: Bytes("@h")), AddressTarget(argument: Bytes(":1")),
        AddressTarget(argument: Bytes("@h")),
      ]
      $0.selection.internet = true
      $0.selection.tcpStates.included = [.listen, .synSent]
      $0.selection.udpStates.included = [.established]
      $0.selection.nfs = true
      $0.selection.pids = [IDPattern(id: 7, isExcluded: false), IDPattern(id: 8, isExcluded: true)]
      $0.selection.tasks = .listed
      $0.selection.contexts = [Bytes("*:x")]
      $0.selection.groups = [IDPattern(id: 9, isExcluded: false), IDPattern(id: 3, isExcluded: true)]
      $0.selection.users = [
        UserPattern(uid: 65534, login: Bytes("nobody"), isExcluded: false),
        UserPattern(uid: 77, login: nil, isExcluded: false),
        UserPattern(uid: 78, login: nil, isExcluded: true),
      ]
    }
  }

  @Test func linesAndTheirOrder() {
    #expect(
      report(everything) == """
        lsof: command not located: c2\\n
        lsof: command not located: c1
        lsof: no command found for regex: r1
        lsof: no command found for regex: r2
        lsof: no file system use located: /mnt
        lsof: no file use located: f1
        lsof: Internet address not located: @h
        lsof: Internet address not located: :1
        lsof: no Internet files located
        lsof: TCP state not located: SYN_SENT
        lsof: TCP state not located: LISTEN
        lsof: UDP state not located: ESTABLISHED
        lsof: no NFS files located
        lsof: process ID not located: 7
        lsof: no tasks located
        lsof: context not located: *:x
        lsof: process group ID not located: 9
        lsof: login name (UID 65534) not located: nobody
        lsof: user ID not located: 77

        """)
  }

  @Test func whatIsFoundIsNotReported() {
    let text = report(everything) {
      $0.commands = [true, false, true]
      $0.expressions = [true, true]
      $0.files = [true, true]
      $0.addresses = [true, true, false]
      $0.internet = true
      $0.tcpStates = [.synSent, .listen]
      $0.udpStates = [.established]
      $0.nfs = true
      $0.pids = [true, false]
      $0.tasks = true
      $0.contexts = [true]
      $0.groups = [true, false]
      $0.users = [true, true, false]
    }
    #expect(text == "")
  }

  private func lacksFiles(
    _ change: (inout Selection) -> Void, _ find: (inout SearchMatches) -> Void = { _ in },
    sockets findSockets: ((inout SearchMatches) -> Void)? = nil
  ) -> Bool {
    let request = Request.plain { change(&$0.selection) }
    var searchMatches = SearchMatches(request.selection)
    find(&searchMatches)
    var sockets: SearchMatches?
    if let findSockets {
      var found = SearchMatches(request.selection)
      findSockets(&found)
      sockets = found
    }
    return SearchReport(request: request, searchMatches: searchMatches).lacksFiles(sockets: sockets)
  }

  @Test func filesAndSocketsCanBeWhereNobodyMayLook() {
    #expect(lacksFiles { $0.files = [file("f1")] })
    #expect(lacksFiles { $0.addresses = [AddressTarget(argument: Bytes(":1"))] })
    #expect(lacksFiles { $0.internet = true })
    #expect(lacksFiles { $0.nfs = true })
    #expect(lacksFiles { $0.tcpStates.included = [.listen] })
    #expect(lacksFiles({ $0.files = [file("f1"), file("f2")] }, { $0.files = [true, false] }))
    #expect(!lacksFiles({ $0.files = [file("f1")] }, { $0.files = [true] }))
    #expect(!lacksFiles { _ in })
  }

  @Test func aSocketThatNoProcessHasIsNotOutOfSight() {
    let addresses = { (selection: inout Selection) in
      selection.addresses = [AddressTarget(argument: Bytes(":1")), AddressTarget(argument: Bytes(":2"))]
    }
    #expect(
      !lacksFiles(addresses, { $0.addresses = [true, false] }, sockets: { $0.addresses = [true, false] }))
    #expect(
      lacksFiles(addresses, { $0.addresses = [true, false] }, sockets: { $0.addresses = [true, true] }))
    #expect(!lacksFiles({ $0.internet = true }, sockets: { _ in }))
    #expect(lacksFiles({ $0.internet = true }, sockets: { $0.internet = true }))
    let states = { (selection: inout Selection) in selection.tcpStates.included = [.listen, .close] }
    #expect(!lacksFiles(states, { $0.tcpStates = [.listen] }, sockets: { $0.tcpStates = [.listen] }))
    #expect(!lacksFiles(states, { $0.tcpStates = [.listen] }, sockets: { $0.udpStates = [.close] }))
    #expect(lacksFiles(states, { $0.tcpStates = [.listen] }, sockets: { $0.tcpStates = [.close] }))
    // Of other files the tables of sockets say nothing.
    #expect(lacksFiles({ $0.files = [file("f1")] }, sockets: { _ in }))
    let named = { (selection: inout Selection) in
      selection.files = [file("f1")]
      selection.selectors = [.name, .unix]
      selection.requiresAll = true
    }
    #expect(!lacksFiles(named, sockets: { _ in }))
    #expect(lacksFiles(named, sockets: { $0.files = [true] }))
    #expect(lacksFiles(named))
  }

  /// Their names tell all.
  @Test func processesAreWhereTheyAre() {
    #expect(
      !lacksFiles {
        $0.pids = [IDPattern(id: 7, isExcluded: false)]
        $0.commands = [CommandPattern(prefix: Bytes("c1"), isExcluded: false)]
        $0.users = [UserPattern(uid: 77, login: nil, isExcluded: false)]
      })
  }

  @Test func aDirectoryIsFoundWithAnyOfItsFiles() {
    let tree = ["d", "d/1", "d/2"].map { path in
      var target = file(path)
      target.isOfDirectory = true
      return target
    }
    #expect(lacksFiles { $0.files = tree })
    #expect(!lacksFiles({ $0.files = tree }, { $0.files = [false, true, false] }))
    #expect(lacksFiles({ $0.files = tree + [file("f")] }, { $0.files = [false, true, false, false] }))
  }

  @Test func ignoredTasksAreNotMissed() {
    #expect(report(.plain { $0.selection.tasks = .ignored }) == "")
    #expect(report(.plain()) == "")
  }
}
