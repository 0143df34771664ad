import Misc
import Store
import TestSupport
import Testing

@testable import Print

/// What the table of columns must be, whatever the columns.
@Suite struct TableTests {
  private static let columns = ColumnTable.all
  private static let requirements: [RequiredFields] = [
    .name, .access, .lock, .status, .offsetWithoutSize, .offset, .openFlags, .context, .unit, .container,
    .namespacePID, .networkNamespace, .interface,
    .details, .startTime, .commandLine, .executable, .controlGroup, .mount, .mountTable, .link, .driver,
    .endpoints, .holders, .socketNumbers,
    .facts, .targetCommand, .watchedPaths, .openedFacts, .bpfNames, .deviceFacts, .descriptorsInFlight,
    .tcpFacts, .terminalSessions, .unixFacts, .virtualSocketFacts,
  ]

  @Test func everyLetterIsOneField() {
    let letters = FieldTable.all.map(\.field.letter)
    #expect(letters.count == Set(letters).count)
    #expect(Set(letters) == Set(Bytes("acCdDefFGhiIklKLmMnNoOpgPQrRsStTuUwzZ0")))
    for letter in UInt8.min...UInt8.max {
      #expect(FieldTable.field(letter)?.field.letter == (letters.contains(letter) ? letter : nil))
    }
  }

