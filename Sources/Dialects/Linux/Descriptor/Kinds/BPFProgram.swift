import Misc
import Store

/// A BPF program (bpf(2)). Its fdinfo has `prog_type:\t1`, `prog_jited:\t1`, `prog_tag:\ta04f5eef06a7f555`,
/// `memlock:\t4096` in bytes and `prog_id:\t17` (kernel/bpf/syscall.c, bpf_prog_show_fdinfo).
struct BPFProgram: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("bpf-prog")]

  private var id: UInt64?
  private var type: UInt64?
  private var tag: Bytes?
  private var memory: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("prog_id:") {
      id = FdInfo.number(value)
    } else if label.equals("prog_type:") {
      type = FdInfo.number(value)
    } else if label.equals("prog_tag:") {
      tag = Bytes(value)
    } else if label.equals("memlock:") {
      memory = FdInfo.number(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.programID, id)
    facts.add(.programTypeNumber, type)
    if let type { facts.add(.programType, BPFNames.name(of: type, in: Self.types)) }
    facts.add(.programTag, tag)
    facts.add(.bpfMemory, memory)
    if let id { facts.add(.bpfName, source.reader.bpfName(.program, id)) }
  }

  /// BPF_PROG_TYPE_* of include/uapi/linux/bpf.h, from 0 on.
  private static let types: [StaticString] = [
    "unspec", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event",
    "cgroup_skb", "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb", "cgroup_device",
    "sk_msg", "raw_tracepoint", "cgroup_sock_addr", "lwt_seg6local", "lirc_mode2", "sk_reuseport",
    "flow_dissector", "cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt", "tracing", "struct_ops",
    "ext", "lsm", "sk_lookup", "syscall", "netfilter",
  ]
}

enum BPFNames {
  /// The name of a type; one that is newer than this program has its number, as lsfd(1) writes it.
  static func name(of type: UInt64, in names: [StaticString]) -> Bytes {
    if let place = Int(exactly: type), names.indices.contains(place) { return Bytes(names[place]) }
    var text = ByteBuffer()
    text.append("UNKNOWN(")
    text.append(decimal: type)
    text.append(")")
    return text.bytes
  }
}
