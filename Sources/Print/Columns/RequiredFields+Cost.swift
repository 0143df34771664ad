import Misc
import Store

extension RequiredFields {
  /// What help says that it costs, of each file or process: what is asked of the kernel.
  private static let costs: [(requirement: RequiredFields, name: StaticString)] = [
    ([.name, .link], "link"), (.access, "lstat"), ([.status, .mount], "stat"), (.lock, "locks"),
    ([.offset, .offsetWithoutSize, .openFlags, .facts, .descriptorsInFlight], "fdinfo"),
    ([.interface, .socketNumbers, .tcpFacts, .unixFacts, .virtualSocketFacts], "sock_diag"),
    (.context, "attr/current"), ([.unit, .container], "cgroup"), (.namespacePID, "status"),
    (.networkNamespace, "ns/net"), (.commandLine, "cmdline"), (.executable, "exe"), (.controlGroup, "cgroup"),
    (.mountTable, "mountinfo"), (.driver, "devices"), (.endpoints, "all"), (.holders, "all,kcmp"),
    (.targetCommand, "comm"), (.watchedPaths, "handle"), (.openedFacts, "open"), (.bpfNames, "bpf"),
    (.deviceFacts, "sysfs"), (.terminalSessions, "all/stat"),
  ]

  /// Appends the calls and files that are needed, with commas between; nothing where a listing has it anyhow.
  /// All that special files tell is too much for a line.
  func appendCost(to buffer: inout ByteBuffer) {
    let start = buffer.count
    let isOfAllFacts = isSuperset(of: .ofFacts)
    defer { if isOfAllFacts { buffer.append(",more") } }
    let shown = isOfAllFacts ? subtracting(.ofFacts.union(.driver)).union(.facts) : self
    for (requirement, name) in Self.costs where !shown.isDisjoint(with: requirement) {
      if buffer.count > start { buffer.append(UInt8(ascii: ",")) }
      buffer.append(name)
    }
  }
}