  @Test func namesAreUnique() {
    let titles = Self.columns.map { $0.title.description }
    #expect(titles.count == Set(titles).count)
    #expect(titles.allSatisfy { !$0.isEmpty })
    let names = ColumnTable.names
    #expect(names.count == Set(names).count)
    for (place, name) in ColumnTable.titles.enumerated() { #expect(ColumnTable.place(name) == place) }
    #expect(Self.columns.allSatisfy { $0.meaning.utf8CodeUnitCount > 0 })
    let keys = Self.columns.compactMap { $0.member?.description }
    #expect(keys.count == Set(keys).count)
  }

  /// A column that an order lacks is never written; one that it has twice is written twice.
  @Test func ordersHaveEachColumnOnce() {
    func titles(_ columns: [Column]) -> [String] { columns.map { $0.title.description }.sorted() }
    #expect(titles(ProcessColumns.fields) == titles(ProcessColumns.all.filter { $0.field != nil }))
    #expect(titles(FileColumns.fields) == titles(FileColumns.all.filter { $0.field != nil }))
    #expect(titles(ProcessColumns.members) == titles(ProcessColumns.all.filter { $0.member != nil }))
    #expect(titles(FileColumns.members) == titles(FileColumns.all.filter { $0.member != nil }))
    #expect(Self.columns.allSatisfy { $0.member == nil || $0.memberField != nil })
  }

  @Test func titlesInTheHeader() {
    func header(_ change: (inout Output) -> Void) -> [Substring] {
      let text = listing(.plain { change(&$0.output) }) {
        $0.process(1, tid: 2, task: "t")
        $0.regular(.number, 1, "/x")
      }
      return text.prefix { $0 != "\n" }.split(separator: " ")
    }
    #expect(
      header { _ in } == [
        "COMMAND", "PID", "TID", "TASKCMD", "USER", "FD", "TYPE", "DEVICE", "SIZE/OFF", "NODE", "NAME",
      ])
    let all = header {
      $0.showsContext = true
      $0.showsParent = true
      $0.showsProcessGroup = true
      $0.showsUnit = true
      $0.showsContainer = true
      $0.showsPod = true
      $0.showsNamespacePID = true
      $0.showsNetworkNamespace = true
      $0.fileFlags = .hexadecimal
      $0.showsLinkCount = true
    }
    #expect(
      all == [
        "COMMAND", "PID", "NSPID", "TID", "TASKCMD", "SECURITY-CONTEXT", "UNIT", "CONTAINER", "POD", "PPID",
        "PGID", "USER", "FD", "TYPE", "FILE-FLAG", "DEVICE", "SIZE/OFF", "NLINK", "NODE", "NETNS", "NAME",
      ])
    #expect(header { $0.sizeColumn = .size }.contains("SIZE"))
    #expect(header { $0.sizeColumn = .offset }.contains("OFFSET"))
  }

  @Test func helpOnFields() {
    #expect(FieldTable.help.map(\.field.letter) == Bytes("acdDfGikKlLmMnopgPrRsStTuZ0ewIUOQh"))
  }

  @Test func needsOfAListing() {
    func needs(_ change: (inout Output) -> Void) -> RequiredFields {
      var output = Output()
      change(&output)
      return output.requiredFields
    }
    let plain: RequiredFields = [.name, .access, .lock, .status]
    #expect(needs { _ in } == plain.union(.offsetWithoutSize))
    #expect(needs { $0.sizeColumn = .size } == plain)
    #expect(needs { $0.sizeColumn = .offset } == plain.union(.offset))
    #expect(needs { $0.fileFlags = .names }.contains(.openFlags))
    #expect(needs { $0.showsContext = true }.contains(.context))
    #expect(needs { $0.showsUnit = true } == needs { _ in }.union(.unit))
    #expect(needs { $0.showsContainer = true } == needs { _ in }.union(.container))
    #expect(needs { $0.showsPod = true } == needs { _ in }.union(.container))
    #expect(needs { $0.showsNetworkNamespace = true } == needs { _ in }.union(.networkNamespace))
    #expect(needs { $0.showsNamespacePID = true } == needs { _ in }.union(.namespacePID))
    #expect(needs { $0.showsDetail = true } == needs { _ in }.union(.ofFacts).union(.driver))
    #expect(needs { $0.form = .processIDs } == [])
    for form in [Output.Form.fields, .json, .jsonLines] {
      func needs(_ fields: FieldSet) -> RequiredFields {
        var output = Output()
        output.form = form
        output.fields = fields
        return output.requiredFields
      }
      #expect(needs(["p", "c", "u", "L", "R", "g", "f", "K", "M", "T"]) == [])
      #expect(needs(["n"]) == (form == .fields ? .name : [.name, .interface]))
      #expect(needs(["a"]) == .access)
      #expect(needs(["l"]) == [.lock, .status])
      #expect(needs(["o", "G", "Z"]) == [.offset, .openFlags, .context])
      for field: Field in ["t", "d", "D", "r", "i", "k", "s", "P"] { #expect(needs([field]) == .status) }
    }
  }

  /// Where no more is known than a column has declared, its text is whole; and each thing that it has declared
  /// matters to some row.
  @Test(arguments: Self.columns.map { $0.title.description })
  func needsOfEachColumn(_ title: String) throws {
    let column = try #require(Self.columns.first { $0.title.description == title })
    let whole = texts(of: column, knowing: RequiredFields(rawValue: .max))
    #expect(texts(of: column, knowing: column.requiredFields) == whole)
    for requirement in Self.requirements where column.requiredFields.contains(requirement) {
      #expect(texts(of: column, knowing: column.requiredFields.subtracting(requirement)) != whole)
    }
  }

  /// Members are of the type that the column says.
  @Test(arguments: Self.columns.map { $0.title.description })
  func typeOfEachColumn(_ title: String) throws {
    let column = try #require(Self.columns.first { $0.title.description == title })
    var request = Request.plain()
    request.output.fileFlags = .names
    let diagnostics = Diagnostics(programName: [], warns: false, escaper: Escaper())
    var writer = ValueWriter(output: request.output, diagnostics: diagnostics)
    var row = Row(of: batch(knowing: RequiredFields(rawValue: .max)))
    var count = 0
    for file in row.batch.files.indices {
      row.move(toFile: file)
      var text = ByteBuffer()
      var members = JSONMembers(isASCII: false, lowersKeys: true)
      text.append("{")
      writer.append(typed: column.value(row), as: column.type, column.title, in: row, &members, to: &text)
      text.append("}")
      guard let member = try JSONValue(text.bytes)[title.lowercased()] else { continue }
      count += 1
      switch (column.type, member) {
      case (.number, .number), (.size, .number), (.blocks, .number), (.time, .number), (.text, .string),
        (.word, .string),
        (.set, .array), (.boolean, .literal):
        break
      case (.device, .string(let device)): #expect(device.contains(":"))
      default: Issue.record("\(title) is no \(column.type): \(member)")
      }
    }
    #expect(count > 0)
  }

  /// The column's text, field and member in rows of several kinds of files.
  private func texts(of column: Column, knowing required: RequiredFields) -> [String] {
    var request = Request.plain()
    request.output.fileFlags = .names
    let diagnostics = Diagnostics(programName: [], warns: false, escaper: Escaper())
    var writer = ValueWriter(output: request.output, diagnostics: diagnostics)
    var row = Row(of: batch(knowing: required))
    var texts: [String] = []
    for file in row.batch.files.indices {
      row.move(toFile: file)
      var text = ByteBuffer()
      let value = column.value(row)
      writer.appendPlain(value, in: row, to: &text)
      text.append("|")
      _ = writer.appendField(value, in: row, to: &text)
      text.append("|")
      var members = JSONMembers(isASCII: false)
      writer.append("key", value, in: row, &members, to: &text)
      texts.append(String(decoding: text.bytes, as: UTF8.self))
    }
    return texts
  }

  /// Rows of several kinds of files, of which no more is known.
  private func batch(knowing required: RequiredFields) -> Batch {
    var batch = Batch()
    batch.process(10, tid: 11, command: "cat", task: "t")
    if required.contains(.context) { batch.processes[0].context = batch.names.append("unconfined") }
    if required.contains(.unit) { batch.processes[0].unit = batch.names.append("nginx.service") }
    if required.contains(.container) {
      batch.processes[0].container = batch.names.append("web")
      batch.processes[0].pod = batch.names.append("shop/web-0")
    }
    if required.contains(.networkNamespace) {
      batch.processes[0].networkNamespace = batch.names.append("web")
    }
    if required.contains(.namespacePID) { batch.processes[0].namespacePID = 1 }
    batch.add(required) {
      $0.type = .regular
      $0.known = [.device, .inode, .size, .linkCount, .offset, .openFlags]
      $0.nodeColumn = .inode
      $0.lock = .writeFull
    }
    batch.add(required) {
      $0.type = .character
      $0.known = [.device, .inode, .rawDevice, .linkCount, .offset, .openFlags]
      $0.nodeColumn = .inode
    }
    let (device, name) = (batch.names.append("0x1"), batch.names.append("TCP"))
    batch.sockets = [SocketInfo(.tcp, .listen, .ipv4(1, 2, 3, 4, port: 5), .ipv4(6, 7, 8, 9, port: 10))]
    batch.add(required) {
      $0.type = .ipv4
      $0.known = [.offset, .openFlags]
      $0.nodeColumn = .protocolName
      $0.deviceText = device
      $0.protocolName = name
      $0.socket = 0
    }
    var details = ProcessDetails()
    if required.contains(.startTime) { details.startTime = 1_000_000_000 }
    if required.contains(.commandLine) { details.commandLine = batch.names.append("cat x") }
    if required.contains(.executable) { details.executable = batch.names.append("/bin/cat") }
    if required.contains(.controlGroup) { details.controlGroup = batch.names.append("/a.slice") }
    batch.processDetails[10] = details
    if required.isSuperset(of: [.status, .details]) {
      batch.changeDetails(ofFile: 0) {
        $0.inode = FileDetails(owner: 0, mode: 0o100644, blocks: 8, modified: 1_000_000_000)
      }
    }
    batch.addFacts(required)
    let knowsInterface = !required.isDisjoint(with: [.interface, .socketNumbers])
    for socket in Self.moreSockets(withInterface: knowsInterface) {
      let index = Int32(batch.sockets.count)
      batch.sockets.append(socket)
      batch.add(required) {
        $0.type = socket.transport == .unix ? .unix : .ipv6
        $0.socket = index
      }
      if socket.transport == .unix {
        batch.files[batch.files.count - 1].name = batch.names.append("/s type=DGRAM")
      }
    }
    for type in [FileType.netlink, .packet, .raw, .icmp] {
      let protocolName = type == .packet ? batch.names.append("ALL") : .none
      batch.add(required) { ($0.type, $0.protocolName) = (type, protocolName) }
      batch.files[batch.files.count - 1].name = batch.names.append("ROUTE")
    }
    batch.add(required) { ($0.type, $0.node, $0.known) = (.block, .block, [.device, .rawDevice]) }
    batch.addDetails(required)
    batch.changes = Array(repeating: .changed, count: batch.files.count)
    batch.changeTime = 1_000_000_000
    return batch
  }

  /// One of each protocol; the first has addresses of one link.
  private static func moreSockets(withInterface: Bool) -> [SocketInfo] {
    var link = InternetEndpoint.ipv6(last: 1, port: 5)
    (link.address[0], link.address[1]) = (0xfe, 0x80)
    var scoped = SocketInfo(.udp, .established, link, link)
    if withInterface { scoped.interface = 1 }
    let address = InternetEndpoint.ipv4(1, 2, 3, 4, port: 5)
    var unix = SocketInfo(.unix, .connected)
    unix.socketType = 2
    return [scoped, SocketInfo(.udplite, .close, address, address), unix]
  }
}

