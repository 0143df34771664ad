import Misc
import Store

/// Adds to the names of pipes, sockets, terminals, queues and eventfds who holds the other endpoints (`-E`),
/// and lists those as well (`+E`).
public struct EndpointLinker: ~Copyable {
  private let selection: Selection
  /// The names have notes (`-E`).
  private let addsNotes: Bool
  /// A column has the other ends.
  private let fillsColumn: Bool
  private let listsEnds: Bool
  private let commandWidth: Int
  private let escaper: Escaper
  private let peers: SocketPeers
  private let holders: EndpointHolders
  /// The other endpoints of the files that are listed.
  private var marked: Set<EndpointHolder> = []
  private var note = ByteBuffer(capacity: 1024)
  /// The other ends for the column, with a NUL between each two.
  private var list = ByteBuffer()

  /// What must be known of each file to find its other endpoints and to tell who holds them.
  public static let requiredFields: RequiredFields = [.endpoints, .access, .status, .name]

  /// `batches` must have every row whose ``OpenFile/endpoint`` isn't `.none`, also those that nothing
  /// selected, in the order of PID and TID.
  public static func link(
    _ batches: inout [Batch], request: Request, peers: SocketPeers, escaper: Escaper
  ) {
    if !request.output.needsOthers { return }
    var linker = EndpointLinker(batches, request, peers, escaper)
    linker.link(&batches)
  }

  private init(_ batches: [Batch], _ request: Request, _ peers: SocketPeers, _ escaper: Escaper) {
    self.escaper = escaper
    selection = request.selection
    addsNotes = request.output.endpoints != .hidden
    fillsColumn = request.output.tellsOfOthers
    listsEnds = request.output.endpoints == .listed
    commandWidth = request.output.commandWidth
    self.peers = peers
    holders = EndpointHolders(batches)
  }

  private mutating func link(_ batches: inout [Batch]) {
    for batch in batches.indices {
      for process in batches[batch].processes.indices {
        for file in batches[batch].processes[process].files {
          let row = batches[batch].files[file]
          if row.endpoint == .none || !selection.lists(row.selected) { continue }
          describeEnds(
            of: EndpointHolder(batch: batch, process: process, file: file), &batches, isListed: true)
        }
      }
    }
    for end in marked where !selection.lists(batches[end.batch].files[end.file].selected) {
      batches[end.batch].files[end.file].selected = selection.selectors
      describeEnds(of: end, &batches, isListed: false)
    }
  }

  /// Adds the other endpoints of a file to what follows its name. The endpoints of a file that is listed by itself,
  /// not for being an end, get listed as well under `+E`.
  private mutating func describeEnds(
    of place: EndpointHolder, _ batches: inout [Batch], isListed: Bool
  ) {
    let marks = listsEnds && isListed
    let file = batches[place.batch].files[place.file]
    note.clear()
    list.clear()
    append(file.addition, of: batches[place.batch].names)
    let start = note.count
    switch file.endpoint {
    case .none, .file: return
    case .pipe, .messageQueue, .eventfd:
      append(holders[EndpointKey(of: file)], but: place, batches, marks)
    case .terminalSlave:
      append(holders[EndpointKey(.terminalMaster, file.endpointKey)], but: nil, batches, marks)
    case .terminalMaster:
      let slaves = holders[EndpointKey(.terminalSlave, file.endpointKey)]
      if !slaves.isEmpty {
        separate()
        note.append("->/dev/pts/")
        note.append(decimal: TerminalKey(rawValue: file.endpointKey).index)
      }
      append(slaves, but: nil, batches, marks)
    case .internet:
      for peer in peers.internet[file.endpointKey] ?? [] {
        append(holders[EndpointKey(.internet, peer)].reversed(), but: nil, batches, marks)
      }
    case .unix:
      let connected = peers.unix[file.endpointKey] ?? []
      append(unix: connected, batches, marks)
      // A row that is listed for being an end shows who waits only where nobody is connected.
      if connected.isEmpty || isListed { append(unix: peers.pending[file.endpointKey] ?? [], batches, marks) }
    }
    if fillsColumn && !list.isEmpty {
      let peers = batches[place.batch].names.append(list.span)
      batches[place.batch].changeDetails(ofFile: place.file) { $0.peers = peers }
    }
    if note.count == start || !addsNotes { return }
    if batches[place.batch].names.count + note.count > Int(UInt32.max) { return }
    batches[place.batch].files[place.file].addition = batches[place.batch].names.append(note.span)
  }

  private mutating func append(unix inodes: [UInt64], _ batches: [Batch], _ marks: Bool) {
    for inode in inodes {
      separate()
      note.append("->INO=")
      note.append(decimal: inode)
      append(holders[EndpointKey(.unix, inode)].reversed(), but: nil, batches, marks)
    }
  }

  /// Adds `pid,command,descriptor` and the access for each holder, but not for the descriptor `own`.
  private mutating func append(
    _ ends: [EndpointHolder], but own: EndpointHolder?, _ batches: [Batch], _ marks: Bool
  ) {
    for end in ends {
      if let own, isSame(own, end, batches) { continue }
      let process = batches[end.batch].processes[end.process]
      let file = batches[end.batch].files[end.file]
      separate()
      note.append(decimal: Int(process.pid))
      note.append(0x2c)
      // Without a limit for the column (0), the reference leaves the command out.
      append(process.command, atMost: commandWidth, of: batches[end.batch].names)
      note.append(0x2c)
      file.descriptor.appendShort(number: file.number, to: &note)
      note.append(file.access.letter)
      if fillsColumn { appendToList(process, file, of: batches[end.batch].names) }
      if marks { marked.insert(end) }
    }
  }

  /// Adds the whole of what a note has of a holder.
  private mutating func appendToList(_ process: ProcessRecord, _ file: OpenFile, of names: ByteArena) {
    if !list.isEmpty { list.append(0) }
    list.append(decimal: Int(process.pid))
    list.append(0x2c)
    list.append(names[process.command])
    list.append(0x2c)
    file.descriptor.append(number: file.number, to: &list)
    if file.access != .none { list.append(file.access.letter) }
  }

  /// Whether two rows show the same descriptor of the same process.
  private func isSame(_ one: EndpointHolder, _ other: EndpointHolder, _ batches: [Batch]) -> Bool {
    let (first, second) = (batches[one.batch].files[one.file], batches[other.batch].files[other.file])
    return first.number == second.number && first.descriptor == second.descriptor
      && batches[one.batch].processes[one.process].pid
        == batches[other.batch].processes[other.process].pid
  }

  private mutating func append(_ name: ByteSlice, atMost limit: Int? = nil, of names: ByteArena) {
    let bytes = names[name]
    let count = limit.map { escaper.length(ofCommand: bytes, atMost: $0) } ?? bytes.count
    // A newline in a command name is a `?` on the line of its process, too.
    for index in 0..<count { note.append(bytes[index] == 0x0a ? 0x3f : bytes[index]) }
  }

  private mutating func separate() {
    if !note.isEmpty { note.append(0x20) }
  }
}
