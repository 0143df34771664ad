import Store

/// File systems whose calls depend on another host or on a program, and so may never return.
public enum BlockingFileSystems {
  private static let names: Set<Bytes> = [
    Bytes("9p"), Bytes("acfs"), Bytes("afs"), Bytes("autofs"), Bytes("beegfs"), Bytes("ceph"),
    Bytes("cifs"), Bytes("coda"), Bytes("davfs"), Bytes("fuse"), Bytes("fuseblk"), Bytes("gfs2"),
    Bytes("glusterfs"), Bytes("gpfs"), Bytes("lustre"), Bytes("ncpfs"), Bytes("nfs"), Bytes("nfs3"),
    Bytes("nfs4"), Bytes("ocfs2"), Bytes("orangefs"), Bytes("prl_fs"), Bytes("pvfs2"), Bytes("smb3"),
    Bytes("smbfs"), Bytes("vboxsf"), Bytes("virtiofs"), Bytes("vmhgfs"),
  ]

  /// `name` is the type in mountinfo, such as `fuse.sshfs`.
  public static func include(_ name: Bytes) -> Bool {
    names.contains(name) || name.starts(with: Bytes("fuse."))
  }
}