extension Batch {
  /// Adds what columns show of the open files, as far as a dialect has been asked for it.
  fileprivate mutating func addDetails(_ required: RequiredFields) {
    let links: [StaticString] = ["/x (deleted)", "anon_inode:[eventfd]", "net:[1]"]
    for index in files.indices {
      let link = names.append(index < links.count ? links[index] : "/y")
      let peers = names.append("1,a,2u")
      changeDetails(ofFile: index) {
        if required.contains(.link) { $0.link = link }
        if required.contains(.mount) { $0.mountID = 3 }
        if required.isSuperset(of: [.endpoints, .access, .status, .name]) { $0.peers = peers }
        if required.isSuperset(of: [.holders, .status]) { ($0.holders, $0.holdingProcesses) = (2, 1) }
        if required.contains(.socketNumbers) { ($0.socketNumber, $0.interface, $0.groups) = (5, 1, 3) }
      }
    }
    let text = names.append("text")
    if required.contains(.mountTable) {
      mounts[3] = MountDetails(directory: text, fileSystem: text, source: text)
    }
    if required.contains(.driver) {
      for isBlock in [false, true] {
        let device = SpecialDevice(number: DeviceNumber(major: 1, minor: 3), isBlock: isBlock)
        drivers[device] = DriverDetails(driver: text, misc: text, terminal: text)
      }
      partitions[DeviceNumber(major: 8, minor: 1)] = text
    }
  }

