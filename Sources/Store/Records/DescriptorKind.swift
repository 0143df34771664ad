/// How a process holds a file: what the FD column says.
public enum DescriptorKind: UInt8, Sendable, CaseIterable {
  /// A descriptor; ``OpenFile/number`` has its number.
  case number
  case unknown, currentDirectory, error, noDescriptors, rootDirectory, parentDirectory
  case programText, libraryText, memory, deletedMemory, fileport, taskDirectory, controllingTerminal
  case jailDirectory, virtual8086, merge386, mappedDevice
}
