import Misc
import Store

/// A BPF map (bpf(2)). Its fdinfo has `map_type:\t2`, `max_entries:\t1`, `memlock:\t344` in bytes and `map_id:\t5`
/// (kernel/bpf/syscall.c, bpf_map_show_fdinfo).
struct BPFMap: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("bpf-map")]

  private var id: UInt64?
  private var type: UInt64?
  private var entries: UInt64?
  private var memory: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("map_id:") {
      id = FdInfo.number(value)
    } else if label.equals("map_type:") {
      type = FdInfo.number(value)
    } else if label.equals("max_entries:") {
      entries = FdInfo.number(value)
    } else if label.equals("memlock:") {
      memory = FdInfo.number(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.mapID, id)
    facts.add(.mapTypeNumber, type)
    if let type { facts.add(.mapType, BPFNames.name(of: type, in: Self.types)) }
    facts.add(.mapEntries, entries)
    facts.add(.bpfMemory, memory)
    if let id { facts.add(.bpfName, source.reader.bpfName(.map, id)) }
  }

  /// BPF_MAP_TYPE_* of include/uapi/linux/bpf.h, from 0 on, with hyphens as lsfd(1) writes them.
  private static let types: [StaticString] = [
    "unspec", "hash", "array", "prog-array", "perf-event-array", "percpu-hash", "percpu-array", "stack-trace",
    "cgroup-array", "lru-hash", "lru-percpu-hash", "lpm-trie", "array-of-maps", "hash-of-maps", "devmap",
    "sockmap", "cpumap", "xskmap", "sockhash", "cgroup-storage", "reuseport-sockarray",
    "percpu-cgroup-storage", "queue", "stack", "sk-storage", "devmap-hash", "struct-ops", "ringbuf",
    "inode-storage", "task-storage", "bloom-filter", "user-ringbuf", "cgrp-storage", "arena",
  ]
}
