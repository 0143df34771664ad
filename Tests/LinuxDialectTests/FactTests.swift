import CTestSystem
import Glibc
import Misc
import Node
import Store
import Testing

@testable import LinuxDialect

extension FactList.Value {
  var shown: String {
    switch self {
    case .number(let number): "\(number)"
    case .seconds(let nanoseconds): "\(nanoseconds)ns"
    case .text(let text): String(decoding: text, as: UTF8.self)
    }
  }
}

/// What special files tell, by fdinfo as kernels have written it.
@Suite struct FactTests {
  private let fixture = ProcfsFixture()

  /// `fact=value` of a descriptor with this link and fdinfo.
  private func facts(
    _ link: String, _ fdinfo: String = "", format: mode_t = 0,
    rawDevice: DeviceNumber = DeviceNumber(rawValue: 0), mounts: [Mount] = [],
    for requiredFields: RequiredFields = .ofFacts
  ) -> [String] {
    var status = stat()
    status.st_mode = format | 0o600
    status.st_rdev = dev_t(rawDevice.rawValue)
    let request = Request(programName: Bytes("lsof"), warns: true)
    var file = OpenFile(.number, number: 3)
    NodeDescriber(request, mounts: MountIndex(mounts)).describe(&file, .full(FileStatus(status)))
    let kinds = FileKinds(requiredFields.union(.status), mounts: mounts, devpts: DevptsMounts(mounts))
    let link = Bytes(link.utf8)
    guard var kind = kinds.recognise(&file, link: link.span) else { return [] }
    var optional: (any FileKind)? = kind
    let common = "pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t1057\n"
    if type(of: kind).readsFdInfo { _ = FdInfo(Bytes((common + fdinfo).utf8).span, &optional) }
    kind = optional ?? kind
    var policy = request.blockingPolicy
    policy.isUnguarded = true
    let reader = FactReader(
      requiredFields, Procfs(root: Bytes(fixture.procfs.utf8)), root: Bytes(fixture.directory.utf8),
      mounts: mounts, GuardedProbe(policy, mounts: mounts, pool: GuardPool()))
    var list = FactList()
    let path = Bytes((fixture.procfs + "/50/fd/3").utf8)
    kind.addFacts(of: file, FactSource(link: link, path: path, reader: reader), to: &list)
    return list.facts.map { "\($0.fact)=\($0.value.shown)" }
  }

  private func mount(_ id: Int, _ directory: String, _ source: String, _ type: String, _ device: DeviceNumber)
    -> Mount
  {
    Mount(
      id: id, directory: Bytes(directory.utf8), source: Bytes(source.utf8), fileSystem: Bytes(type.utf8),
      device: device)
  }

