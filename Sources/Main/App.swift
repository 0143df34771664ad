import Arg
import CSystem
import Glibc
import LinuxDialect
import Misc
import Node
import Store
import Usage
import Version

/// The program.
@main
struct App {
  nonisolated static func main() {
    if !ProcessSetup.run() { exitWithPrivileges() }
    let hasPrivileges = csystem_has_privileges()
    if WorkerThread.isRoomier, let thread = WorkerThread({ runAndExit() }) {
      if hasPrivileges && csystem_give_up_capabilities_of_thread() != 0 { exitWithPrivileges() }
      thread.join()
    }
    runAndExit()
  }

  private static func exitWithPrivileges() -> Never {
    let name = CommandLineParser.programName(arguments())
    Diagnostics(programName: name, warns: true, escaper: Escaper())
      .error("can't give up the privileges that it runs with")
    exit(ExitStatus.failure)
  }

  private static func runAndExit() -> Never {
    let status = run(arguments: arguments())
    exit(Diagnostics.hasLostMessage ? ExitStatus.failure : status)
  }

  /// Does what the arguments ask for and returns the exit status.
  static func run(arguments: [Bytes]) -> Int32 {
    let escaper = Escaper()
    let dialect = PrivilegedDialect(base: LinuxDialect(escaper: escaper))
    let parser = CommandLineParser(
      arguments: arguments, dialect: dialect, realUserID: getuid(),
      isBorrowingRoot: DeviceCacheUser.isBorrowingRoot,
      scanMethod: csystem_has_privileges() ? nil : getenv("LSOF_SCAN").map { Bytes(cString: $0) },
      escaper: escaper)
    switch parser.parse() {
    case .fail: return ExitStatus.failure
    case .explain(let helpRequest):
      return HelpText(
        programName: CommandLineParser.programName(arguments),
        circumstances: Circumstances(
          hasContexts: dialect.hasContexts, isRoot: getuid() == 0,
          isBorrowingRoot: DeviceCacheUser.isBorrowingRoot),
        scanMethods: helpRequest.showsVersion ? dialect.scanMethods(helpRequest.scanMethod) : [],
        escaper: escaper
      ).write(helpRequest)
    case .list(let request):
      let diagnostics = Diagnostics(
        programName: request.programName, warns: request.warns, escaper: escaper)
      if let release = Build.kernelRelease { KernelCheck.warn(builtOn: release, diagnostics) }
      if case .written = request.mountSupplement {
        return writeMountSupplement(request.blockingPolicy, dialect, diagnostics)
      }
      if let report = request.report {
        return ReportSession(request: request, dialect: dialect, diagnostics: diagnostics).run(report)
      }
      return Session(request, dialect: dialect, diagnostics: diagnostics).run()
    }
  }

  /// `+m`
  private static func writeMountSupplement(
    _ policy: BlockingPolicy, _ dialect: some Dialect, _ diagnostics: Diagnostics
  ) -> Int32 {
    do throws(ScanError) {
      let mounts = try dialect.mounts()
      let probe = dialect.probe(policy, mounts: mounts)
      return MountSupplementWriter(mounts: mounts, probe: probe, diagnostics: diagnostics).run()
    } catch {
      diagnostics.error(error)
      return ExitStatus.failure
    }
  }

  /// argv in its own bytes: Swift's CommandLine takes it for Unicode.
  private static func arguments() -> [Bytes] {
    (0..<csystem_argument_count()).compactMap { index in
      csystem_argument(index).map { Bytes(cString: $0) }
    }
  }
}
