import CSystem
import Glibc
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

  /// Those in use on the whole machine, also where no mount that we see leads to them: in other mount
  /// namespaces, or unmounted while files on them are open.
  public struct Census: Sendable {
    /// There is at least one, or it is not known.
    public var hasAny = false
    /// The devices, as far as they are known.
    public var devices: Set<DeviceNumber> = []
  }

  /// Takes the census from the directory where the kernel has an entry for each device that it caches files
  /// of (mm/backing-dev.c): `major:minor` for disks, FUSE and NFS, of which the latter two have no major
  /// number, and `type-number` for others.
  public static func census(_ directory: Bytes = Bytes("/sys/class/bdi")) -> Census {
    var census = Census()
    let error = DirectoryEntries.forEach(in: directory) { entry in
      let parts = entry.name.split(separator: 0x3a, maxSplits: 1)
      guard parts.count == 2, let major = number(parts[0]) else {
        if include(Bytes(entry.name.prefix { $0 != 0x2d })) { census.hasAny = true }
        return
      }
      // `8:1-fuseblk` is a disk behind a program.
      let digits = parts[1].prefix { $0 >= 0x30 && $0 <= 0x39 }
      guard major == 0 || digits.count < parts[1].count, let minor = number(digits) else { return }
      census.hasAny = true
      census.devices.insert(DeviceNumber(major: major, minor: minor))
    }
    if error != nil { census.hasAny = true }
    return census
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt32? {
    if digits.isEmpty { return nil }
    var number: UInt32 = 0
    for digit in digits {
      if digit < 0x30 || digit > 0x39 { return nil }
      number = number &* 10 &+ UInt32(digit - 0x30)
    }
    return number
  }
}
