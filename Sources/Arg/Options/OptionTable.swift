import Store
import Version

/// All options, in the groups and the order in which help lists them. There is no other list of options: the scanner,
/// help, the fuzzers' command lines and the tests of the man page and of the completions read this one.
public enum OptionTable {
  public enum Row: Sendable {
    case option(Option)
    /// A line of help about something else, or more about an option.
    case note(Option.HelpLine)
  }

  /// Options that answer one question of who asks for help.
  public struct Group: Sendable {
    public let title: StaticString
    public let rows: [Row]
  }

  public static let groups = [
    Group(title: "Questions that are answered in words", rows: reporting),
    Group(title: "Which processes", rows: processes),
    Group(title: "Which files", rows: files),
    Group(title: "Which sockets", rows: sockets),
    Group(title: "Which of all that was selected", rows: joining),
    Group(title: "What is shown of them", rows: showing),
    Group(title: "In which form", rows: forms),
    Group(title: "How often", rows: repeating),
    Group(title: "How the kernel is asked: speed and safety", rows: asking),
    Group(title: "What is said besides", rows: telling),
  ]

  public static let options: [Option] = {
    var options: [Option] = []
    options.reserveCapacity(groups.reduce(0) { $0 + $1.rows.count })
    for group in groups {
      for case .option(let option) in group.rows { options.append(option) }
    }
    return options
  }()

  /// Letters that lsof has on other systems.
  static let foreignLetters: StaticString = "ACkz"

  private static func note(_ notation: StaticString, _ meaning: Option.HelpLine.Meaning) -> Row {
    .note(Option.HelpLine(notation: notation, meaning: meaning))
  }

  private static func option(
    _ notation: StaticString, _ meaning: Option.HelpLine.Meaning, signs: Option.Signs? = nil,
    value: Option.Value = .none, synopsis: Option.Synopsis = .flag,
    where availability: Availability = .everywhere, _ apply: @escaping Option.Action
  ) -> Row {
    .option(
      Option(notation, meaning, signs: signs, value: value, synopsis: synopsis, where: availability, apply))
  }

  private static let reporting: [Row] = [
    option(
      "--busy=s", "why what is mounted at s can't be unmounted", value: .required,
      synopsis: .alone("--busy=s"), ReportOptions.busy),
    option(
      "--deleted", "removed files that take up room, on all file systems or those of names",
      synopsis: .alone("--deleted"), ReportOptions.deleted),
    option(
      "--graph=s", "processes and what joins them: dot or mermaid; dot,files shared files too",
      value: .required, synopsis: .alone("--graph=s"), ReportOptions.graph),
    option(
      "--limits[=all]", "who runs out of descriptors; all also counts inotify and epoll watches",
      value: .optional, synopsis: .alone("--limits[=all]"), ReportOptions.limits),
    option(
      "--listening[=s]", "who serves, at any address or those of s; one row a socket", value: .optional,
      synopsis: .alone("--listening[=s]"), ReportOptions.listening),
    option(
      "--metrics", "figures for Prometheus: descriptors, limits, removed files, sockets",
      synopsis: .alone("--metrics"),
      ReportOptions.metrics),
    option(
      "--port=s", "who serves at these ports", value: .required, synopsis: .alone("--port=s"),
      ReportOptions.port),
    option(
      "--color=s", "colour in these: auto, always, never", value: .required, synopsis: .alone("--color=s"),
      ReportOptions.color),
  ]

  private static let processes: [Row] = [
    option(
      "-c c", "commands that begin with c; ^c all others; /c/[bix] a regular expression", value: .required,
      synopsis: .alone("+|-c c"), SelectionOptions.command),
    option(
      "-g [s]", "process groups; also shows the PGID", value: .optional, synopsis: .alone("-g [s]"),
      SelectionOptions.groups),
    option("-K [i] list|(i)gn tasKs", "(threads)", value: .optional, SelectionOptions.tasks),
    option("-p s", "processes", value: .required, synopsis: .alone("-p s"), SelectionOptions.processes),
    option(
      "-u s", "users, by login name or UID", value: .required, synopsis: .alone("-u s"),
      SelectionOptions.users),
    option(
      "-Z [Z]", "security contexts that match Z; also shows the context", value: .optional,
      synopsis: .alone("-Z [Z]"), where: .contexts, SelectionOptions.contexts),
    option(
      "--container[=s]", "containers, by name, glob or identifier; also shows the container",
      value: .optional,
      synopsis: .alone("--container[=s]"), SelectionOptions.containers),
    option(
      "--pod[=s]", "pods, by name or namespace/name; also shows the pod", value: .optional,
      synopsis: .alone("--pod[=s]"), SelectionOptions.pods),
    option(
      "--unit[=s]", "systemd units; also shows the unit", value: .optional, synopsis: .alone("--unit[=s]"),
      SelectionOptions.units),
  ]

