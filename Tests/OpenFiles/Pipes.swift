import CTestSystem
import Glibc

/// Named and unnamed pipes: inside one process, between two, among three.
func holdPipes(_ stage: Stage) {
  stage.hold("fifo") {
    try granted("mkfifo", mkfifo("fifo", 0o644))
    return [try openFile("fifo", O_RDONLY | O_NONBLOCK), try openFile("fifo", O_WRONLY)]
  }
  stage.report("path.fifo", "\(stage.base)/pipes/fifo")
  stage.hold("deletedfifo") {
    try granted("mkfifo", mkfifo("gone", 0o644))
    let descriptor = try openFile("gone", O_RDWR)
    unlink("gone")
    return descriptor
  }
  stage.hold("own") {
    let ends = try makePipe()
    return [ends.read, ends.write]
  }
  stage.hold("packets") {
    let ends = try makePipe(0o40000)
    return [ends.read, ends.write]
  }
  stage.hold("halfclosed") {
    let ends = try makePipe()
    close(ends.write)
    return ends.read
  }
  var shared: (read: Int32, write: Int32) = (-1, -1)
  stage.hold("shared") {
    shared = try makePipe()
    return [shared.read, shared.write]
  }
  stage.report("inode.pipe", inode(of: shared.read))
  for reader in ["reader", "reader2"] { stage.process(reader, keeping: [shared.read]) { _ in } }
  stage.process("writer", keeping: [shared.write]) { _ in }
  close(shared.read)
  stage.hold("filled") {
    let ends = try makePipe()
    write(ends.write, "waiting", 7)
    return [ends.read, ends.write]
  }
}
