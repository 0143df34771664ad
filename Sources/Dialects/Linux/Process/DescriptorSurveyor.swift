import CSystem
import Glibc
import Misc
import Store

/// Looks at each descriptor of some processes: of what kind it is, and how much it watches.
struct DescriptorSurveyor: ~Copyable {
  /// An instance of inotify or epoll that a descriptor stands for.
  private struct Watcher {
    var process: Int32
    var descriptor: Int32
    var uid: UInt32
    var isInotify: Bool
    var watches: UInt64
    /// The same for descriptors of the same instance.
    var mark: Int
  }

  private let procfs: Procfs
  private let countsWatches: Bool
  private var link = LinkReader()
  private var reader = FileReader()
  private var watchers: [Watcher] = []

  init(_ procfs: Procfs, countsWatches: Bool) {
    self.procfs = procfs
    self.countsWatches = countsWatches
  }

  mutating func survey(_ processes: [(pid: Int32, uid: UInt32)]) -> DescriptorSurvey {
    var survey = DescriptorSurvey()
    for (pid, uid) in processes {
      if let kinds = kinds(of: pid, uid) { survey.kinds[pid] = kinds }
    }
    for watcher in distinctWatchers() {
      var watches = survey.watches[watcher.uid] ?? DescriptorSurvey.Watches()
      if watcher.isInotify {
        watches.inotifyInstances += 1
        watches.inotifyWatches += watcher.watches
      } else {
        watches.epollWatches += watcher.watches
      }
      survey.watches[watcher.uid] = watches
    }
    return survey
  }

  private mutating func kinds(of pid: Int32, _ uid: UInt32) -> DescriptorSurvey.Kinds? {
    let path = procfs.process(pid)
    guard let directory = try? FileDescriptor.open(Path(path + Bytes("/fd")), flags: O_DIRECTORY) else {
      return nil
    }
    var kinds = DescriptorSurvey.Kinds()
    var entries = NumberedEntries()
    while let entry = entries.next(in: directory) {
      let number = entry.number
      do throws(SystemError) { try link.read(entry.name, in: directory) } catch {
        if error.isOfDenial { return nil }
        if error != .nameTooLong { continue }
      }
      kinds.highest = max(kinds.highest, number)
      switch link.target {
      case .path: kinds.files += 1
      case .socket: kinds.sockets += 1
      case .pipe: kinds.pipes += 1
      case .special:
        kinds.anonymous += 1
        if countsWatches, let watcher = watcher(number, of: pid, uid) { watchers.append(watcher) }
      }
    }
    return entries.failure == nil ? kinds : nil
  }

  /// What the fdinfo of an instance tells, nil of anything else: a line for each watch (fs/notify/fdinfo.c,
  /// fs/eventpoll.c).
  private mutating func watcher(_ number: Int32, of pid: Int32, _ uid: UInt32) -> Watcher? {
    let isInotify = link.rest.equals("inotify")
    if !isInotify && !link.rest.equals("[eventpoll]") { return nil }
    let path = procfs.process(pid) + Bytes("/fdinfo/") + Procfs.name(of: number)
    guard (try? reader.read(Path(path))) != nil else { return nil }
    let text = reader.contents
    var hasher = Hasher()
    var watches: UInt64 = 0
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      let start = lines.position
      if text.extracting(lines.field()).equals(isInotify ? "inotify" : "tfd:") { watches += 1 }
      lines.skipLine()
      for index in start..<lines.position { hasher.combine(text[index]) }
    }
    return Watcher(
      process: pid, descriptor: number, uid: uid, isInotify: isInotify, watches: watches,
      mark: hasher.finalize())
  }

  /// Without those that processes share, which kcmp(2) tells. What it doesn't tell counts.
  private func distinctWatchers() -> [Watcher] {
    var known: [Int: [Watcher]] = [:]
    var distinct: [Watcher] = []
    for watcher in watchers {
      let isShared = known[watcher.mark, default: []].contains {
        $0.isInotify == watcher.isInotify
          && csystem_kcmp_files($0.process, $0.descriptor, watcher.process, watcher.descriptor) == 0
      }
      if isShared { continue }
      known[watcher.mark, default: []].append(watcher)
      distinct.append(watcher)
    }
    return distinct
  }
}
