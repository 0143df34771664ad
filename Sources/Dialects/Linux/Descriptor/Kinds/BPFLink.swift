import Misc
import Store

/// A BPF link, which keeps a program attached (bpf(2)). Its fdinfo has `link_type:\txdp`, which has the kernel's own
/// name or `<7>` for one without, `link_id:\t3` and `prog_id:\t17` (kernel/bpf/syscall.c, bpf_link_show_fdinfo, since
/// 5.7).
struct BPFLink: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("bpf_link"), .anonymousInode("bpf-link")]

  private var id: UInt64?
  private var type: Bytes?
  private var program: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("link_id:") {
      id = FdInfo.number(value)
    } else if label.equals("link_type:") {
      type = Bytes(value)
    } else if label.equals("prog_id:") {
      program = FdInfo.number(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.linkID, id)
    facts.add(.linkType, type)
    facts.add(.linkTypeNumber, type.flatMap(Self.number(of:)))
    facts.add(.linkProgramID, program)
  }

  private static func number(of type: Bytes) -> UInt64? {
    if type == Bytes("kretprobe_multi") { return number(of: Bytes("kprobe_multi")) }
    if type == Bytes("uretprobe_multi") { return number(of: Bytes("uprobe_multi")) }
    if let index = types.firstIndex(where: { type.span.equals($0) }) { return UInt64(index) + 1 }
    var cursor = TextCursor(type.span)
    return cursor.skip(UInt8(ascii: "<")) ? cursor.decimal() : nil
  }

  /// BPF_LINK_TYPE of include/linux/bpf_types.h, numbered from 1 as in include/uapi/linux/bpf.h.
  private static let types: [StaticString] = [
    "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf", "kprobe_multi", "struct_ops",
    "netfilter", "tcx", "uprobe_multi", "netkit", "sockmap",
  ]
}