  @Test func timer() {
    let text = "clockid: 7\nticks: 0\nsettime flags: 00\nit_value: (999, 99933511)\nit_interval: (1, 5)\n"
    #expect(
      facts("anon_inode:[timerfd]", text) == [
        "timerClock=boottime", "timerRemaining=999099933511ns", "timerInterval=1000000005ns",
      ])
    #expect(
      facts("anon_inode:[timerfd]", "clockid: 17\nit_value: (99999999999999, 0)\nit_interval: x\n")
        == ["timerClock=unknown"])
  }

  @Test func signals() {
    #expect(
      facts("anon_inode:[signalfd]", "sigmask:\t8000008200000201\n").map { $0.dropFirst(11) }
        == ["HUP", "USR1", "34", "40", "64"])
    #expect(facts("anon_inode:[signalfd]", "sigmask:\t0000000000000000\n").isEmpty)
  }

  @Test func events() {
    let text = "eventfd-count:               1f\neventfd-id: 16\neventfd-semaphore: 1\n"
    #expect(facts("anon_inode:[eventfd]", text) == ["eventID=16", "eventCount=31", "eventSemaphore=1"])
  }

  @Test func polled() {
    let text = """
      tfd:       12 events: c0002019 data: 7fbb0000000c  pos:0 ino:40e sdev:10
      tfd:        3 events:       18 data:            3  pos:0 ino:40e sdev:10
      tfd:        4 events: 20000000000001 data:      4

      """
    #expect(
      facts("anon_inode:[eventpoll]", text) == [
        "pollTargets=3", "pollEvents=3:0", "pollTargets=4", "pollEvents=4:in+0x20000000000000",
        "pollTargets=12", "pollEvents=12:in+rdhup+oneshot+et",
      ])
  }

  @Test func watches() {
    let handle = "fhandle-bytes:8 fhandle-type:1 f_handle:9ddf030000000000"
    let text = """
      inotify wd:2 ino:12401c sdev:fe00001 mask:fff ignored_mask:0 \(handle)
      inotify wd:1 ino:3df9d sdev:15 mask:300 ignored_mask:0
      inotify wd:1 broken

      """
    let mounts = [mount(1, "/", "/dev/vda1", "ext4", DeviceNumber(major: 254, minor: 1))]
    let all =
      "access+modify+attrib+close-write+close-nowrite+open+moved-from+moved-to+create+delete+delete-self"
      + "+move-self"
    #expect(
      facts("anon_inode:inotify", text, mounts: mounts) == [
        "watchedInodes=1196060@vda1", "watchedInodesRaw=1196060@254:1", "watchEvents=\(all)",
        "watchedInodes=253853@0:21", "watchedInodesRaw=253853@0:21", "watchEvents=create+delete",
      ])
  }

  @Test("a handle is taken whole or not at all")
  func handles() {
    func handle(_ text: String) -> Bytes? {
      let bytes = Bytes(("ino:1 sdev:2 mask:3 ignored_mask:0 " + text).utf8)
      var cursor = TextCursor(bytes.span)
      return WatchedInode(&cursor)?.handle
    }
    #expect(handle("fhandle-bytes:3 fhandle-type:1 f_handle:0aff10") == [10, 255, 16])
    for broken in [
      "", "fhandle-bytes:3 fhandle-type:1 f_handle:0aff", "fhandle-bytes:3 fhandle-type:1 f_handle:0aff1",
      "fhandle-bytes:3 fhandle-type:1 f_handle:0affx0", "fhandle-bytes:81 fhandle-type:1 f_handle:00",
      "fhandle-bytes:ffffffffffffffff fhandle-type:1 f_handle:" + String(repeating: "00", count: 200),
      "fhandle-bytes:3 fhandle-type:1 f", "fhandle-bytes:3 fhandle-type:1 f_", "fhandle-bytes:3",
    ] { #expect(handle(broken) == [], "\(broken)") }
  }

  @Test func marks() {
    let text = """
      fanotify flags:205 event-flags:8000
      fanotify mnt_id:1b mflags:0 mask:2 ignored_mask:0
      fanotify mnt_id:ff mflags:0 mask:10000 ignored_mask:0
      fanotify sdev:fe00000 mflags:0 mask:40000002 ignored_mask:0
      fanotify ino:3df9d sdev:fe00000 mflags:0 mask:8 ignored_mask:0 fhandle-bytes:8 fhandle-type:1 f_handle:00

      """
    let mounts = [mount(27, "/srv", "/dev/vda", "ext4", DeviceNumber(major: 254, minor: 0))]
    #expect(
      facts("anon_inode:[fanotify]", text, mounts: mounts) == [
        "groupFlags=cloexec+content+report-fid", "markedMounts=/srv", "markEvents=modify", "markedMounts=255",
        "markEvents=open-perm", "markedFileSystems=254:0", "markEvents=modify+on-dir",
        "markedInodes=253853@254:0", "markEvents=close-write",
      ])
  }

  @Test func process() {
    fixture.process("73", "a b")
    #expect(
      facts("pidfd:[5321]", "Pid:\t73\nNSpid:\t73\t1\n", format: S_IFREG) == [
        "pidfdPID=73", "pidfdNamespacePIDs=73\t1", "pidfdCommand=a b",
      ])
    #expect(facts("anon_inode:[pidfd]", "Pid:\t-1\nNSpid:\t-1\n").isEmpty)
    #expect(facts("anon_inode:[pidfd]", "Pid:\t73\n", for: .facts) == ["pidfdPID=73"])
    #expect(facts("anon_inode:[pidfd]", "Pid:\t99999999999\n") == ["pidfdPID=99999999999"])
  }

  @Test func ring() {
    let text = """
      SqMask:\t0x3f
      SqHead:\t5
      SqTail:\t7
      CqMask:\t0x7f
      CqHead:\t4294967295
      CqTail:\t0
      SQEs:\t2
      CQEs:\t1
      SqThread:\t712
      SqThreadCpu:\t-1
      UserFiles:\t5
      UserBufs:\t0
      NAPI:\tdisabled

      """
    #expect(
      facts("anon_inode:[io_uring]", text) == [
        "ringSubmissionEntries=64", "ringSubmissionMask=63", "ringSubmissionHead=5", "ringSubmissionTail=7",
        "ringCompletionEntries=128", "ringCompletionMask=127", "ringCompletionHead=4294967295",
        "ringCompletionTail=0", "ringSubmissions=2", "ringCompletions=1", "ringThread=712", "ringFiles=5",
        "ringBuffers=0", "ringPolling=disabled",
      ])
    #expect(
      facts("anon_inode:[io_uring]", "SqMask:\t3\nUserFiles:\t0\n") == [
        "ringSubmissionEntries=4", "ringSubmissionMask=3", "ringFiles=0",
      ])
  }

  @Test func bpf() {
    let program = """
      prog_type:\t26
      prog_jited:\t1
      prog_tag:\ta04f5eef06a7f555
      memlock:\t4096
      prog_id:\t17

      """
    #expect(
      facts("anon_inode:bpf-prog", program) == [
        "programID=17", "programTypeNumber=26", "programType=tracing", "programTag=a04f5eef06a7f555",
        "bpfMemory=4096",
      ])
    let map = "map_type:\t27\nkey_size:\t0\nmax_entries:\t4096\nmemlock:\t8520\nmap_id:\t5\nfrozen:\t0\n"
    #expect(
      facts("anon_inode:bpf-map", map) == [
        "mapID=5", "mapTypeNumber=27", "mapType=ringbuf", "mapEntries=4096", "bpfMemory=8520",
      ])
    #expect(facts("anon_inode:bpf-map", "map_type:\t99\n").last == "mapType=UNKNOWN(99)")
    let link = "link_type:\txdp\nlink_id:\t3\nprog_tag:\ta04f5eef06a7f555\nprog_id:\t17\nifindex:\t2\n"
    #expect(
      facts("anon_inode:bpf_link", link) == [
        "linkID=3", "linkType=xdp", "linkTypeNumber=6", "linkProgramID=17",
      ])
    for (type, number) in [("sockmap", 14), ("uretprobe_multi", 12), ("<15>", 15)] {
      #expect(facts("anon_inode:bpf_link", "link_type:\t\(type)\n").last == "linkTypeNumber=\(number)")
    }
    #expect(facts("anon_inode:bpf_link", "link_type:\tnew\n") == ["linkType=new"])
  }

  @Test func faults() {
    #expect(
      facts("anon_inode:[userfaultfd]", "pending:\t1\ntotal:\t2\nAPI:\taa:0:80000000000001ff\n")
        == ["faultsPending=1", "faultsTotal=2"])
  }

  @Test func virtualMachines() {
    #expect(facts("anon_inode:kvm-vcpu:12") == ["virtualCPU=12"])
    #expect(facts("anon_inode:kvm-vm").isEmpty)
    let path = "/sys/devices/pci0000:e0/0000:e0:01.1/0000:e1:00.0"
    #expect(facts("anon_inode:[vfio-device]", "vfio-device-syspath: \(path)\n") == ["userDevice=\(path)"])
  }

  @Test func buffer() {
    #expect(
      facts("/dmabuf:", "size:\t32768\ncount:\t2\nexp_name:\tsystem-heap\nname:\tcamera\n") == [
        "bufferSize=32768", "bufferCount=2", "bufferExporter=system-heap", "bufferName=camera",
      ])
    #expect(facts("/dmabuf:x", format: S_IFREG).isEmpty)
  }

  @Test func graphics() {
    let device = DeviceNumber(major: 226, minor: 128)
    let text = """
      drm-driver:\tamdgpu
      drm-client-id:\t7
      drm-pdev:\t0000:05:00.0
      drm-client-name:\tgame
      drm-total-vram:\t2 MiB
      drm-total-gtt:\t3 KiB
      drm-memory-vram:\t1 KiB

      """
    let memory = 2 * 1024 * 1024 + 3 * 1024
    #expect(
      facts("/dev/dri/renderD128", text, format: S_IFCHR, rawDevice: device) == [
        "graphicsDriver=amdgpu", "graphicsClient=7", "graphicsName=game", "graphicsDevice=0000:05:00.0",
        "graphicsMemory=\(memory)",
      ])
    #expect(
      facts("/dev/dri/card0", "drm-memory-vram: 5\n", format: S_IFCHR, rawDevice: device)
        == ["graphicsMemory=5"])
  }

  @Test("the flags of a tunnel are those of the interface of that name, in the same network namespace")
  func tunnels() {
    let device = DeviceNumber(major: 10, minor: 200)
    func tunnel(_ name: String, for fields: RequiredFields = .ofFacts) -> [String] {
      facts("/dev/net/tun", "iff:\t\(name)\n", format: S_IFCHR, rawDevice: device, for: fields)
    }
    fixture.write("sys/class/net/tun0/tun_flags", "0x5902\n")
    fixture.write("sys/class/net/tun1/tun_flags", "1\n")
    #expect(tunnel("") == [])
    #expect(tunnel("tun0") == ["tunnelInterface=tun0"])
    fixture.link("proc/self/ns/net", to: "net:[7]")
    #expect(tunnel("tun0") == ["tunnelInterface=tun0"])
    fixture.link("proc/50/ns/net", to: "net:[7]")
    #expect(
      tunnel("tun0") == ["tunnelInterface=tun0", "tunnelFlags=tap+multi-queue+persist+no-pi+vnet-hdr"])
    #expect(tunnel("tun0", for: .facts) == ["tunnelInterface=tun0"])
    for other in ["tun1", "tun2", "../net/tun0"] { #expect(tunnel(other) == ["tunnelInterface=\(other)"]) }
    unlink(fixture.directory + "/proc/50/ns/net")
    fixture.link("proc/50/ns/net", to: "net:[8]")
    #expect(tunnel("tun0") == ["tunnelInterface=tun0"])
  }

  /// A process whose session has a terminal.
  private func leader(_ pid: Int, _ terminal: DeviceNumber, foreground: Int, instance: Int) {
    let number = Int32(truncatingIfNeeded: terminal.rawValue)
    fixture.write(
      "proc/\(pid)/stat",
      "\(pid) (a) b) S 1 \(pid) \(pid) \(number) \(foreground) 0 0 0 0 0 0 0 0 0 20 0 1 0 9\n")
    fixture.write(
      "proc/\(pid)/mountinfo", "30 22 0:\(instance) / /dev/pts rw - devpts devpts rw,gid=5,mode=620\n")
  }

  @Test("each instance of devpts has terminals of the same numbers")
  func pseudoterminals() {
    let device = DeviceNumber(major: 136, minor: 300)
    func slave(for fields: RequiredFields = .ofFacts) -> [String] {
      facts("/dev/pts/300", format: S_IFCHR, rawDevice: device, for: fields)
    }
    #expect(slave() == ["terminalName=pts/300"])
    leader(51, device, foreground: 52, instance: 9)
    leader(53, DeviceNumber(major: 136, minor: 301), foreground: 53, instance: 0)
    #expect(slave() == ["terminalName=pts/300"])
    leader(61, device, foreground: 62, instance: 0)
    let session = ["terminalSession=61", "terminalForeground=62"]
    #expect(slave() == ["terminalName=pts/300"] + session)
    #expect(slave(for: [.facts, .terminalSessions]) == session)
    #expect(slave(for: .facts).isEmpty)
    let master = DeviceNumber(major: 5, minor: 2)
    #expect(
      facts("/dev/ptmx", "tty-index:\t300\n", format: S_IFCHR, rawDevice: master)
        == ["terminalIndex=300", "terminalName=pts/300"] + session)
    // A chroot may have another of the host's instances mounted.
    leader(71, device, foreground: 72, instance: 0)
    #expect(slave() == ["terminalName=pts/300"])
  }

  @Test func terminals() {
    let serial = DeviceNumber(major: 4, minor: 64)
    fixture.link("sys/dev/char/4:64", to: "../../devices/platform/serial8250/tty/ttyS0")
    fixture.link("sys/dev/char/5:0", to: "../../devices/virtual/tty/tty")
    leader(51, serial, foreground: -1, instance: 9)
    // Another process of the session.
    fixture.write("proc/52/stat", "52 (x) S 51 51 51 1088 51 0 0 0 0 0 0 0 0 0 20 0 1 0 9\n")
    #expect(
      facts("/dev/ttyS0", format: S_IFCHR, rawDevice: serial) == ["terminalName=ttyS0", "terminalSession=51"])
    #expect(facts("/dev/tty", format: S_IFCHR, rawDevice: DeviceNumber(major: 5, minor: 0)).isEmpty)
  }

  @Test func blockDevices() {
    fixture.link("sys/dev/block/7:3", to: "../../block/loop3")
    fixture.write("sys/block/loop3/loop/backing_file", "/srv/disk image\n")
    fixture.link("sys/dev/block/8:1", to: "../../block/sda/sda1")
    fixture.makeDirectory("sys/block/sda/sda1")
    let (loop, disk) = (DeviceNumber(major: 7, minor: 3), DeviceNumber(major: 8, minor: 1))
    #expect(
      facts("/dev/loop3", format: S_IFBLK, rawDevice: loop) == ["backingFile=/srv/disk image"])
    #expect(facts("/dev/sda1", format: S_IFBLK, rawDevice: disk).isEmpty)
    #expect(facts("/dev/loop3", format: S_IFBLK, rawDevice: loop, for: .facts).isEmpty)
  }

  @Test("without the need no kind is looked for")
  func unneeded() {
    for link in ["anon_inode:[timerfd]", "/memfd:x", "net:[1]", "/dmabuf:x"] {
      #expect(facts(link, format: link.hasPrefix("anon") ? 0 : S_IFREG, for: []).isEmpty)
    }
  }
}

