import Glibc
import Misc
import Proc
import Store
import Testing

/// Builds batches of processes with files that have ends.
private struct Scene {
  var batches = [Batch()]
  var request = Request(programName: Bytes("lsof"), warns: true)
  var peers = SocketPeers()

  init(_ endpoints: Output.Endpoints) {
    request.output.endpoints = endpoints
    request.selection.isEverything = false
    request.selection.selectors = .pid
  }

  mutating func addProcess(_ pid: Int32, tid: Int32 = 0, command: String = "cmd", selected: Bool = false) {
    var process = ProcessRecord(pid: pid)
    process.tid = tid
    let last = batches.count - 1
    process.command = batches[last].names.append(Bytes(command.utf8))
    process.selected = selected ? .pid : []
    process.files = batches[last].files.count..<batches[last].files.count
    batches[last].processes.append(process)
  }

  /// Adds a file to the process that was added last.
  mutating func addFile(
    _ number: Int32, _ endpoint: EndpointKind, _ key: UInt64, _ access: Access = .readWrite,
    device: UInt64 = 0, addition: String = ""
  ) {
    let last = batches.count - 1
    let process = batches[last].processes.count - 1
    var file = OpenFile(.number, number: number)
    file.endpoint = endpoint
    file.endpointKey = key
    file.access = access
    file.device = DeviceNumber(rawValue: device)
    file.selected = batches[last].processes[process].selected
    if !addition.isEmpty { file.addition = batches[last].names.append(Bytes(addition.utf8)) }
    batches[last].files.append(file)
    batches[last].processes[process].files =
      batches[last].processes[process].files
      .lowerBound..<batches[
        last
      ].files.count
  }

  /// Links, and gives `pid/tid/fd: addition` for each row that is listed.
  mutating func link() -> [String] {
    EndpointLinker.link(&batches, request: request, peers: peers, escaper: Escaper())
    return batches.flatMap { batch in
      batch.processes.flatMap { process in
        process.files.filter { request.selection.lists(batch.files[$0].selected) }.map { index in
          let file = batch.files[index]
          let addition = String(decoding: Bytes(batch.names[file.addition]), as: UTF8.self)
          return "\(process.pid)/\(process.tid)/\(file.number): \(addition)"
        }
      }
    }
  }
}

@Suite struct EndpointLinkerTests {
  private func pipes(_ endpoints: Output.Endpoints) -> Scene {
    var scene = Scene(endpoints)
    scene.addProcess(10, command: "first one", selected: true)
    scene.addFile(3, .pipe, 70, .read)
    scene.addFile(4, .pipe, 70, .write)
    scene.addFile(5, .none, 0)
    scene.addProcess(20, command: "second")
    scene.addFile(10_005, .pipe, 70, .none)
    scene.addFile(6, .pipe, 70, device: 9)
    return scene
  }

  @Test func doesNothingUnasked() {
    var scene = pipes(.hidden)
    #expect(scene.link() == ["10/0/3: ", "10/0/4: ", "10/0/5: "])
  }

