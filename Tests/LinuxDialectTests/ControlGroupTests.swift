import Misc
import Store
import Testing

@testable import LinuxDialect

/// Paths as systemd, Docker, Podman, Kubernetes and others make them.
@Suite struct ControlGroupTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)

  private func group(_ text: String) -> ControlGroup {
    let bytes = Bytes(text.utf8)
    return ControlGroup(bytes.span)
  }

  @Test(arguments: [
    ("/system.slice/nginx.service", "nginx.service"),
    ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
    ("/system.slice/docker.service/delegated", "docker.service"),
    ("/init.scope", "init.scope"),
    ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"),
    ("/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope", "app-x.scope"),
    ("/user.slice/user-1000.slice/user@1000.service/init.scope", "user@1000.service"),
    ("/user.slice/user-1000.slice/user@1000.service", "user@1000.service"),
    ("/machine.slice/machine-web.scope/payload/system.slice/sshd.service", "machine-web.scope"),
    ("/system.slice/_cpu.service", "cpu.service"),
    ("/../../system.slice/a.service (deleted)", "a.service"),
    ("/lxc.payload.web/system.slice/nginx.service", ""), ("/docker/ID/system.slice/nginx.service", ""),
    ("/system.slice/docker-ID.scope/system.slice/nginx.service", "docker-ID.scope"),
    ("/", ""), ("/system.slice", ""), ("/user.slice/user-0.slice", ""), ("/.service", ""),
  ])
  func units(path: String, unit: String) {
    let (path, unit) = (path.replacing("ID", with: Self.id), unit.replacing("ID", with: Self.id))
    #expect(String(decoding: group("0::\(path)\n").unit, as: UTF8.self) == unit)
    #expect(
      String(decoding: group("4:memory:/\n1:name=systemd:\(path)\n0::/\n").unit, as: UTF8.self) == unit)
  }

  @Test(arguments: [
    ("/docker/ID", "docker"), ("/system.slice/docker-ID.scope", "docker"),
    ("/user.slice/user-1000.slice/user@1000.service/user.slice/docker-ID.scope", "docker"),
    ("/libpod_parent/libpod-ID", "libpod"), ("/machine.slice/libpod-ID.scope/container", "libpod"),
    ("/kubepods.slice/kubepods-pod0.slice/cri-containerd-ID.scope", "cri-containerd"),
    ("/kubepods.slice/kubepods-pod0.slice/crio-ID.scope", "crio"),
    ("/docker/ID/docker/EEEE/init.scope", "docker"), ("/default/ID", "default"),
  ])
  func containers(path: String, maker: String) throws {
    let path = path.replacing("EEEE", with: String(repeating: "e", count: 64)).replacing("ID", with: Self.id)
    let container = try #require(group("0::\(path)\n").container)
    #expect(container.id == Bytes(Self.id.utf8) && !container.isNamed)
    #expect(String(decoding: container.maker, as: UTF8.self) == maker)
    #expect(group("5:pids:\(path)\n1:name=systemd:/\n").container == container)
  }

  @Test(arguments: [
    ("/lxc.payload.web", "web"), ("/lxc/web", "web"), ("/lxc.payload.web/system.slice/a.service", "web"),
    ("/machine.slice/machine-web.scope/payload", "web"),
    ("/machine.slice/machine-a\\x2db.scope", "a-b"),
    ("/machine.slice/machine-lxc\\x2d12\\x2dweb.scope", "web"),
    ("/machine.slice/systemd-nspawn@web.service/payload", "web"),
  ])
  func namedContainers(path: String, name: String) throws {
    let container = try #require(group("0::\(path)\n").container)
    #expect(container.isNamed && String(decoding: container.id, as: UTF8.self) == name)
  }

  @Test(arguments: [
    "/", "/system.slice/nginx.service", "/libpod-conmon-ID.scope", "/crio-conmon-ID.scope",
    "/lxc.monitor.web",
    "/xID", "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", "/docker/0123", "/docker/IDx",
  ])
  func whatIsNoContainer(path: String) {
    #expect(group("0::\(path.replacing("ID", with: Self.id))\n").container == nil)
  }

  @Test(arguments: [
    ("/kubepods/burstable/podUID/ID", "UID"),
    ("/kubepods-besteffort.slice/kubepods-besteffort-podU_D.slice/ID", "UID"),
    ("/kubepods/pod1234/ID", ""), ("/docker/ID", ""),
  ])
  func pods(path: String, uid: String) throws {
    let podUID = "01234567-89ab-cdef-0123-456789abcdef"
    let path = path.replacing("U_D", with: podUID.replacing("-", with: "_")).replacing("UID", with: podUID)
      .replacing("ID", with: Self.id)
    let container = try #require(group("0::\(path)\n").container)
    #expect(container.podUID == Bytes((uid.isEmpty ? "" : podUID).utf8))
  }

  @Test func theUserOfAContainer() {
    let path = "/user.slice/user-1000.slice/user@1000.service/libpod-\(Self.id).scope"
    #expect(group("0::\(path)\n").container?.user == 1000)
    #expect(group("0::/user.slice/user-99999999999.slice/libpod-\(Self.id).scope\n").container?.user == nil)
    #expect(group("0::/machine.slice/libpod-\(Self.id).scope\n").container?.user == nil)
  }

  @Test(arguments: ["", "\n", "0:", "0::", "a:b:c", ":::::", "0::/\0"])
  func textWithoutAForm(_ text: String) {
    #expect(group(text).unit.isEmpty && group(text).container == nil)
  }
}
