import CBPF
import CSystem
import Glibc
import Misc
import Store
import Version

extension KernelFiles {
  /// Why the kernel's tables can't be read.
  enum Obstacle: Error {
    case notBuilt
    /// They hold everybody's files.
    case notRoot
    /// The iterator shows the processes of the reader's PID namespace, and procfs those of the one that it was mounted
    /// in; or it is a copy.
    case otherProcfs
    case refused(SystemError)

    var text: Bytes {
      switch self {
      case .notBuilt: Bytes("lsof was built without it (HASBPF)")
      case .notRoot: Bytes("only root may use it")
      case .otherProcfs: Bytes("/proc is not that of this PID namespace")
      case .refused(let error): Bytes("the kernel refuses it: ") + error.text
      }
    }
  }

  /// What scans that are repeated know of those before.
  final class Refusal: Sendable {
    private let isNoted = Locked(false)

    /// The kernel did not let a scan load what it reads.
    var isKnown: Bool { isNoted.withLock { $0 } }
    func note() { isNoted.withLock { $0 = true } }
  }

  /// Loads what a scan of these processes reads, if the request wants it or it pays; nil where procfs is to be read, as
  /// it is where nothing comes of it. Another thread loads it, and this one helps when it has done what there is to do
  /// `meanwhile`. Where BPF was asked for, the first scan says why not. What the kernel has refused isn't tried again.
  static func load(
    for context: ScanContext, _ pids: [Int32], _ refusal: Refusal, meanwhile: () -> Void
  ) -> KernelFiles? {
    // No file is looked at.
    if context.requiredFields.contains(.processesAlone) { return nil }
    let isAsked = context.request.scanMethod == .bpf
    if !isAsked && !(mayLoadUnasked(context.request) && ScanCost(context, pids).favoursBPF) { return nil }
    if refusal.isKnown { return nil }
    do throws(Obstacle) { try require(context.procfs) } catch {
      if isAsked { say(error, context) }
      return nil
    }
    if !isAsked && !ScanCost.manyFilesAreOpen(context.procfs) { return nil }
    let wanted = WantedFiles(context)
    let load = KernelTablesLoad(wanted)
    let files = BackgroundValue<KernelFiles?>(telling: { isAwaited in
      do throws(SystemError) {
        let files = KernelFiles(wanted, try load.take())
        while !isAwaited() && files.readOn() {}
        return files
      } catch {
        refusal.note()
        if isAsked { say(.refused(error), context) }
        return nil
      }
    })
    meanwhile()
    load.help()
    return files.get()
  }

  private static func say(_ obstacle: Obstacle, _ context: ScanContext) {
    if !context.isFirst { return }
    context.diagnostics.error {
      $0.append("procfs is read and not BPF: ")
      $0.append(obstacle.text)
    }
  }

  /// Whether a request may have them read, as far as that costs nothing to find out.
  static func mayTry(for request: Request) -> Bool {
    request.scanMethod == .bpf || mayLoadUnasked(request)
  }

  /// What costs nothing to find out.
  private static func mayLoadUnasked(_ request: Request) -> Bool {
    request.scanMethod == .automatic && isAutomatic && getuid() == 0
  }

  /// Whether a request wants the kernel's tables, or it may pay, and nothing keeps this process from reading them.
  static func mayLoad(for request: Request, _ procfs: Procfs, _ refusal: Refusal) -> Bool {
    if !mayTry(for: request) || refusal.isKnown { return false }
    return mayLoad(procfs) && (request.scanMethod == .bpf || ScanCost.manyFilesAreOpen(procfs))
  }

  /// Whether nothing keeps this process from reading them, which takes so many descriptors.
  static func mayLoad(_ procfs: Procfs, beside descriptors: Int = mostDescriptors) -> Bool {
    do throws(Obstacle) { try require(procfs, beside: descriptors) } catch { return false }
    return true
  }

  /// Whether a program may be loaded that nobody has asked for.
  static var isAutomatic: Bool { isBuilt && Build.bpf.map { Bytes($0) } == Bytes("auto") }

  static var isBuilt: Bool { Build.bpf != nil && cbpf_is_built() != 0 }

  /// What may tell of tasks where procfs is asked about processes; nil where no tasks are listed, `files` tell of
  /// them, or nothing may be loaded.
  static func tasks(
    for context: ScanContext, beside files: KernelFiles?, _ refusal: Refusal
  ) -> KernelTasks? {
    if !context.listsTasks || files != nil && context.mayTellProcesses { return nil }
    return mayTry(for: context.request) ? KernelTasks(context, besideFiles: files != nil, refusal) : nil
  }

  /// What keeps this process from reading the tables; nil where nothing does.
  static func obstacle(_ procfs: Procfs) -> Obstacle? {
    do throws(Obstacle) { try require(procfs) } catch { return error }
    do throws(SystemError) {
      _ = try KernelFiles(WantedFiles())
      return nil
    } catch {
      return .refused(error)
    }
  }

  private static func require(_ procfs: Procfs, beside descriptors: Int = mostDescriptors) throws(Obstacle) {
    if !isBuilt { throw .notBuilt }
    // A privileged program would load with its own privileges what its user asks for.
    if getuid() != 0 || geteuid() != 0 || csystem_has_privileges() { throw .notRoot }
    if !procfs.isLive || !procfs.isOfReader { throw .otherProcfs }
    if !ScanWork.hasRoom(beside: descriptors) { throw .refused(SystemError(code: EMFILE)) }
  }
}