  @Test func namesTheOtherEndsOfPipes() {
    var scene = pipes(.named)
    scene.request.output.commandWidth = 7
    let rows = scene.link()
    #expect(
      rows == ["10/0/3: 10,first o,4w 20,second,*005 ", "10/0/4: 10,first o,3r 20,second,*005 ", "10/0/5: "])
  }

  @Test func leavesCommandsOutWithoutALimit() {
    var scene = pipes(.named)
    scene.request.output.commandWidth = 0
    #expect(scene.link()[0] == "10/0/3: 10,,4w 20,,*005 ")
  }

  @Test("a column has the other ends, whole and without a note in the name")
  func column() throws {
    var scene = pipes(.hidden)
    scene.request.output.tellsOfOthers = true
    #expect(scene.link() == ["10/0/3: ", "10/0/4: ", "10/0/5: "])
    let batch = scene.batches[0]
    let lists = batch.files.map { $0.details < 0 ? nil : batch.openFileDetails[Int($0.details)].peers }
    let texts = lists.map { $0.map { String(decoding: Bytes(batch.names[$0]), as: UTF8.self) } }
    #expect(
      texts == [
        "10,first one,4w\0" + "20,second,10005", "10,first one,3r\0" + "20,second,10005", nil, nil, nil,
      ])
  }

  @Test func listsTheOtherEnds() {
    var scene = pipes(.listed)
    let rows = scene.link()
    #expect(rows.count == 4)
    #expect(rows[3] == "20/0/10005: 10,first one,3r 10,first one,4w")
  }

  @Test func keepsWhatFollowsTheName() {
    var scene = Scene(.named)
    scene.addProcess(1, selected: true)
    scene.addFile(3, .eventfd, 4, addition: "(stat: No)")
    scene.addFile(4, .eventfd, 4)
    scene.addFile(5, .eventfd, 5, addition: "(alone)")
    #expect(scene.link() == ["1/0/3: (stat: No) 1,cmd,4u", "1/0/4: 1,cmd,3u", "1/0/5: (alone)"])
  }

  @Test func linksTerminals() {
    var scene = Scene(.named)
    scene.addProcess(1, selected: true)
    scene.addFile(3, .terminalMaster, 7)
    scene.addFile(4, .terminalSlave, 7)
    scene.addFile(5, .terminalMaster, 8)
    scene.addProcess(2)
    scene.addFile(0, .terminalSlave, 7)
    #expect(scene.link() == ["1/0/3: ->/dev/pts/7 1,cmd,4u 2,cmd,0u", "1/0/4: 1,cmd,3u", "1/0/5: "])
  }

  @Test func linksSocketsFromTheLast() {
    var scene = Scene(.named)
    scene.peers.internet = [30: [31], 31: [30], 40: [40]]
    scene.addProcess(1, selected: true)
    scene.addFile(3, .internet, 30)
    scene.addFile(4, .internet, 40)
    scene.batches.append(Batch())
    scene.addProcess(2)
    scene.addFile(5, .internet, 31)
    scene.addFile(6, .internet, 31)
    #expect(scene.link() == ["1/0/3: 2,cmd,6u 2,cmd,5u", "1/0/4: 1,cmd,4u"])
  }

  @Test func linksAllClientsOfASocket() {
    var scene = Scene(.listed)
    scene.peers.internet = [30: [31, 32], 31: [30], 32: [30]]
    scene.peers.unix = [50: [51, 52], 51: [50], 52: [50]]
    scene.addProcess(1, selected: true)
    scene.addFile(3, .internet, 30)
    scene.addFile(4, .unix, 50)
    for (pid, number) in [(2, 31), (3, 32)] as [(Int32, UInt64)] {
      scene.addProcess(pid)
      scene.addFile(3, .internet, number)
      scene.addFile(4, .unix, number + 20)
    }
    #expect(
      scene.link() == [
        "1/0/3: 2,cmd,3u 3,cmd,3u", "1/0/4: ->INO=51 2,cmd,4u ->INO=52 3,cmd,4u",
        "2/0/3: 1,cmd,3u", "2/0/4: ->INO=50 1,cmd,4u", "3/0/3: 1,cmd,3u", "3/0/4: ->INO=50 1,cmd,4u",
      ])
  }

  @Test func linksUnixSockets() {
    var scene = Scene(.listed)
    scene.peers.unix = [50: [51], 51: [50], 60: [61], 62: [61]]
    scene.peers.pending = [50: [60], 61: [60, 62]]
    scene.addProcess(1, selected: true)
    scene.addFile(3, .unix, 50)
    scene.addFile(4, .unix, 61)
    scene.addFile(5, .unix, 60)
    scene.addProcess(2)
    scene.addFile(5, .unix, 51)
    scene.addProcess(3)
    scene.addFile(6, .unix, 60)
    scene.addFile(7, .unix, 99)
    scene.addFile(8, .unix, 62)
    let rows = scene.link()
    #expect(
      rows == [
        "1/0/3: ->INO=51 2,cmd,5u ->INO=60 3,cmd,6u 1,cmd,5u",
        "1/0/4: ->INO=60 3,cmd,6u 1,cmd,5u ->INO=62 3,cmd,8u", "1/0/5: ->INO=61 1,cmd,4u",
        "2/0/5: ->INO=50 1,cmd,3u", "3/0/6: ->INO=61 1,cmd,4u", "3/0/8: ->INO=61 1,cmd,4u",
      ])
  }

  @Test func countsTheDescriptorsOfTasksOnce() {
    var scene = Scene(.listed)
    scene.addProcess(1)
    scene.addFile(3, .pipe, 70)
    scene.addProcess(1, tid: 8)
    scene.addFile(3, .pipe, 70)
    scene.addProcess(1, tid: 9)
    scene.addFile(3, .pipe, 70)
    scene.addProcess(2, selected: true)
    scene.addFile(4, .pipe, 70)
    #expect(scene.link() == ["1/8/3: 2,cmd,4u", "2/0/4: 1,cmd,3u"])
  }

  /// Eight times as much takes about eight times as long, and not sixty-four. Only the processor's time counts:
  /// other tests run at the same time.
  @Test func staysLinear() {
    #expect(Self.linkingTime(20_000) < 24 * Self.linkingTime(2_500))
  }

  /// Seconds.
  private static func linkingTime(_ processes: Int32) -> Double {
    var scene = Scene(.named)
    for pid in 1...processes {
      scene.addProcess(pid, selected: true)
      scene.addFile(3, .pipe, UInt64(pid / 2))
      scene.addFile(4, .unix, UInt64(pid))
    }
    let half = UInt64(processes / 2)
    for pid in 1...half { scene.peers.unix[pid] = [2 * half + 1 - pid] }
    let start = threadTime()
    #expect(scene.link().count == 2 * Int(processes))
    return threadTime() - start
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
