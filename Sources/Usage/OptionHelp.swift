import Store
import Version

/// The options in the notation of lsof(8), and what each does in a few words.
enum OptionHelp {
  struct Option {
    var notation: String
    var meaning: String

    init(_ notation: String, _ meaning: String) {
      self.notation = notation
      self.meaning = meaning
    }
  }

  /// The options that stand alone, as a cluster.
  static func flags(_ circumstances: HelpText.Circumstances) -> String {
    "-?abhHjJKlnNoOPQRtUvV" + (hasX(circumstances) ? "X" : "")
  }

  /// The options that have a value, or two signs.
  static func valued(_ circumstances: HelpText.Circumstances) -> [String] {
    var options = [
      "+|-c c", "+|-d s", Build.hasDeviceCache ? "+|-D D" : "+D D", "+|-e s", "+|-E", "+|-f[gG]", "-F [f]",
      "-g [s]", "-i [i]", "+|-L [l]",
      "+m [m]",
    ]
    if Build.hasPortmap { options.append("+|-M") }
    options += [
      "-o [o]", "-p s", "+|-r [t]", "-s [p:s]", "-S [t]", "-T [t]", "-u s", "+|-w", "-x [fl]",
    ]
    if circumstances.canReadContexts { options.append("-Z [Z]") }
    return options
  }

  /// All options, as help lists them.
  static func options(_ circumstances: HelpText.Circumstances) -> [Option] {
    selecting(circumstances) + writing(circumstances) + proceeding(circumstances)
  }

  private static func hasX(_ circumstances: HelpText.Circumstances) -> Bool {
    circumstances.isRoot || !Build.restrictsSkippingInternetTables
  }

  private static func selecting(_ circumstances: HelpText.Circumstances) -> [Option] {
    var options = [
      Option("names", "files, or all files of a mounted file system"),
      Option("-a", "AND the selections (OR)"),
      Option("-c c", "commands that begin with c; ^c all others; /c/[bix] a regular expression"),
      Option("-d s", "descriptors: numbers, ranges, cwd, rtd, txt, mem, DEL, fd ..."),
      Option("+d s", "files in the directory s"),
      Option("+D D", "files in the tree below the directory D *SLOW?*"),
      Option("-x [fl]", "let +d and +D cross to other File systems, follow symbolic Links"),
      Option("-g [s]", "process groups; also shows the PGID"),
      Option("-i select IPv[46] files", ""),
      Option("-i i", "of an address: [46][proto][@host|addr][:svc_list|port_list]"),
      Option("-s p:s", "only sockets in the states s of the protocol p (TCP or UDP)"),
      Option("-K [i] list|(i)gn tasKs", "(threads)"),
      Option("+L l", "files that have fewer than l links"),
      Option("-N", "NFS files"),
      Option("-p s", "processes"),
      Option("-u s", "users, by login name or UID"),
      Option("-U", "UNIX domain sockets"),
    ]
    if hasX(circumstances) { options.append(Option("-X", "skip the tables of TCP and UDP sockets")) }
    if circumstances.canReadContexts {
      options.append(Option("-Z [Z]", "security contexts that match Z; also shows the context"))
    }
    return options
  }

  private static func writing(_ circumstances: HelpText.Circumstances) -> [Option] {
    let defaults = Output()
    var options = [
      Option("+c w", "width of COMMAND, 0 for any (\(defaults.commandWidth))"),
      Option("-E", "show the other ends of pipes, sockets and terminals"),
      Option("+E", "show the other ends, and their files"),
      Option("+|-f[gG]", "show (+) or hide (-) file flags, by name (g) or in hexadecimal (G)"),
      Option("-F [f]", "fields for programs; -F? lists them"),
      Option("-H", "sizes for people"),
      Option("-J", "one JSON document"),
      Option("-j", "one JSON object a line"),
      Option("-l", "UIDs, not login names"),
      Option("+|-L [l]", "show (+) or hide (-) link counts"),
    ]
    if Build.hasPortmap {
      options.append(
        Option("+|-M", "registered portmapper names (\(Build.showsPortmapByDefault ? "+" : "-"))"))
    }
    options += [
      Option("-n", "addresses, not host names"),
      Option("-o", "offsets, not sizes"),
      Option("-o o", "digits up to which an offset is decimal (\(defaults.offsetDigits))"),
      Option("-P", "port numbers, not names"),
      Option("-R", "show the parent PID"),
      Option("-s", "sizes, not offsets"),
      Option("-t", "PIDs alone"),
      Option("-T [fqs]", "show Flags, Queues and State of TCP sockets (s); -T alone hides them"),
    ]
    return options
  }

  private static func proceeding(_ circumstances: HelpText.Circumstances) -> [Option] {
    var options = [Option("-b", "avoid calls that may block in the kernel")]
    if Build.hasDeviceCache {
      let functions =
        circumstances.isBorrowingRoot
        ? "tell of it (?), Ignore or Read it"
        : "tell of it (?), Build, Ignore, Read, Update it (u)"
      options.append(Option("-D ?|b|i|r|u[path]", "device cache: \(functions)"))
    }
    options += [
      Option("+|-e s", "ask nothing of the file system s *RISKY*; + reads no links either"),
      Option("+|-f", "names are file systems (+) or plain files (-)"),
      Option("+m [m]", "write a mount supplement, or use the one in the file m"),
      Option("-O", "no guard around calls that may block *RISKY*"),
      Option("-Q", "success though something searched for is missing"),
      Option(
        "+|-r [t[c<N>][m<fmt>]]",
        "repeat every t seconds (\(Repetition().seconds)), N times; + until nothing is listed"),
      Option("", "fmt is a strftime(3) format for the line between"),
      Option("-S [t]", "seconds that a call may take (\(BlockingPolicy().timeLimit))"),
      Option("-V", "tell what was not found"),
      Option("+|-w", "warnings (\(Build.warnsByDefault ? "+" : "-"))"),
      Option("-?|-h", "this help"),
      Option("-v", "version"),
      Option("--", "ends the options"),
    ]
    return options
  }
}
