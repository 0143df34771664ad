import Store
import Testing

@testable import Arg

@Suite struct ReportOptionTests {
  private func request(_ line: String) throws -> Request { try #require(Run(line).request) }

  @Test func reports() throws {
    #expect(try request("").report == nil)
    #expect(try request("--deleted -p 1").report == .deleted)
    #expect(try request("--busy /home -p 1").report == .busy)
    #expect(try request("--listening").report == .listening)
    #expect(try request("--listening --port 80").report == .listening)
    #expect(try request("--limits -u 0").report == .limits(countsWatches: false))
    #expect(try request("--limits=all").report == .limits(countsWatches: true))
    #expect(try request("--graph=dot -p 1").report == .graph(.dot, includesFiles: false))
    #expect(try request("--graph mermaid,files").report == .graph(.mermaid, includesFiles: true))
    #expect(try request("--metrics -w").report == .metrics)
    #expect(Run("--deleted --listening").messages.contains("only one report"))
  }

  @Test(
    "addresses in the forms that people write",
    arguments: [
      ("--listening=127.0.0.1", "@127.0.0.1"), ("--listening=::1", "@[::1]"),
      ("--listening=127.0.0.1:80", "@127.0.0.1:80"), ("--listening=8080", ":8080"),
      ("--listening=tcp:8080", "tcp:8080"), ("--port=80,443", ":80,443"), ("--port 1-9", ":1-9"),
    ])
  func addresses(line: String, argument: String) throws {
    let targets = try request(line).selection.addresses
    #expect(!targets.isEmpty && targets.allSatisfy { $0.argument == bytes(argument) })
  }

  @Test(
    "what doesn't go together",
    arguments: [
      "--deleted -F", "--deleted --columns=PID", "--deleted --csv", "--deleted -r", "--deleted -E",
      "--listening name", "--limits name", "--limits=some", "--port 80 -sTCP:LISTEN", "--port=",
      "--port=@localhost:80", "--port",
      "--listening=", "--busy", "--busy=", "--busy=/ --deleted", "--busy=/ -r",
      "--graph", "--graph=", "--graph=svg", "--graph=files", "--graph=dot,", "--graph=dot,mermaid",
      "--graph=dot,files,files", "--graph=dot name", "--graph=dot -V", "--graph=dot -r", "--graph=dot -F",
      "--graph=dot --graph=mermaid",
      "--metrics -J", "--metrics -j", "--metrics -t", "--metrics -V", "--metrics -F",
      "--metrics --limits", "--metrics name",
      "--color=red", "--color",
    ])
  func conflicts(line: String) { #expect(Run(line).isRefused) }

  @Test("JSON, PIDs and -a alone go with a report")
  func forms() throws {
    #expect(try request("--deleted -J").output.form == .json)
    #expect(try request("--deleted -j").output.form == .jsonLines)
    #expect(try request("--deleted -t").output.form == .processIDs)
    #expect(try request("--deleted -a").report == .deleted)
  }

  @Test("a name stands for the file system that it is on")
  func fileSystems() throws {
    let files = try request("--deleted /etc/passwd /dev/sda1 /home").selection.files
    #expect(files.map(\.path) == [bytes("/"), bytes("/"), bytes("/home")])
    #expect(files.allSatisfy { $0.isFileSystem })
    #expect(Run("--deleted /missing").isFailure)
  }

  @Test("--busy takes devices that are not mounted, too")
  func busy() throws {
    let files = try request("--busy /etc/passwd --busy=/dev/sda1 /home").selection.files
    #expect(files.map(\.path) == [bytes("/"), bytes("/"), bytes("/home")])
    let device = try #require(request("--busy /dev/sdb").selection.files.first)
    #expect(device.isBlockDevice && device.mountDevice == DeviceNumber(rawValue: 0x810))
    #expect(Run("--busy /missing").isFailure)
  }

  @Test func color() throws {
    #expect(try request("--deleted").output.color == .automatic)
    #expect(try request("--deleted --color=never").output.color == .never)
    #expect(try request("--deleted --color always").output.color == .always)
  }

  @Test func localEnd() throws {
    #expect(try request("-i :80").selection.matchesLocalEnd == false)
    #expect(try request("--local -i :80").selection.matchesLocalEnd)
  }
}
