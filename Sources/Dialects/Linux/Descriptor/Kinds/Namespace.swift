import Misc
import Store

/// A namespace (namespaces(7)): its link has the kind and the inode, `net:[4026531833]`. Whose it is, the user
/// namespace that owns it knows (ioctl_ns(2)).
struct Namespace: FileKind {
  static let marks: [FileMark] = [
    .link("cgroup"), .link("ipc"), .link("mnt"), .link("net"), .link("pid"), .link("time"), .link("user"),
    .link("uts"),
  ]
  static let purposes: RequiredFields = .facts

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    if let owner = source.reader.owner(ofNamespace: source.path) {
      facts.add(.namespaceOwner, UInt64(owner.uid))
      if owner.userNamespace != 0 { facts.add(.namespaceUserSpace, owner.userNamespace) }
    }
  }
}
