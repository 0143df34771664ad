import Misc
import Store

/// Composes the notes that follow a name, such as `(stat: Permission denied)`.
enum RowNotes {
  /// Why a call has failed.
  static func failure(_ call: StaticString, _ error: SystemError) -> Bytes {
    var note = ByteBuffer()
    note.append("(")
    note.append(call)
    note.append(": ")
    note.append(error.text)
    note.append(")")
    return note.bytes
  }

  /// What a map says where its path leads to another file.
  static func mismatch(_ found: FileIdentity, mapped: FileIdentity) -> Bytes {
    var note = ByteBuffer()
    note.append("(path ")
    if found.device != mapped.device {
      note.append("dev=")
      note.append(decimal: UInt64(found.device.major))
      note.append(",")
      note.append(decimal: UInt64(found.device.minor))
      note.append(found.inode == mapped.inode ? ")" : ", ")
    }
    if found.inode != mapped.inode {
      note.append("inode=")
      note.append(decimal: found.inode)
      note.append(")")
    }
    return note.bytes
  }

  static func exemption(_ exemption: Exemption) -> Bytes {
    Bytes(exemption.avoidsLinks ? "(+e " : "(-e ") + exemption.path + Bytes(")")
  }
}
