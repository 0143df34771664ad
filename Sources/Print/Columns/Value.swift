import Store

/// What a row has in a column. ``ValueWriter`` says how each kind is written in columns, in fields and in JSON.
enum Value {
  /// Nothing: the column is blank, and there is no field or member.
  case absent
  /// A process's or task's ID, or that of a process group; -1 where there is none any more.
  case id(Int32)
  case uid(UInt32)
  /// A UID that is shown as the login name.
  case user(UInt32)
  case number(UInt64)
  /// A number that can be too large for readers of JSON, and is a string there.
  case wideNumber(UInt64)
  /// Bytes; `-H` shows them in units.
  case size(UInt64)
  /// Bytes from the file's start.
  case offset(UInt64)
  case device(DeviceNumber)
  /// Seconds since the epoch.
  case time(Int64)
  /// st_mode, as ls(1) shows it.
  case mode(UInt32)
  /// The O_* bits of open(2).
  case flags(UInt32)
  /// A command name, which has a width of its own.
  case command(ByteSlice)
  case text(ByteSlice)
  /// A text that others would be shown as too (``OpenFile/hasOddName``).
  case oddText(ByteSlice)
  /// Texts with a NUL between each two: an array in JSON, else with blanks between, and no blank in any of them.
  case list(ByteSlice)
  /// One of a few words.
  case word(StaticString)
  /// Yes or no: 1 or 0, and true or false in JSON.
  case flag(Bool)
  /// A letter, or a blank for none.
  case letter(UInt8)
  case descriptor(DescriptorKind, number: Int32)
  /// The descriptor, shortened to the column's width, with access mode and lock.
  case heldDescriptor(DescriptorKind, number: Int32, Access, Lock)
  /// The type, and for one without a name the bits of its mode.
  case type(FileType, modeBits: UInt8)
  /// The row's name with addresses and remarks.
  case name
  case address(InternetEndpoint)
  /// Address and port, both as numbers.
  case endpoint(InternetEndpoint)
  /// A network interface by its index; only a member of JSON.
  case interface(UInt32)
  /// State and queues of the row's socket.
  case transport
  /// The state alone.
  case state
  /// All that the row's file tells under this name: a set.
  case members(Fact)
  /// A time, or how long one is.
  case nanoseconds(UInt64)
  /// All that the row's file tells of itself.
  case detail
  /// A SOCK_* number, which is shown as its name.
  case socketType(UInt16)
}