  private static let files: [Row] = [
    note("names", "files, or all files of a mounted file system"),
    note("+|-f", "names are file systems (+) or plain files (-)"),
    option(
      "-d s", "descriptors: numbers, ranges, cwd, rtd, txt, mem, DEL, fd ...", value: .required,
      synopsis: .alone("+|-d s"), SelectionOptions.descriptors),
    option(
      "+d s", "files in the directory s", value: .required, synopsis: .elsewhere, SelectionOptions.directory),
    option(
      "+D D", "files in the tree below the directory D *SLOW?*", value: .required,
      synopsis: Build.hasDeviceCache ? .elsewhere : .alone("+D D"), SelectionOptions.tree),
    option(
      "-x [fl]", "let +d and +D cross to other File systems, follow symbolic Links", value: .optional,
      synopsis: .alone("-x [fl]"), SelectionOptions.crossing),
    note("+L l", "files that have fewer than l links"),
    option("-N", "NFS files") { $0.options.request.selection.nfs = true },
  ]

  private static let sockets: [Row] = [
    option(
      "-i select IPv[46] files", "", value: .optional, synopsis: .alone("-i [i]"), SelectionOptions.internet),
    note("-i i", "of an address: [46][proto][@host|addr][:svc_list|port_list]"),
    option(
      "-s p:s", "only sockets in the states s of the protocol p (TCP or UDP)", value: .optional,
      synopsis: .alone("-s [p:s]"), SelectionOptions.statesOrSizes),
    option("-U", "UNIX domain sockets") { $0.options.request.selection.unix = true },
    option("-X", "skip the tables of TCP and UDP sockets", where: .skippingInternetTables) {
      $0.options.request.selection.skipsInternetTables.toggle()
    },
    option("--local", "-i i matches the local end of a socket only", synopsis: .alone("--local")) {
      $0.options.request.selection.matchesLocalEnd = true
    },
    option(
      "--netns[=s]", "look into other network namespaces: all, names, PIDs, paths, self", value: .optional,
      synopsis: .alone("--netns[=s]"), SelectionOptions.networkNamespaces),
  ]

  private static let joining: [Row] = [
    option("-a", "AND the selections (OR)") { $0.options.request.selection.requiresAll = true },
    option(
      "--filter=s", "of these only rows of which an expression over columns is true", value: .required,
      synopsis: .alone("--filter=s"), SelectionOptions.filter),
  ]

  private static let showing: [Row] = [
    option(
      "+c w", .derived { _ in "width of COMMAND, 0 for any (\(Output().commandWidth))" }, value: .required,
      synopsis: .elsewhere, OutputOptions.commandWidth),
    option(
      "--columns=s", "columns by name; +name adds, -name takes away; help lists them", value: .required,
      synopsis: .alone("--columns=s"), OutputOptions.columns),
    option("--detail", "show in words what the kernel tells of special files", synopsis: .alone("--detail")) {
      $0.options.request.output.showsDetail = true
    },
    option("-E", "show the other ends of pipes, sockets and terminals", synopsis: .alone("+|-E")) {
      $0.options.request.output.endpoints = .named
    },
    option("+E", "show the other ends, and their files", synopsis: .elsewhere) {
      $0.options.request.output.endpoints = .listed
    },
    option(
      "+|-f[gG]", "show (+) or hide (-) file flags, by name (g) or in hexadecimal (G)", value: .optional,
      synopsis: .alone("+|-f[gG]"), OutputOptions.fileFlags),
    option("-H", "sizes for people") { $0.options.request.output.showsHumanSizes = true },
    option("--human", "the same", synopsis: .alone("--human")) {
      $0.options.request.output.showsHumanSizes = true
    },
    option("-l", "UIDs, not login names") { $0.options.request.output.namesUsers = false },
    option(
      "+|-L [l]", "show (+) or hide (-) link counts", value: .optional, synopsis: .alone("+|-L [l]"),
      OutputOptions.linkCounts),
    option(
      "+|-M",
      .derived { _ in "registered portmapper names (\(Build.showsPortmapByDefault ? "+" : "-"))" },
      synopsis: .alone("+|-M"), where: .portmap
    ) { $0.options.request.output.namesPortmap = $0.isPlus },
    option("-n", "addresses, not host names", signs: .both) {
      $0.options.request.output.namesHosts = $0.isPlus
    },
    option("--nspid", "show the PID in the process's own namespace", synopsis: .alone("--nspid")) {
      $0.options.request.output.showsNamespacePID = true
    },
    option(
      "-o", "offsets, not sizes", value: .optional, synopsis: .flagAndAlone("-o [o]"), OutputOptions.offsets),
    note(
      "-o o", .derived { _ in "digits up to which an offset is decimal (\(Output().offsetDigits))" }),
    option("-P", "port numbers, not names", signs: .both) {
      $0.options.request.output.namesPorts = $0.isPlus
    },
    option("-R", "show the parent PID") { $0.options.request.output.showsParent = true },
    note("-s", "sizes, not offsets"),
    option(
      "-T [fqs]", "show Flags, Queues and State of TCP sockets (s); -T alone hides them", signs: .both,
      value: .optional, synopsis: .alone("-T [t]"), OutputOptions.transportInfo),
  ]

