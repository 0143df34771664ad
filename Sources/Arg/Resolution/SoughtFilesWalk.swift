import Glibc
import Misc
import Store

/// Walks through the rest of a tree for files that are sought: by what its directories list, without a stat for each
/// file.
struct SoughtFilesWalk: Sendable {
  struct Found: Sendable {
    var path: Bytes
    var identity: FileIdentity
    var isSocket: Bool
  }

  /// Where something comes in the order of a walk that goes on with the last directory that was listed. What a
  /// directory lists comes before all that is further below.
  private struct Position: Comparable, Sendable {
    /// Of each directory on the way, the negative of its number where it is listed: the later come first.
    var directories: [Int]
    /// The number where that is listed.
    var entry = 0

    static func < (left: Position, right: Position) -> Bool {
      if left.directories != right.directories {
        return left.directories.lexicographicallyPrecedes(right.directories)
      }
      return left.entry < right.entry
    }
  }

  private struct Directory: Sendable {
    var directory: DirectoryReader.Directory
    var position: Position
  }

  /// What a directory lists.
  private struct Listing: Sendable {
    var found: [(Position, Found)] = []
    var directories: [(FileIdentity, Directory)] = []
  }

  /// For fewer directories a thread costs more than it saves.
  private static let fewestForThread = 8
  private static let mostThreads = 4

  let reader: DirectoryReader
  let sought: SoughtFiles
  /// Others than these are not looked for in.
  let device: DeviceNumber
  let descends: Bool

  /// What is found in these directories, of which the last is the first to be visited, in the order in which a walk
  /// comes to it. Directories that were `visited` are not entered again.
  func run(_ start: [DirectoryReader.Directory], _ visited: Set<FileIdentity>) -> [Found] {
    var visited = visited
    var found: [(Position, Found)] = []
    var directories = start.enumerated().map {
      Directory(directory: $0.element, position: Position(directories: [-$0.offset]))
    }
    while !directories.isEmpty {
      let listings = list(directories)
      directories = []
      for listing in listings {
        found += listing.found
        for (identity, directory) in listing.directories where visited.insert(identity).inserted {
          directories.append(directory)
        }
      }
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Lists directories, several at once.
  private func list(_ directories: [Directory]) -> [Listing] {
    let work = Work(directories.count)
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let wanted = min(processors, Self.mostThreads, directories.count / Self.fewestForThread)
    var threads = 0
    while threads + 1 < wanted,
      let thread = WorkerThread({
        listSome(directories, work)
        work.finished.signal()
      })
    {
      thread.detach()
      threads += 1
    }
    listSome(directories, work)
    for _ in 0..<threads { work.finished.wait() }
    return work.listings.withLock { $0 }
  }

  private final class Work: Sendable {
    let next = Locked(0)
    let listings = Locked([Listing]())
    let finished = Semaphore()
    private let count: Int

    init(_ count: Int) { self.count = count }

    func take() -> Int? {
      next.withLock {
        if $0 == count { return nil }
        $0 += 1
        return $0 - 1
      }
    }
  }

  private func listSome(_ directories: [Directory], _ work: Work) {
    while let index = work.take() {
      let listing = list(directories[index])
      if listing.found.isEmpty && listing.directories.isEmpty { continue }
      work.listings.withLock { $0.append(listing) }
    }
  }

  private func list(_ directory: Directory) -> Listing {
    var listing = Listing()
    var position = directory.position
    reader.forEachEntry(of: directory.directory, where: isWanted) { entry in
      position.entry += 1
      if let identity = reader.identity(of: entry, in: directory.directory, device) {
        let found = Found(path: entry.path, identity: identity, isSocket: entry.type == .socket)
        listing.found.append((position, found))
        return
      }
      guard let status = reader.status(of: entry, on: device, nil) else { return }
      if sought.contains(status.inode) {
        let found = Found(path: entry.path, identity: status.identity, isSocket: status.isSocket)
        listing.found.append((position, found))
      }
      if descends && status.isDirectory {
        let below = DirectoryReader.Directory(path: entry.path, place: entry.place, device: status.device)
        let place = Position(directories: directory.position.directories + [-position.entry])
        listing.directories.append((status.identity, Directory(directory: below, position: place)))
      }
    }
    return listing
  }

  /// Whether more must be known of an entry than its directory tells.
  private func isWanted(_ type: InodeType, _ inode: UInt64) -> Bool {
    switch type {
    case .regular, .socket, .fifo, .character, .block: sought.contains(inode)
    case .link: false
    case .directory: descends || sought.contains(inode)
    default: true
    }
  }
}
