import Print
import Store
import Testing

@testable import Arg

@Suite struct ProceedingTests {
  private func repetition(_ line: String) throws -> Repetition? {
    try #require(Run(line).request).repetition
  }

  @Test func warnings() throws {
    #expect(try #require(Run("").request).blockingPolicy.announcer == bytes("lsof"))
    #expect(try #require(Run("-t").request).blockingPolicy.announcer == bytes("lsof"))
    #expect(try #require(Run("-t").request).warns == false)
    for line in ["-w", "-t -w", "-w -t"] {
      let request = try #require(Run(line).request)
      #expect(request.blockingPolicy.announcer == nil && !request.warns && !request.warnsDespiteTerse)
    }
  }

  @Test func repetition() throws {
    #expect(try repetition("") == nil)
    #expect(try #require(try repetition("-r")).seconds == 15)
    #expect(try repetition("-r0") == nil)
    let plain = try #require(try repetition("-r 3"))
    #expect(plain.seconds == 3 && plain.maximum == 0 && !plain.endsWhenEmpty && plain.marker == nil)
    #expect(try #require(try repetition("+r")).endsWhenEmpty)
    let full = try #require(try repetition("+r10c2m==%T=="))
    #expect(full.seconds == 10 && full.maximum == 2 && full.marker == bytes("==%T=="))
    #expect(try #require(try repetition("-r m%c")).marker == bytes("%c"))
    #expect(try #require(try repetition("-r5 -r1c9 -r")).maximum == 9)
  }

  @Test("changes are told of a listing that repeats, with the time, of processes and not of tasks")
  func changes() throws {
    let request = try #require(Run("-r --changes").request)
    #expect(request.output.tellsChanges && request.selection.tasks == .ignored)
    #expect(request.repetition?.marker == bytes("======= %F %T"))
    #expect(try #require(Run("--changes -r1m%T").request).repetition?.marker == bytes("%T"))
    #expect(try #require(Run("--changes -K +r").request).selection.tasks == .listed)
    let fields = try #require(Run("--changes -r1 -Fn").request)
    #expect(fields.output.fields.contains("h") && fields.repetition?.marker == bytes("%FT%T%z"))
    #expect(try #require(Run("--changes -r1 -J").request).output.fields.contains("h"))
    let columns = try #require(Run("--changes -r1 --csv --columns=change,pid").request).output.columns
    #expect(columns.count == 3 && columns[0].place == ColumnTable.placeOfChangeTime)
    #expect(columns[1].place == ColumnTable.placeOfChange)
  }

  @Test(
    "changes of nothing",
    arguments: [
      "--changes", "--changes -r0", "--changes -r -t", "--changes -r --count", "--changes -r --limits",
      "--changes -r --filter=change", "--filter=time>5",
    ])
  func noChanges(line: String) { #expect(Run(line).isRefused) }

  @Test("the reference's mistake: a count is no command name")
  func count() throws {
    let request = try #require(Run("-r1c2").request)
    #expect(request.repetition?.maximum == 2 && request.selection.isEverything)
    let cluster = try #require(Run("-r1c2n -t").request)
    #expect(cluster.repetition?.maximum == 2 && !cluster.output.namesHosts)
    let apart = try #require(Run("-r c3").request)
    #expect(apart.repetition?.maximum == 3 && apart.selection.isEverything)
    let command = try #require(Run("-r1cfoo").request)
    #expect(command.repetition?.maximum == 0 && command.selection.commands.first?.prefix == bytes("foo"))
    let name = try #require(Run("-r /etc/passwd").request)
    #expect(name.repetition?.seconds == 15 && name.selection.files.count == 1)
  }

  @Test func scanMethod() throws {
    #expect(try #require(Run("").request).scanMethod == .automatic)
    #expect(try #require(Run("--scan=bpf").request).scanMethod == .bpf)
    #expect(try #require(Run("--scan=bpf --scan=procfs").request).scanMethod == .procfs)
    #expect(Run("--scan").isRefused && Run("--scan=").isRefused && Run("--scan=BPF").isRefused)
    #expect(try #require(Run("", scanMethod: "bpf").request).scanMethod == .bpf)
    #expect(try #require(Run("", scanMethod: "").request).scanMethod == .automatic)
    #expect(try #require(Run("--scan=auto", scanMethod: "bpf").request).scanMethod == .automatic)
    #expect(Run("", scanMethod: "kmem").isRefused)
  }

  @Test func timeLimit() throws {
    #expect(try #require(Run("").request).blockingPolicy.timeLimit == 15)
    #expect(try #require(Run("-S 7").request).blockingPolicy.timeLimit == 7)
    #expect(try #require(Run("-S7n").request).output.namesHosts == false)
    let short = Run("-w -S1")
    #expect(try #require(short.request).blockingPolicy.timeLimit == 2)
    #expect(short.messages.contains("WARNING"))
  }

  @Test func switches() throws {
    let request = try #require(Run("-bOQVX +m").request)
    #expect(request.blockingPolicy.avoidsBlocking && request.blockingPolicy.isUnguarded)
    #expect(request.forgivesFailedSearch && request.reportsSearch)
    #expect(request.selection.skipsInternetTables)
    #expect(!(try #require(Run("-XX -i").request).selection.skipsInternetTables))
    #expect(isWritten(request.mountSupplement))
    #expect(file(of: try #require(Run("+m table").request).mountSupplement) == bytes("table"))
  }

  private func isWritten(_ supplement: MountSupplement) -> Bool {
    if case .written = supplement { true } else { false }
  }

  private func file(of supplement: MountSupplement) -> Bytes? {
    if case .read(let file) = supplement { file } else { nil }
  }

  @Test func explanations() {
    #expect(Run("-h").helpRequest == HelpRequest(showsHelp: true))
    #expect(Run("-?v").helpRequest == HelpRequest(showsHelp: true, showsVersion: true))
    #expect(Run("-ahX -i").helpRequest == HelpRequest(showsHelp: true))
    #expect(Run("-F?").helpRequest == HelpRequest(showsFields: true))
    #expect(Run("-h -p x").helpRequest == HelpRequest(showsHelp: true, isError: true))
    #expect(Run("--help").helpRequest == HelpRequest(showsHelp: true, usesStandardOutput: true))
    #expect(Run("--version -a").helpRequest == HelpRequest(showsVersion: true, usesStandardOutput: true))
    #expect(
      Run("-h --version").helpRequest
        == HelpRequest(showsHelp: true, showsVersion: true, usesStandardOutput: true))
    #expect(Run("--help -p x").helpRequest == HelpRequest(showsHelp: true, isError: true))
    #expect(Run("-v /nosuch").helpRequest == HelpRequest(showsVersion: true))
  }

  @Test func programName() {
    #expect(CommandLineParser.programName([]) == bytes("lsof"))
    #expect(CommandLineParser.programName([bytes("/a/b c")]) == bytes("b c"))
    #expect(CommandLineParser.programName([bytes("a/")]) == [])
    #expect(CommandLineParser.programName([[]]) == [])
  }
}
