import Store
import Testing

@testable import Arg

@Suite struct SelectionTests {
  @Test("no selection is a selection of everything")
  func everything() throws {
    let selection = try #require(Run("").request).selection
    #expect(selection.isEverything)
    #expect(selection.selectors == .everything)
    let ignoring = try #require(Run("-K i").request).selection
    #expect(ignoring.isEverything && ignoring.tasks == .ignored)
    #expect(!ignoring.selectors.contains(.task))
    #expect(Run("-a").isRefused)
  }

  @Test(
    "each kind of selection sets its selector",
    arguments: [
      ("-p 1", Selectors.pid), ("-p ^1 -u root", .user), ("-g 1", .processGroup), ("-c x", .command),
      ("-c ^x -U", .unix), ("-c /x/", .command), ("-d 1", .descriptor), ("-d ^1", .descriptor),
      ("-i", .internet), ("-i4", .internet), ("-iTCP", .address), ("-N", .nfs), ("-K", .task),
      ("+L1", .linkCount), ("+L 0", .linkCount), ("/etc/passwd", .name), ("-K -K i -U", .unix),
      ("+L1 -L", .linkCount), ("-c ''", .command), ("-p1 -iTCP", [.pid, .address]),
      ("--unit=x", .unit), ("--container=^x,y", .container), ("--pod=a/b --unit", .pod),
    ] as [(String, Selectors)])
  func selectors(line: String, expected: Selectors) throws {
    #expect(try #require(Run(line).request).selection.selectors == expected)
  }

  @Test(
    "what only leaves out selects everything else",
    arguments: ["-p ^1", "-u ^0", "-c ^x", "-g ^3", "+L", "--unit", "--container=^x"])
  func exclusions(line: String) throws {
    #expect(try #require(Run(line).request).selection.isEverything)
  }

  @Test func processIDs() throws {
    let pids = try #require(Run("-p 1,^2,1,,3, -p 4").request).selection.pids
    #expect(pids.map(\.id) == [1, 2, 3, 4])
    #expect(pids.map(\.isExcluded) == [false, true, false, false])
    let largest = try #require(Run("-p 2147483647").request).selection.pids
    #expect(largest == [IDPattern(id: .max, isExcluded: false)])
  }

  @Test func groups() throws {
    let request = try #require(Run("-g -p 1").request)
    #expect(request.output.showsProcessGroup && request.selection.groups.isEmpty)
    let selected = try #require(Run("-g12,^13").request)
    #expect(selected.output.showsProcessGroup)
    #expect(selected.selection.groups.map(\.id) == [12, 13])
  }