  /// Adds a file of which the values in question are known, as far as a dialect has been asked for them.
  fileprivate mutating func add(_ required: RequiredFields, _ fill: (inout OpenFile) -> Void) {
    var whole = OpenFile(.number, number: 3)
    whole.access = .write
    whole.openFlags = 1
    whole.device = DeviceNumber(major: 8, minor: 1)
    whole.rawDevice = DeviceNumber(major: 1, minor: 3)
    (whole.inode, whole.size, whole.offset, whole.linkCount) = (7, 4096, 17, 2)
    whole.name = names.append("/x")
    whole.addition = names.append("(note)")
    fill(&whole)
    var file = OpenFile(whole.descriptor, number: whole.number)
    file.socket = whole.socket
    if required.contains(.access) { file.access = whole.access }
    if required.contains(.status) {
      let ofStatus: Known = [.device, .rawDevice, .inode, .size, .linkCount]
      file.known = whole.known.intersection(ofStatus)
      (file.type, file.nodeColumn) = (whole.type, whole.nodeColumn)
      (file.node, file.modeBits) = (whole.node, 0o10)
      (file.device, file.rawDevice) = (whole.device, whole.rawDevice)
      (file.inode, file.size, file.linkCount) = (whole.inode, whole.size, whole.linkCount)
      (file.deviceText, file.protocolName) = (whole.deviceText, whole.protocolName)
      if required.contains(.lock) { file.lock = whole.lock }
    }
    if required.contains(.offset) || required.contains(.offsetWithoutSize) && !file.known.contains(.size) {
      file.known.insert(.offset)
      file.offset = whole.offset
    }
    if required.contains(.openFlags) {
      file.known.insert(.openFlags)
      file.openFlags = whole.openFlags
    }
    if required.contains(.name) { (file.name, file.addition) = (whole.name, whole.addition) }
    files.append(file)
  }
}

extension Batch {
  /// Adds a file that tells all there is, as far as a dialect has been asked for it.
  fileprivate mutating func addFacts(_ required: RequiredFields) {
    add(required) { $0.type = .anonymousInode }
    // Nothing is known of a file's kind without its status.
    if !required.contains(.status) { return }
    let text = names.append("x")
    let facts = Fact.allCases.filter { fact in
      switch fact {
      case .descriptorsInFlight: required.contains(.descriptorsInFlight)
      case .congestionControl, .roundTrip, .roundTripVariation, .retransmits, .tlsVersion, .tlsCipher,
        .tlsReceives, .tlsSends, .mptcpToken, .mptcpSubflows:
        required.contains(.tcpFacts)
      case .socketShutdown: required.isSuperset(of: [.tcpFacts, .unixFacts, .virtualSocketFacts])
      case .peerInode: required.contains(.unixFacts)
      case .virtualLocal, .virtualLocalContext, .virtualLocalPort, .virtualRemote, .virtualRemoteContext,
        .virtualRemotePort:
        required.contains(.virtualSocketFacts)
      case _ where !required.contains(.facts): false
      case .watchedPaths, .markedPaths: required.contains(.watchedPaths)
      case .pidfdCommand: required.contains(.targetCommand)
      case .seals, .namespaceOwner, .namespaceUserSpace: required.contains(.openedFacts)
      case .bpfName: required.contains(.bpfNames)
      case .backingFile, .tunnelFlags, .terminalName: required.contains(.deviceFacts)
      case .terminalSession, .terminalForeground: required.contains(.terminalSessions)
      default: true
      }
    }
    changeDetails(ofFile: files.count - 1) { details in
      details.facts = facts.map { fact in
        switch FactColumns.entries[Int(fact.rawValue)]?.column.type {
        case .number, .size: FileFact(fact, .number(7))
        default: FileFact(fact, .text(text))
        }
      }
    }
  }
}
