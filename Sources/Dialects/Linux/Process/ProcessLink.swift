import Store

/// A link that procfs has for each process.
struct ProcessLink {
  var name: StaticString
  var kind: DescriptorKind
  /// What the TYPE column says where the file may not be asked for (`-e`).
  var exemptType: FileType

  static let workingDirectory = ProcessLink(
    name: "cwd", kind: .currentDirectory, exemptType: .exemptDirectory)
  static let rootDirectory = ProcessLink(name: "root", kind: .rootDirectory, exemptType: .exemptRoot)
  static let programText = ProcessLink(name: "exe", kind: .programText, exemptType: .exemptText)
}
