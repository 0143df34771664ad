import Misc
import Store

/// A processor of a virtual machine: its link is `anon_inode:kvm-vcpu:0`, with the processor's number
/// (virt/kvm/kvm_main.c, create_vcpu_fd). The machine itself is `anon_inode:kvm-vm`, and tells no more.
struct VirtualCPU: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInodes("kvm-vcpu:")]
  static let readsFdInfo = false

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    let link = source.link
    guard let colon = link.lastIndex(of: UInt8(ascii: ":")) else { return }
    facts.add(.virtualCPU, FdInfo.number(Bytes(link[(colon + 1)...]).span))
  }
}
