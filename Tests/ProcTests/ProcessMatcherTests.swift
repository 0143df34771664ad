import Glibc
import Store
import Testing

@testable import Proc

@Suite struct ProcessMatcherTests {
  private func selection(_ selectors: Selectors, _ change: (inout Selection) -> Void) -> Selection {
    var selection = Selection()
    selection.selectors = selectors
    selection.isEverything = false
    change(&selection)
    return selection
  }

  /// What the process matches: PID 7 of group 5 and user 1000, `cat` by name. Nil where it is left out.
  private func judge(
    _ selection: Selection, command: String = "cat", workload: Workload? = nil, isTask: Bool = false
  ) -> (selectors: Selectors?, found: SearchMatches) {
    var process = ProcessRecord(pid: 7)
    process.group = 5
    process.uid = 1000
    var found = SearchMatches(selection)
    let name = Bytes(command.utf8)
    let matcher = ProcessMatcher(selection)
    switch matcher.judge(process, command: name.span, workload: workload, isTask: isTask, &found) {
    case .excluded: return (nil, found)
    case .candidate(let selectors): return (selectors, found)
    }
  }

  private func ids(_ ids: Int32...) -> [IDPattern] { ids.map { IDPattern(id: $0, isExcluded: false) } }
  private func user(_ uid: UInt32, isExcluded: Bool = false) -> UserPattern {
    UserPattern(uid: uid, login: nil, isExcluded: isExcluded)
  }
  private func command(_ prefix: String, isExcluded: Bool = false) -> CommandPattern {
    CommandPattern(prefix: Bytes(prefix.utf8), isExcluded: isExcluded)
  }

  @Test func whereNothingIsSelectedAllMatches() {
    var all = Selection()
    all.selectors = .everything
    #expect(judge(all).selectors == .everything)
  }

  @Test func eachIdentityIsMatchedAndFound() {
    let (pid, pidFound) = judge(selection(.pid) { $0.pids = ids(3, 7) })
    #expect(pid == .pid && pidFound.pids == [false, true])
    let (group, groupFound) = judge(selection(.processGroup) { $0.groups = ids(5) })
    #expect(group == .processGroup && groupFound.groups == [true])
    let (user, userFound) = judge(selection(.user) { $0.users = [self.user(1000), self.user(0)] })
    #expect(user == .user && userFound.users == [true, false])
  }

  @Test func anotherProcessIsLeftOut() {
    #expect(judge(selection(.pid) { $0.pids = ids(8) }).selectors == nil)
    #expect(judge(selection(.user) { $0.users = [user(0)] }).selectors == nil)
    #expect(judge(selection(.command) { $0.commands = [command("dog")] }).selectors == nil)
  }

  @Test func whatMayMatchByItsFilesIsKept() {
    #expect(judge(selection([.pid, .name]) { $0.pids = ids(8) }).selectors == [])
    #expect(judge(selection([.command, .internet]) { $0.commands = [command("dog")] }).selectors == [])
  }

  @Test func withAndAllMustMatch() {
    let both = selection([.pid, .user]) {
      $0.requiresAll = true
      $0.pids = ids(7)
      $0.users = [user(1000)]
    }
    #expect(judge(both).selectors == [.pid, .user])
    var other = both
    other.users = [user(0)]
    let (selectors, found) = judge(other)
    #expect(selectors == nil)
    // It was there all the same.
    #expect(found.pids == [true])
  }

  @Test func exclusionsComeFirst() {
    #expect(judge(selection(.name) { $0.pids = [IDPattern(id: 7, isExcluded: true)] }).selectors == nil)
    #expect(judge(selection(.name) { $0.groups = [IDPattern(id: 5, isExcluded: true)] }).selectors == nil)
    #expect(judge(selection(.name) { $0.users = [user(1000, isExcluded: true)] }).selectors == nil)
    #expect(judge(selection(.name) { $0.commands = [command("ca", isExcluded: true)] }).selectors == nil)
    #expect(judge(selection(.name) { $0.commands = [command("do", isExcluded: true)] }).selectors == [])
  }

  @Test func aProcessLeftOutForItsCommandIsFoundByItsNumbers() {
    let patterns = selection([.pid, .processGroup, .user]) {
      $0.pids = ids(7)
      $0.groups = ids(5)
      $0.users = [user(1000)]
      $0.commands = [command("ca", isExcluded: true)]
    }
    let (selectors, found) = judge(patterns)
    #expect(selectors == nil)
    #expect(found.pids == [true] && found.groups == [true] && found.users == [true])
  }

  @Test func commandsMatchByTheirBeginning() {
    let patterns = selection(.command) { $0.commands = [command("c"), command("cats")] }
    let (selectors, found) = judge(patterns)
    #expect(selectors == .command && found.commands == [true, false])
  }

  @Test func commandsMatchByExpressions() {
    let patterns = selection(.command) {
      $0.expressions = [
        CommandExpression(expression: Bytes("^C.T$"), flags: REG_ICASE),
        CommandExpression(expression: Bytes("^C.T$"), flags: 0),
      ]
    }
    let (selectors, found) = judge(patterns)
    #expect(selectors == .command && found.expressions == [true, false])
  }

  @Test func tasksMatchWhereTheyAreSelected() {
    let tasks = selection(.task) { $0.tasks = .listed }
    #expect(judge(tasks, isTask: true).selectors == .task)
    #expect(judge(tasks, isTask: false).selectors == nil)
    #expect(judge(selection(.pid) { $0.pids = ids(7) }, isTask: true).selectors == .pid)
  }

