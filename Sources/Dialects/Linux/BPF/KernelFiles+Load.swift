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

  /// Loads what a scan reads, if the request wants it; nil where procfs is to be read. Where BPF was asked for, the
  /// first scan says why not.
  static func load(for context: ScanContext) -> KernelFiles? {
    if context.request.scanMethod != .bpf { return nil }
    do throws(Obstacle) {
      try require(context.procfs)
      do throws(SystemError) { return try KernelFiles(WantedFiles(context)) } catch {
        throw .refused(error)
      }
    } catch {
      if !context.isFirst { return nil }
      context.diagnostics.error {
        $0.append("procfs is read and not BPF: ")
        $0.append(error.text)
      }
      return nil
    }
  }

  static var isBuilt: Bool { Build.bpf != nil && cbpf_is_built() != 0 }

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

  private static func require(_ procfs: Procfs) throws(Obstacle) {
    if !isBuilt { throw .notBuilt }
    // A privileged program would load with its own privileges what its user asks for.
    if getuid() != 0 || geteuid() != 0 || csystem_has_privileges() { throw .notRoot }
    if !procfs.isLive || !procfs.isOfReader { throw .otherProcfs }
    if !ScanWork.hasRoom(beside: 1) { throw .refused(SystemError(code: EMFILE)) }
  }
}
