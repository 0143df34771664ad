import CTestSystem
import Glibc

/// A regular file for each access mode and each flag of open(2).
func holdRegularFiles(_ stage: Stage) {
  let noAccessTime: Int32 = 0o1000000
  let pathOnly: Int32 = 0o10000000
  let direct: Int32 = 0o40000
  let temporary: Int32 = 0o20200000
  let kinds: [(String, Int32)] = [
    ("read", O_RDONLY), ("write", O_WRONLY), ("update", O_RDWR), ("append", O_WRONLY | O_APPEND),
    ("path", pathOnly), ("direct", O_RDWR | direct), ("sync", O_RDWR | O_SYNC),
    ("dsync", O_RDWR | O_DSYNC), ("closeexec", O_RDONLY | O_CLOEXEC),
    ("nonblock", O_RDONLY | O_NONBLOCK), ("noatime", O_RDONLY | noAccessTime),
    ("async", O_RDONLY | O_ASYNC), ("noaccess", 3), ("nofollow", O_RDONLY | O_NOFOLLOW),
    ("many", O_RDWR | O_APPEND | O_NONBLOCK | O_SYNC | direct | O_CLOEXEC | noAccessTime),
  ]
  for (kind, flags) in kinds {
    stage.hold(kind) { try openNewFile(Path(kind), flags, size: 100) }
    stage.report("path.\(kind)", "\(stage.base)/files/\(kind)")
  }
  stage.hold("temporary") { try openFile(".", O_RDWR | temporary) }
  stage.hold("twice") { [try openNewFile("twice"), try openFile("twice"), try openFile("twice", O_WRONLY)] }
  stage.hold("duplicate") {
    let descriptor = try openNewFile("duplicate", size: 10, offset: 5)
    return [descriptor, try granted("dup", dup(descriptor))]
  }
  stage.report("path.twice", "\(stage.base)/files/twice")
  stage.hold("directory") { try openFile(".", O_DIRECTORY) }
  stage.hold("emptydirectory") {
    try makeDirectory("empty")
    return try openFile("empty", O_RDONLY)
  }
  stage.hold("root") { try openFile("/", pathOnly | O_DIRECTORY) }
  stage.hold("procfs") {
    [try openFile("/proc/version"), try openFile("/proc/self"), try openFile("/proc/self/maps")]
  }
  stage.hold("sysfs") { try openFile("/sys/kernel/uevent_seqnum") }
  stage.hold("deep") {
    var path = ""
    for level in 0..<12 {
      path += (level == 0 ? "" : "/") + "level-\(level)-" + String(repeating: "x", count: 40)
      try makeDirectory(Path(path))
    }
    return try openNewFile(Path(path + "/bottom"))
  }
  stage.report("path.directory", "\(stage.base)/files")
  stage.report("path.missing", "\(stage.base)/files/missing")
  stage.attempt("closed") { try makeFile("closed") }
  stage.report("path.closed", "\(stage.base)/files/closed")
  stage.hold("tree") {
    try makeDirectory("tree")
    try makeDirectory("tree/below")
    try makeDirectory("tree/below/bottom")
    try granted("symlink", symlink("../closed", "tree/link"))
    return [
      try openNewFile("tree/one"), try openNewFile("tree/below/two"),
      try openNewFile("tree/below/bottom/three"), try openFile("tree"),
    ]
  }
  stage.report("path.tree", "\(stage.base)/files/tree")
  stage.hold("alltree") {
    try makeDirectory("alltree")
    return [try openNewFile("alltree/one"), try openNewFile("alltree/two"), try openFile("alltree")]
  }
  stage.report("path.alltree", "\(stage.base)/files/alltree")
  stage.attempt("lone") { try makeDirectory("lone") }
  stage.report("path.lone", "\(stage.base)/files/lone")
}

/// Files of sizes and offsets at which the output changes form.
func holdSizesAndOffsets(_ stage: Stage) {
  let sizes = [
    0, 1, 999, 1000, 1023, 1024, 1025, 1535, 1536, 10_239, 10_240, 102_400, 1_048_575, 1_048_576,
    1_572_864, 99_999_999, 100_000_000, 1 << 30, (1 << 32) - 1, 1 << 32, 1 << 40, (1 << 43) - 1,
  ]
  for size in sizes {
    stage.hold("size-\(size)") { try openNewFile(Path("size-\(size)"), size: size) }
  }
  let offsets = [
    1, 1024, 65_535, 9_999_999, 10_000_000, 99_999_999, 100_000_000, 123_456_789_012, 1 << 42,
  ]
  for offset in offsets {
    stage.hold("offset-\(offset)") { try openNewFile(Path("offset-\(offset)"), offset: offset) }
  }
  stage.report("path.sized", "\(stage.base)/sizes/size-1024")
}

/// Files with several names, with none, and with another one than they were opened by.
func holdLinkedFiles(_ stage: Stage) {
  func path(_ kind: String) { stage.report("path.\(kind)", "\(stage.base)/links/\(kind)") }
  stage.hold("deleted") {
    let descriptor = try openNewFile("deleted", size: 4096)
    try granted("unlink", unlink("deleted"))
    return descriptor
  }
  stage.hold("deleteddirectory") {
    try makeDirectory("gone")
    let descriptor = try openFile("gone")
    try granted("rmdir", rmdir("gone"))
    return descriptor
  }
  stage.hold("renamed") {
    let descriptor = try openNewFile("before")
    try granted("rename", rename("before", "renamed"))
    return descriptor
  }
  stage.hold("replaced") {
    let descriptor = try openNewFile("replaced")
    try makeFile("other", size: 7)
    try granted("rename", rename("other", "replaced"))
    return descriptor
  }
  stage.hold("hardlink") {
    let descriptor = try openNewFile("hardlink")
    try granted("link", link("hardlink", "hardlink2"))
    return descriptor
  }
  stage.hold("manylinks") {
    let descriptor = try openNewFile("manylinks")
    for number in 0..<11 { try granted("link", link("manylinks", "manylinks\(number)")) }
    return descriptor
  }
  stage.hold("halfdeleted") {
    let descriptor = try openNewFile("half")
    try granted("link", link("half", "halfdeleted"))
    try granted("unlink", unlink("half"))
    return descriptor
  }
  stage.hold("symlink") {
    try makeFile("target")
    try granted("symlink", symlink("target", "symlink"))
    return [try openFile("symlink"), try openFile("symlink", 0o10000000 | O_NOFOLLOW)]
  }
  stage.hold("dangling") {
    try granted("symlink", symlink("nowhere", "dangling"))
    return try openFile("dangling", 0o10000000 | O_NOFOLLOW)
  }
  ["renamed", "replaced", "hardlink", "hardlink2", "symlink", "dangling", "target"].forEach(path)
}
