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
    ProcessSetup.run()
    if !ProcessSetup.dropGroup() {
      let name = CommandLineParser.programName(arguments())
      Diagnostics(programName: name, warns: true, escaper: Escaper())
        .error("can't give up the group that it runs with")
      exit(EXIT_FAILURE)
    }
    exit(run(arguments: arguments()))
  }

  /// Does what the arguments ask for and returns the exit status.
  static func run(arguments: [Bytes]) -> Int32 {
    let escaper = Escaper()
    let guards = GuardPool()
    let dialect = LinuxDialect(escaper: escaper, guards: guards)
    let parser = CommandLineParser(
      arguments: arguments, dialect: dialect, realUserID: getuid(),
      isBorrowingRoot: DeviceCacheUser.isBorrowingRoot,
      canReadContexts: SecurityContexts.areEnabled,
      makeProbe: { precautions, _ in
        GuardedProbe(precautions, mounts: dialect.mounts() ?? [], pool: guards)
      },
      escaper: escaper)
    switch parser.parse() {
    case .fail: return EXIT_FAILURE
    case .explain(let explanation):
      Guide(
        programName: CommandLineParser.programName(arguments),
        circumstances: Guide.Circumstances(
          canReadContexts: SecurityContexts.areEnabled, isRoot: getuid() == 0,
          isBorrowingRoot: DeviceCacheUser.isBorrowingRoot), escaper: escaper
      ).write(explanation)
      return explanation.isError ? EXIT_FAILURE : EXIT_SUCCESS
    case .list(let request):
      let diagnostics = Diagnostics(
        programName: request.programName, warns: request.warns, escaper: escaper)
      if let release = Build.kernelRelease { KernelCheck.warn(builtOn: release, diagnostics) }
      if case .written = request.mountSupplement {
        return MountSupplementWriter(
          mounts: dialect.mounts() ?? [],
          probe: GuardedProbe(request.precautions, mounts: dialect.mounts() ?? [], pool: guards),
          diagnostics: diagnostics
        ).run()
      }
      return Session(request, dialect: dialect, diagnostics: diagnostics).run()
    }
  }

  /// argv in its own bytes: Swift's CommandLine takes it for Unicode.
  private static func arguments() -> [Bytes] {
    (0..<Int(CommandLine.argc)).compactMap { index in
      CommandLine.unsafeArgv[index].map {
        Bytes(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
      }
    }
  }
}
