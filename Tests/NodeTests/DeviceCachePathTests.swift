import Store
import Testing

@testable import Node

@Suite struct DeviceCachePathTests {
  private func settings(
    form: String? = "%h/%p.lsof_%L", variable: String? = "CACHE", formVariable: String? = "MIDDLE",
    systemWide: String? = nil
  ) -> DeviceCacheSettings {
    DeviceCacheSettings(
      variable: variable.map { bytes($0) }, form: form.map { bytes($0) },
      formVariable: formVariable.map { bytes($0) }, systemWide: systemWide.map { bytes($0) })
  }

  private func user(
    _ id: UInt32 = 1000, isBorrowingRoot: Bool = false, home: String? = "/home/me", host: String? = "box.lan",
    environment: [String: String] = [:]
  ) -> DeviceCacheUser {
    DeviceCacheUser(
      id: id, isBorrowingRoot: isBorrowingRoot, home: home.map { bytes($0) }, login: bytes("me"),
      host: host.map { bytes($0) },
      environment: Dictionary(uniqueKeysWithValues: environment.map { (bytes($0.key), bytes($0.value)) }))
  }

  private func personal(_ form: String, _ user: DeviceCacheUser) -> String? {
    DeviceCachePaths(settings(form: form), named: nil, user: user).personal
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "conversions of the personal path",
    arguments: [
      ("%h/%p.lsof_%L", "/home/me/.lsof_box"),
      ("/c/%u.%U.%n.%l", "/c/me.1000.1000.box.lan"),
      ("/c/100%%", "/c/100%"),
      ("/tmp/%u%0%h/x", "/tmp/me"),
      ("%h", "/home/me"),
    ])
  func conversions(form: String, path: String) { #expect(personal(form, user()) == path) }

  @Test("paths that can't be formed", arguments: ["%x", "%", "relative", "", "/"])
  func bad(form: String) { #expect(personal(form, user()) == nil) }

  @Test("homes and hosts as they come")
  func oddities() {
    #expect(personal("%h/x", user(home: "/")) == "/x" && personal("%h/x", user(home: "/h/")) == "/h/x")
    #expect(personal("%h/x", user(home: nil)) == nil && personal("%h/x", user(home: "")) == nil)
    #expect(personal("%h/x", user(home: "here")) == nil)
    #expect(personal("/%L", user(host: ".lan")) == "/.lan" && personal("/%L", user(host: nil)) == nil)
    #expect(personal("/%h", user(home: String(repeating: "x", count: 5000))) == nil)
  }

  @Test("the middle part ends in one slash and doesn't double another", arguments: ["a/b", "/a/b", "a/b/"])
  func middle(value: String) {
    #expect(personal("%h/%p.x", user(environment: ["MIDDLE": value])) == "/home/me/a/b/.x")
  }

  @Test("-D goes before the environment, that before the system's, and that before one's own")
  func order() {
    let all = settings(systemWide: "/var/sys")
    let set = user(environment: ["CACHE": "/env"])
    let named = DeviceCachePaths(all, named: bytes("/named"), user: set)
    #expect(named.toRead == bytes("/named") && named.toWrite == bytes("/named"))
    let fromEnvironment = DeviceCachePaths(all, named: nil, user: set)
    #expect(fromEnvironment.toRead == bytes("/env") && fromEnvironment.toWrite == bytes("/env"))
    let systemWide = DeviceCachePaths(all, named: nil, user: user(environment: ["CACHE": ""]))
    #expect(systemWide.toRead == bytes("/var/sys") && systemWide.toWrite == bytes("/home/me/.lsof_box"))
    let own = DeviceCachePaths(settings(), named: nil, user: user())
    #expect(own.toRead == bytes("/home/me/.lsof_box") && own.remarks.isEmpty)
    let none = DeviceCachePaths(
      settings(form: nil, variable: nil, formVariable: nil), named: nil, user: set)
    #expect(none.toRead == nil && none.toWrite == nil)
    let onlySystem = DeviceCachePaths(settings(form: nil, systemWide: "/s"), named: nil, user: user())
    #expect(onlySystem.toRead == bytes("/s") && onlySystem.toWrite == nil)
  }

  @Test("root doesn't look at the environment, but may name a path")
  func root() {
    let root = user(0, home: "/root", environment: ["CACHE": "/env", "MIDDLE": "m"])
    let paths = DeviceCachePaths(settings(), named: nil, user: root)
    #expect(paths.toRead == bytes("/root/.lsof_box"))
    #expect(paths.remarks == [.ignored(variable: bytes("CACHE")), .ignored(variable: bytes("MIDDLE"))])
    #expect(DeviceCachePaths(settings(), named: bytes("/n"), user: root).toWrite == bytes("/n"))
    #expect(personal("/tmp/%u%0%h/x", root) == "/root/x")
  }

  @Test("who borrows root's privileges chooses no path at all")
  func borrowed() {
    let set = user(1000, isBorrowingRoot: true, environment: ["CACHE": "/env", "MIDDLE": "m"])
    let paths = DeviceCachePaths(settings(systemWide: "/s"), named: bytes("/etc/shadow"), user: set)
    #expect(paths.named == nil && paths.inEnvironment == nil && paths.toRead == bytes("/s"))
    #expect(paths.personal == bytes("/home/me/.lsof_box"))
    #expect(paths.remarks.count == 2)
  }
}
