import Store

/// The types of file systems that are treated apart, as the kernel names them in mountinfo.
enum FileSystemTypes {
  private static let blocking: [StaticString] = [
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse", "fuseblk", "gfs2", "glusterfs",
    "gpfs", "lustre", "ncpfs", "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb3", "smbfs", "vboxsf", "virtiofs",
    "vmhgfs",
  ]

  private static let traits: [Bytes: Mount.Traits] = {
    var traits: [Bytes: Mount.Traits] = [Bytes("autofs"): [.automountPoint, .mayBlock]]
    for name in blocking { traits[Bytes(name)] = .mayBlock }
    for name: StaticString in ["nfs", "nfs3", "nfs4"] {
      traits[Bytes(name)] = [.nfs, .mayBlock, .asksOnLookup]
    }
    traits[Bytes("9p")] = [.mayBlock, .asksOnLookup]
    for name: StaticString in ["ext2", "ext3", "ext4", "f2fs", "tmpfs", "xfs"] {
      traits[Bytes(name)] = .listsInodes
    }
    for name: StaticString in ["bcachefs", "btrfs"] { traits[Bytes(name)] = .hasSubvolumes }
    for name: StaticString in ["aufs", "overlay", "overlayfs"] { traits[Bytes(name)] = .hasLayers }
    return traits
  }()

  /// `name` may have a subtype, such as `fuse.sshfs`.
  static func traits(of name: Bytes) -> Mount.Traits {
    traits[name] ?? (name.starts(with: Bytes("fuse.")) ? .mayBlock : [])
  }
}