  @Test func quickQuestionsAgree() {
    let matcher = ProcessMatcher(
      selection([.command, .user]) {
        $0.commands = [command("ca"), command("x", isExcluded: true)]
        $0.users = [user(1000), user(5, isExcluded: true)]
      })
    let (cat, xterm) = (Bytes("cat"), Bytes("xterm"))
    let mayBeCat = matcher.mayMatch(command: cat.span)
    let mayBeOther = matcher.mayMatch(command: xterm.span)
    #expect(mayBeCat && !mayBeOther)
    let uids = [UInt32(1000), 5, 0].map { matcher.mayMatch(uid: $0) }
    #expect(uids == [true, false, false])
  }

  @Test func contextsMatchPatterns() {
    let patterns = selection(.context) { $0.contexts = [Bytes("*:init_t:*"), Bytes("user_*")] }
    var found = SearchMatches(patterns)
    let matcher = ProcessMatcher(patterns)
    let matches = matcher.matches(context: Bytes("system_u:system_r:init_t:s0"), &found)
    #expect(matches && found.contexts == [true, false])
    let others = matcher.matches(context: Bytes("system_u:system_r:cron_t:s0"), &found)
    #expect(!others)
  }

  // MARK: - Units, containers and pods

  /// A container of a pod, in a unit of its own.
  private var web: Workload {
    var workload = Workload()
    workload.unit = Bytes("nginx.service")
    workload.container = Bytes("web")
    workload.containerID = Bytes("0123abcd")
    workload.pod = Bytes("shop/web-0")
    workload.podUID = Bytes("4567abcd-89ab")
    return workload
  }

  private func names(_ globs: String...) -> [NamePattern] {
    globs.map { glob in
      let isExcluded = glob.hasPrefix("^")
      return NamePattern(
        glob: Bytes((isExcluded ? String(glob.dropFirst()) : glob).utf8), isExcluded: isExcluded)
    }
  }

  @Test(arguments: ["nginx.service", "nginx", "ng*", "*.service", "ngin[x]"])
  func unitsAreMatched(_ glob: String) {
    let (selectors, found) = judge(selection(.unit) { $0.units = names("x", glob) }, workload: web)
    #expect(selectors == .unit && found.units == [false, true])
  }

  @Test(arguments: ["web", "w?b", "0123", "0123abcd"])
  func containersAreMatched(_ glob: String) {
    let (selectors, found) = judge(selection(.container) { $0.containers = names(glob) }, workload: web)
    #expect(selectors == .container && found.containers == [true])
  }

  @Test(arguments: ["web-0", "shop/web-0", "shop/*", "web-*", "*", "4567", "4567abcd-8", "4567abcd-89ab"])
  func podsAreMatched(_ glob: String) {
    let (selectors, found) = judge(selection(.pod) { $0.pods = names(glob) }, workload: web)
    #expect(selectors == .pod && found.pods == [true])
  }

  @Test(arguments: ["ngin", "nginx.servic", "service", "web", "123", "shop", "/web-0"])
  func whatHasAnotherNameIsLeftOut(_ glob: String) {
    #expect(judge(selection(.unit) { $0.units = names(glob) }, workload: web).selectors == nil)
    #expect(
      judge(selection(.container) { $0.containers = names(glob + "x") }, workload: web).selectors == nil)
    #expect(judge(selection(.pod) { $0.pods = names(glob) }, workload: web).selectors == nil)
  }

  @Test func theBeginningOfANameIsNone() {
    var named = web
    (named.container, named.containerID) = (Bytes("web2"), [])
    #expect(judge(selection(.container) { $0.containers = names("web") }, workload: named).selectors == nil)
    // Of an identifier, a few digits could be meant as one.
    #expect(judge(selection(.container) { $0.containers = names("012") }, workload: web).selectors == nil)
    #expect(judge(selection(.pod) { $0.pods = names("456") }, workload: web).selectors == nil)
    named.unit = Bytes("machine-a\\x2db.scope")
    let escaped = selection(.unit) { $0.units = names("machine-a\\x2db.scope") }
    #expect(judge(escaped, workload: named).selectors == .unit)
  }

  @Test func outsideOfContainersNothingMatches() {
    #expect(
      judge(selection(.container) { $0.containers = names("*") }, workload: Workload()).selectors == nil)
    #expect(judge(selection(.unit) { $0.units = names("*") }, workload: Workload()).selectors == nil)
    #expect(judge(selection(.pod) { $0.pods = names("*") }, workload: Workload()).selectors == nil)
  }

  @Test func namesLeaveOut() {
    var all = Selection()
    all.selectors = .everything
    for change: (inout Selection) -> Void in [
      { $0.units = self.names("^nginx") }, { $0.containers = self.names("^*") },
      { $0.pods = self.names("^web-0") },
    ] {
      var selection = all
      change(&selection)
      #expect(judge(selection, workload: web).selectors == nil)
      #expect(judge(selection, workload: Workload()).selectors == .everything)
    }
  }

  @Test func workloadsJoinTheOtherSelections() {
    let both = selection([.pid, .container]) {
      $0.pids = ids(7)
      $0.containers = names("web")
    }
    #expect(judge(both, workload: web).selectors == [.pid, .container])
    #expect(judge(both, workload: Workload()).selectors == .pid)
    var strict = both
    strict.requiresAll = true
    #expect(judge(strict, workload: web).selectors == [.pid, .container])
    #expect(judge(strict, workload: Workload()).selectors == nil)
  }
}
