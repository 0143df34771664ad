import Store

/// What the fields of `-F` hold; those that this system has.
enum FieldHelp {
  static let fields: [(Field, StaticString)] = [
    (.access, "access: r reads, w writes, u both"),
    (.command, "command"),
    (.deviceText, "device in characters"),
    (.device, "device number in hexadecimal"),
    (.descriptor, "descriptor"),
    (.openFlags, "file flaGs"),
    (.inode, "inode number"),
    (.linkCount, "link count"),
    (.tid, "task ID (TID)"),
    (.lock, "lock: r, R read; w, W write; u unknown"),
    (.login, "login name"),
    (.marker, "marker between repeated listings"),
    (.taskCommand, "task's comMand"),
    (.name, "name, addresses, remarks"),
    (.offset, "offset: 0t decimal, 0x hexadecimal"),
    (.pid, "process ID (PID)"),
    (.processGroup, "process group ID (PGID)"),
    (.protocolName, "protocol"),
    (.rawDevice, "raw device number in hexadecimal"),
    (.parent, "paRent's PID"),
    (.size, "size"),
    (.stream, "stream's module and device"),
    (.type, "type of the file"),
    (.transport, "TCP/TPI state and queues"),
    (.uid, "user ID (UID)"),
    (.context, "security context"),
    (.terminator, "(zero) ends fields with NUL in place of a newline"),
  ]
}