/// What the running kernel tells of files that this process has open.
@Suite struct LiveFactTests {
  /// `fact=value` of one of the own descriptors; nil where it isn't listed.
  private func facts(_ number: Int32) throws -> [String] {
    var request = Request(programName: Bytes("lsof"), warns: false)
    request.selection.selectors = .pid
    request.selection.isEverything = false
    request.selection.pids = [IDPattern(id: getpid(), isExcluded: false)]
    var shown: [String] = []
    let dialect = LinuxDialect(escaper: Escaper())
    _ = try dialect.scan(request, for: RequiredFields.ofFacts.union([.status, .name])) { batch in
      for file in batch.files where file.descriptor == .number && file.number == number && file.details >= 0 {
        for fact in batch.openFileDetails[Int(file.details)].facts {
          switch fact.value {
          case .number(let number): shown.append("\(fact.fact)=\(number)")
          case .seconds(let nanoseconds): shown.append("\(fact.fact)=\(nanoseconds)ns")
          case .text(let text):
            shown.append("\(fact.fact)=\(String(decoding: Bytes(batch.names[text]), as: UTF8.self))")
          }
        }
      }
    }
    return shown
  }

  @Test func timer() throws {
    let number = timerfd_create(__clockid_t(CLOCK_MONOTONIC), Int32(TFD_CLOEXEC))
    defer { close(number) }
    var time = itimerspec()
    time.it_value.tv_sec = 1000
    (time.it_interval.tv_sec, time.it_interval.tv_nsec) = (2, 7)
    #expect(timerfd_settime(number, 0, &time, nil) == 0)
    let facts = try facts(number)
    #expect(facts.contains("timerClock=monotonic"))
    #expect(facts.contains("timerInterval=2000000007ns"))
    let remaining = facts.first { $0.hasPrefix("timerRemaining=") }
    let nanoseconds = try #require(remaining.flatMap { UInt64($0.dropFirst(15).dropLast(2)) })
    #expect(nanoseconds <= 1_000_000_000_000 && nanoseconds > 900_000_000_000)
  }

