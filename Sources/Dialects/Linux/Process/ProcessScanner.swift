import CSystem
import Glibc
import Misc
import Proc
import Store

/// Scans processes and their tasks. Each worker has one.
struct ProcessScanner: ~Copyable {
  private let context: ScanContext
  private let matcher: ProcessMatcher
  private let processPrefilter: ProcessPrefilter
  private let listsTasks: Bool
  /// Nil where all is asked of procfs.
  private let kernelFiles: KernelFiles?
  private let kernelTasks: KernelTasks?
  /// Nothing but the descriptors needs a look where a process has no wanted socket. What is found in a process
  /// that is left out, or may not be looked into, would show in the exit status.
  private let looksForSocketFirst: Bool
  private var taskEntries = NumberedEntries()
  private var rows: RowScanner

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?, _ kernelTasks: KernelTasks?) {
    self.context = context
    self.kernelTasks = kernelTasks
    let selection = context.request.selection
    matcher = ProcessMatcher(selection)
    processPrefilter = ProcessPrefilter(context.request)
    looksForSocketFirst =
      context.prefilter.seeksOnlySockets && !context.prefilter.excludesProcesses
      && SecurityPolicy.ofBuild.mayLookIntoAll(context.requester) && context.procfs.isLive
    listsTasks = context.listsTasks
    self.kernelFiles = context.mayTellProcesses ? kernelFiles : nil
    rows = RowScanner(context, kernelFiles)
  }

  /// Adds a process, its tasks and their files, as far as they are wanted. A process that ends meanwhile is left
  /// out.
  mutating func scan(_ pid: Int32, into sink: inout ScanSink) {
    let name = context.path(ofProcess: pid)
    if !processPrefilter.passes(name, in: context.procfsDirectory, matcher, with: &sink.reader) { return }
    let told = told(pid)
    var firstSocket: Int32 = 0
    if looksForSocketFirst {
      switch rows.firstSocket(of: pid, name, told, in: context.procfsDirectory, &sink) {
      case .missing: return
      case .descriptor(let number): firstSocket = number
      case .unclear: break
      }
    }
    if let told, let kernelFiles,
      let stat = ProcessStat(told, threadCount: 1 + kernelFiles.tasks(of: pid).count)
    {
      let context = context
      let place = ProcessPlace(of: told, sharesMounts: kernelFiles.sharesMounts(told))
      scan(context.procfsDirectory, place, pid, stat, uid: told.uid, firstSocket: firstSocket, into: &sink)
      return
    }
    do throws(SystemError) {
      let process = try context.procfsDirectory.open(Path(name), flags: O_DIRECTORY)
      let uid = try Self.owner(of: process)
      guard let stat = try ProcessStat.read(Path("stat"), in: process, with: &sink.reader) else { return }
      scan(process, .own, pid, stat, uid: uid, firstSocket: firstSocket, into: &sink)
    } catch {
      context.shortages.noteIfShort(error)
    }
  }

  /// What the kernel's tables tell of a process; nil where procfs must be asked. They tell of all: whoever may not look
  /// at one (ptrace(2), PTRACE_MODE_READ) is told by procfs what that refuses.
  private func told(_ pid: Int32) -> KernelProcess? {
    guard let told = kernelFiles?.process(pid), Self.mayTell(told) else { return nil }
    return told
  }

  /// Whether procfs would show the same of a process.
  private static func mayTell(_ process: KernelProcess) -> Bool {
    !process.hasEnded && csystem_kcmp(process.pid, process.pid, Int32(KCMP_FILES.rawValue)) == 0
  }

  /// `process` is the directory that `place` is for.
  private mutating func scan(
    _ process: borrowing FileDescriptor, _ place: ProcessPlace, _ pid: Int32, _ stat: ProcessStat,
    uid: UInt32, firstSocket: Int32, into sink: inout ScanSink
  ) {
    if !SecurityPolicy.ofBuild.mayLookInto(uid: uid, requester: context.requester) { return }
    var record = ProcessRecord(pid: pid)
    record.parent = stat.parent
    record.group = stat.group
    record.isKernelThread = stat.isKernelThread
    record.uid = uid
    let securityContext =
      context.requiredFields.contains(.context) ? SecurityContext.read(in: process, with: &sink.reader) : nil
    if let securityContext { record.context = show(securityContext, in: &sink.batch.names) }
    let workload = context.workloads?.workload(of: process, with: &sink.reader)
    let command = stat.lineOfCommand
    // The lister's own workers are of no interest to anyone, and come and go.
    let needsTasks = stat.threadCount > 1 && (listsTasks || stat.isZombie) && pid != getpid()
    let living = needsTasks ? livingTasks(of: pid, stat, in: process, place, with: &sink.reader) : []
    var tasks: [Candidate] = []
    if listsTasks {
      for task in living {
        var record = record
        record.tid = task.tid
        if let selected = judge(record, command, workload, securityContext, isTask: true, &sink.searchMatches)
        {
          record.taskCommand = sink.batch.names.append(task.command)
          record.hasTaskCommand = true
          tasks.append(
            Candidate(
              record: record, selected: selected, directoryID: task.directoryID, ownParts: task.ownParts))
        }
      }
    }
    // A task is found even if -d, +L or a selector of sockets leaves nothing of it to list.
    if tasks.contains(where: { $0.selected.contains(.task) }) { sink.searchMatches.tasks = true }
    // With -a and -K the process goes with its tasks.
    let countsAsTask = context.request.selection.requiresAll && !tasks.isEmpty
    var candidates: [Candidate] = []
    // Where the first thread has ended, another has the files; as a task it is listed by itself.
    let survivor = stat.isZombie && !listsTasks ? living.first?.tid : nil
    if !stat.isZombie || survivor != nil,
      let selected = judge(
        record, command, workload, securityContext, isTask: countsAsTask, &sink.searchMatches)
    {
      candidates.append(
        Candidate(
          record: record, selected: selected, directoryID: survivor ?? 0, firstDescriptor: firstSocket))
    }
    candidates += tasks
    if candidates.isEmpty { return }
    let fullName = sink.batch.names.append(stat.command)
    for index in candidates.indices { candidates[index].record.command = fullName }
    describe(workload, process, in: &candidates, &sink)
    if let reader = context.processDetails {
      sink.batch.processDetails[pid] = reader.details(
        of: pid, in: process, stat, workload, in: &sink.batch.names, with: &sink.reader)
    }
    if context.requiredFields.contains(.processesAlone) {
      if stat.isKernelThread { return }
      for candidate in candidates where candidate.record.tid == 0 {
        sink.batch.processes.append(candidate.record)
        sink.directoryIDs.append(candidate.directoryID)
      }
      return
    }
    let (processes, files) = (sink.batch.processes.count, sink.batch.files.count)
    let before = SecurityPolicy.ofBuild.mayLookIntoAll(context.requester) ? nil : sink.searchMatches
    rows.scan(
      candidates, context.procfs.process(pid), place, isKernelThread: stat.isKernelThread, in: process,
      into: &sink)
    if sink.batch.processes.count == processes && context.requiredFields.contains(.descriptorUse) {
      addWithoutFiles(candidates[0], to: &sink)
    }
    guard let before else { return }
    if uid != context.requester {
      // The exit status would tell of files that aren't shown.
      sink.searchMatches.forgetFiles(since: before)
    } else if (try? Self.owner(of: process)) != uid {
      // It has become another user's while it was looked at.
      sink.batch.processes.removeLast(sink.batch.processes.count - processes)
      sink.directoryIDs.removeLast(sink.directoryIDs.count - processes)
      sink.batch.files.removeLast(sink.batch.files.count - files)
      sink.searchMatches = before
    }
  }

  /// Adds a process of which no file is told.
  private func addWithoutFiles(_ candidate: Candidate, to sink: inout ScanSink) {
    let (record, selected) = (candidate.record, candidate.selected)
    if !context.request.selection.lists(selected) || record.tid != 0
      || !SecurityPolicy.ofBuild.mayList(selected, uid: record.uid, requester: context.requester)
    {
      return
    }
    sink.batch.processes.append(record)
    sink.directoryIDs.append(candidate.directoryID)
  }

  /// The selectors that a process or task matches by itself; nil if it can't be listed.
  private func judge(
    _ record: ProcessRecord, _ command: Bytes, _ workload: Workload?, _ securityContext: SecurityContext?,
    isTask: Bool, _ searchMatches: inout SearchMatches
  ) -> Selectors? {
    let verdict = matcher.judge(
      record, command: command.span, workload: workload, isTask: isTask, &searchMatches)
    guard case .candidate(var selected) = verdict else {
      return context.request.output.needsOthers ? [] : nil
    }
    if context.request.selection.selectors.contains(.context),
      !context.request.selection.isEverything,
      case .known(let own) = securityContext, matcher.matches(context: own, &searchMatches)
    {
      selected.insert(.context)
    }
    return selected
  }

  /// What is shown of the process beside its command: its workload, and its PID in its own namespace.
  private func describe(
    _ workload: Workload?, _ process: borrowing FileDescriptor, in candidates: inout [Candidate],
    _ sink: inout ScanSink
  ) {
    if let workload {
      let unit = sink.batch.names.append(workload.unit)
      let container = sink.batch.names.append(workload.container)
      let pod = sink.batch.names.append(workload.pod)
      for index in candidates.indices {
        candidates[index].record.unit = unit
        candidates[index].record.container = container
        candidates[index].record.pod = pod
      }
    }
    if let namespaces = context.networkNamespaces, let inode = NetworkNamespaces.namespace(of: process) {
      let name = sink.batch.names.append(namespaces.name(of: inode))
      for index in candidates.indices { candidates[index].record.networkNamespace = name }
    }
    if context.requiredFields.contains(.namespacePID),
      (try? sink.reader.read(Path("status"), in: process.number, isOneRecord: true)) != nil
    {
      let pid = ProcessList.namespacePID(sink.reader.contents) ?? 0
      for index in candidates.indices { candidates[index].record.namespacePID = pid }
    }
  }

  private func show(_ securityContext: SecurityContext, in names: inout ByteArena) -> ByteSlice {
    switch securityContext {
    case .known(let text): names.append(text)
    case .unknown(let error):
      context.request.warns ? names.append(RowNotes.failure("getpidcon", error)) : .none
    }
  }

  private struct Task {
    let tid: Int32
    let command: Bytes
    let ownParts: ProcessParts?
    /// That of the process has the same where all is in common with the first, also after the task has ended.
    var directoryID: Int32 { ownParts == [] ? 0 : tid }
  }

  /// The tasks of a process beside the first, in ascending order, zombies left out.
  private mutating func livingTasks(
    of pid: Int32, _ stat: ProcessStat, in process: borrowing FileDescriptor, _ place: ProcessPlace,
    with reader: inout FileReader
  ) -> [Task] {
    if let first = place.told, let kernelFiles {
      return tasks(kernelFiles.tasks(of: pid), apartFrom: first, in: process, place, with: &reader)
    }
    // The tables may be older, and of one that ends procfs shows nothing in its own directory.
    if !stat.isEnding, let told = kernelTasks?.tasks(of: pid, stat), Self.mayTell(told.process) {
      return tasks(told.tasks, apartFrom: told.process, in: process, place, with: &reader)
    }
    let mayShare = context.procfs.isLive && !stat.isZombie
    var tasks: [Task] = []
    do throws(SystemError) {
      let directory = try process.open(place.path("task"), flags: O_DIRECTORY)
      taskEntries.restart()
      while let entry = taskEntries.next(in: directory) {
        let tid = entry.number
        if tid == pid { continue }
        let parts = mayShare ? ProcessParts(of: tid, apartFrom: pid) : nil
        if let command = Self.command(of: Procfs.name(of: tid), parts, in: directory, with: &reader) {
          tasks.append(Task(tid: tid, command: command, ownParts: parts))
        }
      }
    } catch {
      context.shortages.noteIfShort(error)
    }
    // They are listed as they were made, and IDs begin anew.
    tasks.sort { $0.tid < $1.tid }
    return tasks
  }

  /// The same by the kernel's tables.
  private func tasks(
    _ told: [KernelProcess], apartFrom first: KernelProcess, in process: borrowing FileDescriptor,
    _ place: ProcessPlace, with reader: inout FileReader
  ) -> [Task] {
    var tasks: [Task] = []
    for task in told {
      let parts = task.parts(apartFrom: first)
      var command = task.command
      if command == nil {
        let directory = place.prefix + Procfs.task(task.pid)
        command = Self.command(of: directory, parts, in: process, with: &reader)
      }
      if let command { tasks.append(Task(tid: task.pid, command: command, ownParts: parts)) }
    }
    return tasks
  }

  /// The name of a task, by its directory; nil where it has ended.
  private static func command(
    of task: Bytes, _ ownParts: ProcessParts?, in directory: borrowing FileDescriptor,
    with reader: inout FileReader
  ) -> Bytes? {
    // One that has something in common with a living task is alive, and its name is all that is its own.
    if ownParts == [], let command = command(of: task, in: directory, with: &reader) { return command }
    let stat = try? ProcessStat.read(Path(task + Bytes("/stat")), in: directory, with: &reader)
    return stat.flatMap { $0.isZombie ? nil : $0.command }
  }

  /// The name of a task by `comm` of proc(5), which costs less than `stat`; nil where the two may differ: `stat`
  /// escapes newlines and backslashes.
  private static func command(
    of task: Bytes, in directory: borrowing FileDescriptor, with reader: inout FileReader
  ) -> Bytes? {
    let path = Path(task + Bytes("/comm"))
    if (try? reader.read(path, in: directory.number, isOneRecord: true)) == nil { return nil }
    let text = Bytes(reader.contents)
    guard text.last == UInt8(ascii: "\n") else { return nil }
    let command = text.dropLast()
    return command.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\\") } ? nil : Bytes(command)
  }

  private static func owner(of directory: borrowing FileDescriptor) throws(SystemError) -> UInt32 {
    var status = Glibc.stat()
    if fstat(directory.number, &status) != 0 { throw .current }
    return status.st_uid
  }
}