  @Test func workloads() throws {
    let request = try #require(Run("--unit --container=web,,^db,web --pod=shop/w* --nspid").request)
    let (output, selection) = (request.output, request.selection)
    #expect(output.showsUnit && output.showsContainer && output.showsPod && output.showsNamespacePID)
    #expect(selection.units.isEmpty)
    #expect(selection.containers.map(\.glob) == [bytes("web"), bytes("db")])
    #expect(selection.containers.map(\.isExcluded) == [false, true])
    #expect(selection.pods == [NamePattern(glob: bytes("shop/w*"), isExcluded: false)])
    for wrong in ["--unit=", "--container=^", "--pod=a,^a", "--unit=,"] { #expect(Run(wrong).isRefused) }
  }

  @Test func networkNamespaces() throws {
    func set(_ line: String) throws -> NetworkNamespaceSet? {
      try #require(Run(line).request).networkNamespaces
    }
    #expect(try set("-i") == nil)
    let all = try #require(try set("--netns -i"))
    #expect(all.includesAll && all.included.isEmpty)
    let some = try #require(try set("--netns=web,,7,^/proc/9/ns/net,self --netns=^db"))
    #expect(!some.includesAll)
    #expect(some.included == [.name(bytes("web")), .process(7), .own])
    #expect(some.excluded == [.path(bytes("/proc/9/ns/net")), .name(bytes("db"))])
    #expect(try #require(try set("--netns=^self")).includesAll)
    #expect(try #require(try set("--netns=all,web")).includesAll)
    #expect(try #require(Run("--netns=web").request).selection.isEverything)
    for wrong in ["--netns=", "--netns=^", "--netns=a,^a", "--netns=99999999999", "--netns=^all"] {
      #expect(Run(wrong).isRefused)
    }
  }

  @Test("fields and JSON have what a word asks for")
  func fieldsOfWords() throws {
    let asked = try #require(Run("-Fpc --unit --nspid").request).output.fields
    #expect(asked == ["p", "c", "U", "I"])
    #expect(try #require(Run("-F").request).output.fields.contains("O") == false)
    #expect(try #require(Run("-J --container").request).output.fields.contains("O"))
    #expect(try #require(Run("-FUOQI").request).output.fields == ["p", "U", "O", "Q", "I"])
  }

  @Test func users() throws {
    let users = try #require(Run("-u root,^12,0 -u 4294967295").request).selection.users
    #expect(users.map(\.uid) == [0, 12, .max])
    #expect(users.map(\.isExcluded) == [false, true, false])
    #expect(users[0].login == bytes("root") && users[1].login == nil)
  }

  @Test func descriptors() throws {
    let set = try #require(Run("-d cwd,1,5-9,,fd,1").request).selection.descriptors
    #expect(!set.isExclusion)
    #expect(set.kinds == [.currentDirectory])
    #expect(set.numbers == [1...1, 5...9, 0...Int32.max])
    let excluded = try #require(Run("-d ^txt,^3").request).selection.descriptors
    #expect(excluded.isExclusion && excluded.selects(.number, number: 4))
    #expect(!excluded.selects(.programText, number: -1))
  }

  @Test func commands() throws {
    let selection = try #require(Run("-c abc -c^x -c /a.b/i -c /c/b -c ''").request).selection
    #expect(selection.commands.map(\.prefix) == [bytes("abc"), bytes("x"), []])
    #expect(selection.commands.map(\.isExcluded) == [false, true, false])
    #expect(selection.expressions.map(\.expression) == [bytes("a.b"), bytes("c")])
    #expect(selection.expressions[0].flags & 2 == 2)
    #expect(selection.expressions[1].flags & 1 == 0)
  }

  @Test("-i4 and -i6 add up to -i")
  func internet() throws {
    func family(_ line: String) throws -> InternetEndpoint.Family? {
      let selection = try #require(Run(line).request).selection
      #expect(selection.internet)
      return selection.internetFamily
    }
    #expect(try family("-i") == nil)
    #expect(try family("-i4") == .ipv4)
    #expect(try family("-i6 -i6") == .ipv6)
    #expect(try family("-i4 -i6") == nil)
    #expect(try family("-i4 -i") == nil)
    #expect(try family("-i -i4") == .ipv4)
    #expect(try #require(Run("-i4 -iTCP").request).selection.addresses.first?.family == .ipv4)
  }

  @Test(
    "states of every spelling",
    arguments: [
      ("TCP:LISTEN", [.listen], []), ("tcp:listen,^established", [.listen], [.established]),
      ("TCP:SYN_RCDV", [.synReceived], []),
      ("TCP:SYN_RECEIVED,FIN_WAIT_2,FIN_WAIT1", [.synReceived, .finWait2, .finWait1], []),
      ("TCP:CLOSED,CLOSE", [.closed, .close], []),
      ("TCP:BOUND,Idle,", [.bound, .close], []), ("TCP:^bound", [], [.bound]), ("UDP:IDLE", [.close], []),
      ("UDP:^Idle", [], [.close]),
      ("udp:Unbound,ESTABLISHED", [.close, .established], []), ("UDP:CONNECTED", [.established], []),
    ] as [(String, Set<SocketState>, Set<SocketState>)])
  func states(spec: String, included: Set<SocketState>, excluded: Set<SocketState>) throws {
    let selection = try #require(Run("-s\(spec)").request).selection
    let isTCP = spec.lowercased().hasPrefix("tcp")
    let (filter, other) =
      isTCP ? (selection.tcpStates, selection.udpStates) : (selection.udpStates, selection.tcpStates)
    #expect(filter.included == included && filter.excluded == excluded)
    #expect(other == StateFilter())
    #expect(selection.isEverything)
  }

  @Test func contexts() throws {
    let request = try #require(Run("-Z a_t -Z b_t", contexts: true).request)
    #expect(request.selection.contexts == [bytes("a_t"), bytes("b_t")])
    #expect(request.output.showsContext)
    #expect(try #require(Run("-Z -U", contexts: true).request).selection.selectors == .unix)
    #expect(Run("-Z", contexts: false).isRefused)
    #expect(Run("-Z a -Z a", contexts: true).isRefused)
  }
}
