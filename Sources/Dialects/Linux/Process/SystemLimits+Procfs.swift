import Misc
import Store

extension SystemLimits {
  /// Reads the files of /proc/sys/fs.
  init(_ procfs: Procfs) {
    self.init()
    let files = Self.numbers(procfs.path("sys/fs/file-nr"))
    if files.count == 3 { (openFiles, mostOpenFiles) = (files[0], files[2]) }
    highestLimit = Self.numbers(procfs.path("sys/fs/nr_open")).first
    inotifyInstances = Self.numbers(procfs.path("sys/fs/inotify/max_user_instances")).first
    inotifyWatches = Self.numbers(procfs.path("sys/fs/inotify/max_user_watches")).first
    epollWatches = Self.numbers(procfs.path("sys/fs/epoll/max_user_watches")).first
  }

  /// The numbers that a file has between blanks.
  private static func numbers(_ path: Bytes) -> [UInt64] {
    var reader = FileReader()
    guard (try? reader.read(Path(path))) != nil else { return [] }
    var cursor = TextCursor(reader.contents)
    var numbers: [UInt64] = []
    while true {
      cursor.skipBlanks()
      guard let number = cursor.decimal() else { return numbers }
      numbers.append(number)
    }
  }
}
