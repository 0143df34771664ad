import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// Names of containers and pods, from files that are laid out as the runtimes lay them out.
@Suite struct WorkloadTests {
  private let fixture = ProcfsFixture()
  private static let id = String(repeating: "0123456789abcdef", count: 4)
  private static let podUID = "01234567-89ab-cdef-0123-456789abcdef"

  init() {
    fixture.process("7")
    fixture.link("proc/7/cwd", to: "/")
  }

  private struct Shown: Equatable {
    var unit = ""
    var container = ""
    var pod = ""
  }

  /// What is shown of a process in a control group.
  private func shown(_ path: String) throws -> Shown {
    fixture.write("proc/7/cgroup", "0::\(path.replacing("ID", with: Self.id))\n")
    let batches = fixture.scan(for: [.name, .unit, .container]).batches
    let batch = try #require(batches.first { !$0.processes.isEmpty })
    func text(_ slice: ByteSlice) -> String { String(decoding: Bytes(batch.names[slice]), as: UTF8.self) }
    let process = batch.processes[0]
    return Shown(unit: text(process.unit), container: text(process.container), pod: text(process.pod))
  }

  @Test func withoutAFileTheIdentifierIsShown() throws {
    #expect(try shown("/docker/ID") == Shown(container: "0123456789ab"))
    #expect(try shown("/system.slice/a.service") == Shown(unit: "a.service"))
  }