  private static let forms: [Row] = [
    option(
      "-F [f]", "fields for programs; -F? lists them", value: .optional, synopsis: .alone("-F [f]"),
      OutputOptions.fields),
    option("-J", "one JSON document", OutputOptions.json),
    option("-j", "one JSON object a line", OutputOptions.jsonLines),
    option("-t", "PIDs alone", OutputOptions.terse),
    option(
      "--count[=s]", "how many rows there are, or of them have each value of columns", value: .optional,
      synopsis: .alone("--count[=s]"), OutputOptions.count),
    option("--csv", "rows of columns as CSV", synopsis: .alone("--csv")) { $0.options.usesCSV = true },
    option("--raw", "rows of columns whose values end in NUL", synopsis: .alone("--raw")) {
      $0.options.usesRawRows = true
    },
    option("--trim", "cut rows at the width of the terminal", synopsis: .alone("--trim")) {
      $0.options.request.output.trimsRows = true
    },
  ]

  private static let repeating: [Row] = [
    option(
      "+|-r [t[c<N>][m<fmt>]]",
      .derived { _ in
        "repeat every t seconds (\(Repetition().seconds)), N times; + until nothing is listed"
      }, value: .optional, synopsis: .alone("+|-r [t]"), ProceedingOptions.repetition),
    note("", "fmt is a strftime(3) format for the line between"),
    option(
      "--changes", "with -r, from then on only what opens (+), closes (-), changes (~)",
      synopsis: .alone("--changes")
    ) {
      $0.options.request.output.tellsChanges = true
    },
  ]

  private static let asking: [Row] = [
    option("-b", "avoid calls that may block in the kernel") {
      $0.options.request.blockingPolicy.avoidsBlocking = true
    },
    option(
      "-D ?|b|i|r|u[path]",
      .derived {
        $0.isBorrowingRoot
          ? "device cache: tell of it (?), Ignore or Read it"
          : "device cache: tell of it (?), Build, Ignore, Read, Update it (u)"
      }, value: .required, synopsis: .alone("+|-D D"), where: .deviceCache, ProceedingOptions.deviceCache),
    option(
      "+|-e s", "ask nothing of the file system s *RISKY*; + reads no links either", value: .required,
      synopsis: .alone("+|-e s"), ProceedingOptions.exemption),
    option(
      "+m [m]", "write a mount supplement, or use the one in the file m", value: .optional,
      synopsis: .alone("+m [m]"), ProceedingOptions.mountSupplement),
    option("-O", "no guard around calls that may block *RISKY*", signs: .both) {
      $0.options.request.blockingPolicy.isUnguarded = !$0.isPlus
    },
    option(
      "--scan=s", "read procfs, or the kernel's tables with BPF: auto, procfs, bpf",
      value: .required, synopsis: .alone("--scan=s"), ProceedingOptions.scanMethod),
    option(
      "-S [t]", .derived { _ in "seconds that a call may take (\(BlockingPolicy().timeLimit))" },
      value: .optional, synopsis: .alone("-S [t]"), ProceedingOptions.timeLimit),
  ]

  private static let telling: [Row] = [
    option("-Q", "success though something searched for is missing") {
      $0.options.request.forgivesFailedSearch = true
    },
    option("-V", "tell what was not found") { $0.options.request.reportsSearch = true },
    option(
      "+|-w", .derived { _ in "warnings (\(Build.warnsByDefault ? "+" : "-"))" }, synopsis: .alone("+|-w")
    ) {
      $0.options.request.warns = $0.isPlus
      $0.options.request.warnsDespiteTerse = $0.isPlus
    },
    option("-?|-h", "this help") { $0.options.showsHelp = true },
    option("--help", "this help, on standard output", synopsis: .alone("--help")) {
      $0.options.showsHelp = true
      $0.options.explainsOnOutput = true
    },
    option("-v", "version") { $0.options.showsVersion = true },
    option("--version", "version, on standard output", synopsis: .alone("--version")) {
      $0.options.showsVersion = true
      $0.options.explainsOnOutput = true
    },
    note("--", "ends the options"),
  ]
}