  @Test func signalsEventsAndPolls() throws {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGUSR2)
    let signal = signalfd(-1, &signals, Int32(SFD_CLOEXEC))
    let event = eventfd(7, Int32(EFD_CLOEXEC))
    let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    defer { for number in [signal, event, poll] { close(number) } }
    var watched = epoll_event(events: EPOLLIN.rawValue | EPOLLET.rawValue, data: epoll_data_t(fd: event))
    #expect(epoll_ctl(poll, EPOLL_CTL_ADD, event, &watched) == 0)
    #expect(try facts(signal) == ["signalMask=USR2"])
    #expect(try facts(event).contains("eventCount=7"))
    #expect(
      try facts(poll) == ["pollTargets=\(event)", "pollEvents=\(event):in+et"])
  }

  @Test func watches() throws {
    let fixture = ProcfsFixture()
    fixture.makeDirectory("a, b")
    let status = try #require(fixture.status("a, b"))
    let number = inotify_init1(Int32(IN_CLOEXEC))
    defer { close(number) }
    #expect(inotify_add_watch(number, fixture.directory + "/a, b", UInt32(IN_CREATE | IN_DELETE)) == 1)
    let facts = try facts(number)
    #expect(facts.contains("watchEvents=create+delete"))
    #expect(facts.contains { $0.hasPrefix("watchedInodesRaw=\(status.inode)@") })
    // Not every file system has handles, and not everybody may use them.
    let path = facts.first { $0.hasPrefix("watchedPaths=") }
    #expect(path == nil || path == "watchedPaths=\(fixture.directory)/a, b")
  }

  @Test func processes() throws {
    let number = testsystem_pidfd(getpid())
    if number < 0 { return }
    defer { close(number) }
    let facts = try facts(number)
    #expect(facts.contains("pidfdPID=\(getpid())"))
    #expect(facts.contains { $0.hasPrefix("pidfdCommand=") })
  }

  @Test("seals are those of the file, and looking at it leaves it as it is")
  func memory() throws {
    // F_ADD_SEALS; MFD_CLOEXEC and MFD_ALLOW_SEALING.
    let number = Int32(
      testsystem_call(Int(SYS_memfd_create), Int(bitPattern: "x".withCString { strdup($0) }), 3, 0, 0, 0))
    defer { close(number) }
    #expect(testsystem_fcntl(number, 1033, 2 | 8) == 0)
    #expect(try facts(number) == ["seals=shrink", "seals=write"])
  }

  @Test func namespaces() throws {
    let number = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)
    defer { close(number) }
    let facts = try facts(number)
    var status = stat()
    stat("/proc/self/ns/user", &status)
    // Nobody is told of a user namespace above his own.
    let user = facts.first { $0.hasPrefix("namespaceUserSpace=") }
    #expect(user == nil || user == "namespaceUserSpace=\(status.st_ino)")
  }

  @Test func terminals() throws {
    let master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(master) }
    #expect(grantpt(master) == 0 && unlockpt(master) == 0)
    let name = String(cString: try #require(ptsname(master)))
    let slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(slave) }
    // It controls no session.
    let tty = "terminalName=" + name.dropFirst("/dev/".count)
    #expect(try facts(slave) == [tty])
    #expect(try facts(master).contains(tty))
  }

  @Test(.enabled(if: geteuid() == 0 && access("/dev/net/tun", W_OK) == 0, "makes a network interface"))
  func tunnels() throws {
    let number = open("/dev/net/tun", O_RDWR | O_CLOEXEC)
    defer { close(number) }
    // A struct ifreq: the name, then IFF_TAP, IFF_NO_PI and IFF_VNET_HDR. TUNSETIFF of linux/if_tun.h.
    var request = [UInt8]("lsoftest%d\0\0\0\0\0\0".utf8) + [2, 0x50] + [UInt8](repeating: 0, count: 22)
    let result = testsystem_call(
      Int(SYS_ioctl), Int(number), 0x4004_54ca,
      request.withUnsafeMutableBytes { Int(bitPattern: $0.baseAddress) },
      0, 0)
    if result < 0 { return }
    let name = String(decoding: request.prefix(16).prefix { $0 != 0 }, as: UTF8.self)
    #expect(
      try facts(number) == ["tunnelInterface=\(name)", "tunnelFlags=tap+no-pi+vnet-hdr"])
  }

  @Test func bpfObjects() throws {
    let (map, program) = (testsystem_bpf_map(), testsystem_bpf_program())
    defer { for number in [map, program] where number >= 0 { close(number) } }
    if map >= 0 {
      let facts = try facts(map)
      #expect(facts.contains("mapType=array") && facts.contains("mapEntries=1"))
    }
    if program >= 0 { #expect(try facts(program).contains("programType=socket_filter")) }
  }
}
