import Misc
import Store

/// /proc/net/sctp/assocs and /proc/net/sctp/eps (net/sctp/proc.c), which have a line for each association and each
/// endpoint of a socket.
struct SCTPTable: SocketTable {
  let family = SocketFamilies.others
  private let associations: StaticString = "sctp/assocs"
  private let endpoints: StaticString = "sctp/eps"

  func read(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    let associationText = directory.load(associations, longestLine: nil) ? Bytes(directory.contents) : []
    let endpointText = directory.load(endpoints, longestLine: nil) ? Bytes(directory.contents) : []
    let known = add(associations: associationText.span, endpoints: endpointText.span, to: &sockets)
    if !known.associations { directory.warn(of: associations) }
    if !known.endpoints { directory.warn(of: endpoints) }
  }

  /// Adds the sockets of both files' texts. False, by file, where the header isn't the known one.
  func add(
    associations: Span<UInt8>, endpoints: Span<UInt8>, to collection: inout SocketCollection
  ) -> (associations: Bool, endpoints: Bool) {
    var sockets: [UInt64: SCTPSocket] = [:]
    let associationHeader: SocketTableHeader = [
      0: "ASSOC", 6: "ASSOC-ID", 10: "INODE", 11: "LPORT", 12: "RPORT", 13: "LADDRS", 14: "<->", 15: "RADDRS",
    ]
    let knowsAssociations = SocketLine.forEach(in: associations, associationHeader, wordCount: 16) { line in
      guard let inode = line.decimal(10) else { return }
      var socket = sockets[inode] ?? SCTPSocket()
      socket.hasAssociation = true
      socket.addresses.add(line[0])
      socket.identifiers.add(line[6])
      socket.localPorts.add(line[11])
      socket.remotePorts.add(line[12])
      let next = Self.readAddresses(line, from: 13, &socket.localAddresses)
      if next < line.words.count, line[next].equals("<->") {
        _ = Self.readAddresses(line, from: next + 1, &socket.remoteAddresses)
      }
      sockets[inode] = socket
    }
    let endpointHeader: SocketTableHeader = [0: "ENDPT", 5: "LPORT", 7: "INODE", 8: "LADDRS"]
    let knowsEndpoints = SocketLine.forEach(in: endpoints, endpointHeader, wordCount: 9) { line in
      guard let inode = line.decimal(7) else { return }
      var socket = sockets[inode] ?? SCTPSocket()
      socket.hasEndpoint = true
      socket.addresses.add(line[0])
      socket.localPorts.add(line[5])
      _ = Self.readAddresses(line, from: 8, &socket.localAddresses)
      sockets[inode] = socket
    }
    for (inode, socket) in sockets { Self.add(socket, inode: inode, to: &collection) }
    return (knowsAssociations, knowsEndpoints)
  }

  /// Adds the words that are addresses, and says at which word they end. The kernel marks the primary
  /// address with a `*`.
  private static func readAddresses(
    _ line: borrowing SocketLine, from first: Int, _ list: inout DistinctWords
  ) -> Int {
    var place = first
    while place < line.words.count, isAddress(line[place]) {
      list.add(line[place])
      place += 1
    }
    return place
  }

  private static func isAddress(_ word: Span<UInt8>) -> Bool {
    for index in word.indices where word[index] == UInt8(ascii: ".") || word[index] == UInt8(ascii: ":") {
      return true
    }
    return false
  }

  private static func add(_ sctp: SCTPSocket, inode: UInt64, to sockets: inout SocketCollection) {
    var socket = NamedSocket(inode: inode, type: .socket)
    var words = ByteBuffer()
    if sctp.hasAssociation { words.append(sctp.hasEndpoint ? "ASSOC+" : "ASSOC") }
    if sctp.hasEndpoint { words.append("ENDPT") }
    words.append(": ")
    words.append(sctp.addresses.joined)
    if sctp.hasAssociation {
      words.append(",")
      words.append(sctp.identifiers.joined)
    }
    words.append(" ")
    append(sctp.localAddresses, ports: sctp.localPorts, to: &words)
    if sctp.hasAssociation {
      words.append("<->")
      append(sctp.remoteAddresses, ports: sctp.remotePorts, to: &words)
    }
    socket.name = sockets.text.append(words.span)
    socket.protocolName = sockets.text.append("SCTP")
    words.clear()
    words.append(decimal: inode)
    socket.deviceText = sockets.text.append(words.span)
    sockets.add(socket)
  }

  private static func append(
    _ addresses: DistinctWords, ports: DistinctWords, to words: inout ByteBuffer
  ) {
    words.append(addresses.joined)
    words.append("[")
    words.append(ports.joined)
    words.append("]")
  }
}

/// An SCTP socket, gathered from the lines of its endpoint and of each of its associations.
private struct SCTPSocket {
  var hasAssociation = false
  var hasEndpoint = false
  var addresses = DistinctWords()
  var identifiers = DistinctWords()
  var localPorts = DistinctWords()
  var remotePorts = DistinctWords()
  var localAddresses = DistinctWords()
  var remoteAddresses = DistinctWords()
}

/// Words in the order of their first appearance, joined by commas.
private struct DistinctWords {
  private(set) var joined: Bytes = []
  private var known: Set<Bytes> = []

  mutating func add(_ word: Span<UInt8>) {
    let word = Bytes(word)
    if !known.insert(word).inserted { return }
    if !joined.isEmpty { joined.append(UInt8(ascii: ",")) }
    joined += word
  }
}