  @Test func docker() throws {
    fixture.write(
      "var/lib/docker/containers/\(Self.id)/config.v2.json",
      #"{"ID":"x","Config":{"Name":"no"},"Name":"/web"}"#)
    #expect(try shown("/docker/ID").container == "web")
    #expect(try shown("/system.slice/docker-ID.scope").container == "web")
    fixture.write(
      "data/containers/\(Self.id)/config.v2.json", #"{"Name":"/k8s_app_web-0_shop_\#(Self.podUID)_1"}"#)
    fixture.write("etc/docker/daemon.json", #"{"data-root":"/data"}"#)
    // What only looks like Kubernetes' is a name like any other.
    #expect(try shown("/docker/ID") == Shown(container: "k8s_app_web-0_shop_\(Self.podUID)_1"))
    #expect(try shown("/kubepods/pod\(Self.podUID)/ID") == Shown(container: "app", pod: "shop/web-0"))
  }

  @Test(arguments: ["overlay", "vfs", "btrfs", "zfs"], ["containers.json", "volatile-containers.json"])
  func podman(driver: String, list: String) throws {
    fixture.write(
      "var/lib/containers/storage/\(driver)-containers/\(list)",
      #"[{"id":"ff","names":["db"]},{"names":["web","other"],"id":"\#(Self.id)"}]"#)
    #expect(try shown("/machine.slice/libpod-ID.scope/container").container == "web")
    #expect(try shown("/machine.slice/crio-ID.scope").container == "web")
  }

  @Test func podmanElsewhere() throws {
    fixture.write(
      "etc/containers/storage.conf", "[storage]\n# graphroot = \"/no\"\n  graphroot = \"/data\"\n")
    fixture.write("data/vfs-containers/containers.json", #"[{"id":"\#(Self.id)","names":["web"]}]"#)
    #expect(try shown("/libpod_parent/libpod-ID").container == "web")
  }

  @Test func theUsersOwn() throws {
    let home = String(decoding: try #require(UserDatabase.home(of: 0)), as: UTF8.self)
    let path = "/user.slice/user-0.slice/user@0.service/user.slice/"
    fixture.write(
      "\(home)/.local/share/containers/storage/vfs-containers/containers.json",
      #"[{"id":"\#(Self.id)","names":["mine"]}]"#)
    fixture.write(
      "\(home)/.local/share/docker/containers/\(Self.id)/config.v2.json", #"{"Name":"/my-docker"}"#)
    fixture.write("var/lib/containers/storage/vfs-containers/containers.json", "[]")
    #expect(try shown(path + "libpod-ID.scope").container == "mine")
    #expect(try shown(path + "docker-ID.scope").container == "my-docker")
    #expect(try shown("/user.slice/user-4294967294.slice/docker-ID.scope").container == "0123456789ab")
  }

  @Test func kubernetes() throws {
    let group = "/kubepods/burstable/pod\(Self.podUID)/ID"
    #expect(try shown(group) == Shown(container: "0123456789ab", pod: Self.podUID))
    fixture.makeDirectory("var/log/pods/shop_web-0_\(Self.podUID)")
    #expect(try shown(group) == Shown(container: "0123456789ab", pod: "shop/web-0"))
    fixture.makeDirectory("var/log/containers")
    fixture.link("var/log/containers/web-0_shop_my-app-\(Self.id).log", to: "/nowhere")
    fixture.link("var/log/containers/odd.log", to: "/nowhere")
    #expect(try shown(group) == Shown(container: "my-app", pod: "shop/web-0"))
  }

  @Test func containerd() throws {
    let tasks = "run/containerd/io.containerd.runtime.v2.task"
    fixture.write(
      "\(tasks)/k8s.io/\(Self.id)/config.json",
      """
      {"annotations":{"io.kubernetes.cri.container-name":"app","io.kubernetes.cri.sandbox-name":"web-0",
      "io.kubernetes.cri.sandbox-namespace":"shop"}}
      """)
    #expect(
      try shown("/system.slice/cri-containerd-ID.scope")
        == Shown(unit: "cri-containerd-\(Self.id).scope", container: "app", pod: "shop/web-0"))
    fixture.write("\(tasks)/default/\(Self.id)/config.json", #"{"annotations":{"nerdctl/name":"web"}}"#)
    #expect(["web", "app"].contains(try shown("/nerdctl-ID").container))
  }

  @Test func namesInThePath() throws {
    #expect(try shown("/lxc.payload.web").container == "web")
    #expect(
      try shown("/machine.slice/machine-web.scope/payload")
        == Shown(unit: "machine-web.scope", container: "web"))
  }

  @Test func filesOfAnotherFormTellNothing() throws {
    let path = "var/lib/docker/containers/\(Self.id)/config.v2.json"
    for text in ["", "{", #"["Name","web"]"#, #"{"Name":7}"#, #"{"Name":"/"}"#, #"{"x":{"Name":"/web"}}"#] {
      fixture.write(path, text)
      #expect(try shown("/docker/ID").container == "0123456789ab")
    }
  }

  /// Whoever can write the file could have it lead to any other.
  @Test func linksAreNotFollowed() throws {
    fixture.write("secret", #"{"Name":"/secret"}"#)
    fixture.link("var/lib/docker/containers/\(Self.id)/config.v2.json", to: fixture.directory + "/secret")
    #expect(try shown("/docker/ID").container == "0123456789ab")
    fixture.write("data/\(Self.id)x/config.v2.json", #"{"Name":"/secret"}"#)
    fixture.link("var/lib/docker/containers/\(Self.id)x", to: fixture.directory + "/data/\(Self.id)x")
    #expect(try shown("/docker/ID").container == "0123456789ab")
  }

  /// Links to where the runtimes keep their files: only root's are followed, and only where root alone could have made
  /// them.
  @Test func linksOfRootAreFollowed() throws {
    let name = { try shown("/docker/ID").container }
    let expected = getuid() == 0 ? "web" : "0123456789ab"
    let file = "containers/\(Self.id)/config.v2.json"
    fixture.write("data/docker/\(file)", #"{"Name":"/web"}"#)
    fixture.link("var/lib/docker", to: "../../srv/./link")
    fixture.link("srv/link", to: "/data/docker")
    #expect(try name() == expected)
    // Others could have put it there.
    for place in ["var/lib", "var", "srv"] {
      let path = "\(fixture.directory)/\(place)"
      for mode: mode_t in [0o777, 0o775, 0o1777] {
        #expect(chmod(path, mode) == 0)
        #expect(try name() == "0123456789ab")
      }
      #expect(chmod(path, 0o755) == 0)
      #expect(try name() == expected)
      if getuid() != 0 { continue }
      #expect(chown(path, 65534, 65534) == 0)
      #expect(try name() == "0123456789ab")
      #expect(chown(path, 0, 0) == 0)
    }
    if getuid() == 0 {
      #expect(lchown(fixture.directory + "/srv/link", 65534, 65534) == 0)
      #expect(try name() == "0123456789ab")
    }
    // One that leads to itself.
    unlink(fixture.directory + "/srv/link")
    fixture.link("srv/link", to: "link")
    #expect(try name() == "0123456789ab")
    fixture.write("etc/docker.json", #"{"data-root":"/elsewhere/../far/docker/"}"#)
    fixture.link("etc/docker/daemon.json", to: "../docker.json")
    fixture.link("far", to: "data")
    #expect(try name() == expected)
  }

  @Test func linksOfRootToPodmansStorage() throws {
    let expected = getuid() == 0 ? "web" : "0123456789ab"
    fixture.write(
      "data/storage/vfs-containers/containers.json", #"[{"id":"\#(Self.id)","names":["web"]}]"#)
    fixture.link("var/lib/containers", to: "/data")
    #expect(try shown("/libpod-ID").container == expected)
    fixture.link("run/containerd", to: "/data/containerd")
    fixture.write(
      "data/containerd/io.containerd.runtime.v2.task/default/\(Self.id)/config.json",
      #"{"annotations":{"nerdctl/name":"web"}}"#)
    #expect(try shown("/nerdctl-ID").container == expected)
  }

  /// To open one could wait for ever.
  @Test func onlyPlainFilesAreRead() throws {
    fixture.makeDirectory("var/lib/docker/containers/\(Self.id)")
    let path = fixture.directory + "/var/lib/docker/containers/\(Self.id)/config.v2.json"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try shown("/docker/ID").container == "0123456789ab")
  }

  /// Whoever has one has 45 seconds to give it up (fcntl(2), F_SETLEASE).
  @Test func aLeaseIsNotWaitedFor() throws {
    let path = "var/lib/docker/containers/\(Self.id)/config.v2.json"
    fixture.write(path, #"{"Name":"/web"}"#)
    #expect(try shown("/docker/ID").container == "web")
    let file = open(fixture.directory + "/" + path, O_RDWR)
    signal(SIGIO, SIG_IGN)
    guard fcntl(file, 1024, F_WRLCK) == 0 else { return }
    #expect(try shown("/docker/ID").container == "0123456789ab")
    #expect(fcntl(file, 1024, F_UNLCK) == 0)
    close(file)
  }

  @Test func whatIsTooLongIsNotRead() throws {
    let path = "var/lib/docker/containers/\(Self.id)/config.v2.json"
    fixture.write(path, #"{"Name":"/web"}"#)
    #expect(truncate(fixture.directory + "/" + path, 9 << 20) == 0)
    #expect(try shown("/docker/ID").container == "0123456789ab")
  }

  @Test func thePIDInTheProcessesOwnNamespace() throws {
    fixture.write("proc/7/status", "Name:\tcat\nTgid:\t7\nNStgid:\t7\t40\t3\nNSpid:\t7\t40\t3\n")
    let process = try #require(fixture.scan(for: [.name, .namespacePID]).batches.flatMap(\.processes).first)
    #expect(process.namespacePID == 3)
    fixture.write("proc/7/status", "Name:\tcat\n")
    #expect(fixture.scan(for: [.name, .namespacePID]).batches.flatMap(\.processes).first?.namespacePID == 0)
  }
}
