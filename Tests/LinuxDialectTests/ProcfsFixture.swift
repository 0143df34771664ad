import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import LinuxDialect

/// A procfs that a test lays out in a directory of its own, and files for its processes beside it.
///
/// Links into nowhere, such as `socket:[5]`, are as good here as in the kernel's.
final class ProcfsFixture {
  /// The directory that all is in: a path without links.
  let directory: String
  var procfs: String { directory + "/proc" }

  init() {
    directory = temporaryDirectory("procfs") ?? ""
    write("proc/self/stat", Self.stat(1, "self"))
  }

  deinit { removeTree(directory) }

  /// Makes a directory with those above it. Paths are relative to ``directory``.
  func makeDirectory(_ path: String) {
    var whole = directory
    for part in path.split(separator: "/") {
      whole += "/" + part
      mkdir(whole, 0o755)
    }
  }

  /// Writes a file.
  func write(_ path: String, _ text: String) {
    makeDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)))
    let number = open(directory + "/" + path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    #expect(number >= 0)
    var text = text
    #expect(text.withUTF8 { Glibc.write(number, $0.baseAddress, $0.count) } == text.utf8.count)
    close(number)
  }

  func link(_ path: String, to target: String) {
    makeDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)))
    #expect(symlink(target, directory + "/" + path) == 0)
  }

  /// A process, or with a path such as `7/task/8` a task: its name, its state, and no files.
  func process(
    _ path: String, _ command: String = "cat", state: Character = "S", flags: Int = 0, threads: Int = 1
  ) {
    let number = Int(path.split(separator: "/").last ?? "") ?? 0
    write("proc/\(path)/stat", Self.stat(number, command, state: state, flags: flags, threads: threads))
    write("proc/\(path)/comm", command + "\n")
    write("proc/\(path)/status", "Name:\t\(command)\nTgid:\t\(path.split(separator: "/")[0])\n")
    makeDirectory("proc/\(path)/fd")
    makeDirectory("proc/\(path)/fdinfo")
  }

  private static func stat(
    _ number: Int, _ command: String, state: Character = "S", flags: Int = 0, threads: Int = 1
  ) -> String {
    "\(number) (\(command)) \(state) 1 \(number) 1 0 -1 \(flags) 0 0 0 0 0 0 0 0 20 0 \(threads) 0 100\n"
  }

  /// A descriptor of a process or task, with what fdinfo says.
  func descriptor(
    _ path: String, _ number: Int, to target: String, flags: Int = 0, position: Int = 0, locks: [String] = []
  ) {
    link("proc/\(path)/fd/\(number)", to: target)
    write(
      "proc/\(path)/fdinfo/\(number)",
      "pos:\t\(position)\nflags:\t0\(String(flags, radix: 8))\nmnt_id:\t1\nino:\t5\n"
        + locks.enumerated().map { "lock:\t\($0.offset + 1): \($0.element)\n" }.joined())
  }

  func status(_ path: String) -> FileStatus? {
    try? Path(Bytes((directory + "/" + path).utf8)).withPointer { FileStatus.of($0) }.get()
  }

  /// What a scan gives.
  struct Listing {
    /// `PID[/TID] FD TYPE NAME`, where ``directory`` is `~`.
    var rows: [String] = []
    var batches: [Batch] = []
    var result: ScanResult?
    var message = ""

    var files: [OpenFile] { batches.flatMap(\.files) }
  }

  func scan(
    for requiredFields: RequiredFields = [.name, .status, .access, .offset],
    _ change: (inout Request) -> Void = { _ in }
  ) -> Listing {
    var request = Request(programName: Bytes("lsof"), warns: false)
    request.selection.selectors = .everything
    request.blockingPolicy.isUnguarded = true
    change(&request)
    var listing = Listing()
    do throws(ScanError) {
      let dialect = LinuxDialect(escaper: Escaper(), procfs: Bytes(procfs.utf8), root: Bytes(directory.utf8))
      listing.result = try dialect.scan(request, for: requiredFields) { listing.batches.append($0) }
    } catch {
      listing.message = String(decoding: error.message, as: UTF8.self)
    }
    for batch in listing.batches {
      for process in batch.processes {
        let id = process.tid == 0 ? "\(process.pid)" : "\(process.pid)/\(process.tid)"
        for file in batch.files[process.files] {
          let descriptor = file.descriptor == .number ? "\(file.number)" : "\(file.descriptor)"
          let name = String(decoding: Bytes(batch.names[file.name]), as: UTF8.self)
          listing.rows.append("\(id) \(descriptor) \(file.type) \(shortened(name))")
        }
      }
    }
    // A directory of another file system has no order of its own.
    listing.rows.sort()
    return listing
  }

  private func shortened(_ name: String) -> String {
    name.hasPrefix(directory) ? "~" + name.dropFirst(directory.count) : name
  }
}
