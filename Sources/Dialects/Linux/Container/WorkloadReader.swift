import Misc
import Store

/// Reads which unit, container and pod a process belongs to: one file of procfs a process.
final class WorkloadReader: Sendable {
  private let names: ContainerNames?
  private let keepsPath: Bool

  /// `names` where containers are asked for. With `keepsPath` the path of the control group is wanted too.
  init(names: ContainerNames?, keepsPath: Bool = false) {
    self.names = names
    self.keepsPath = keepsPath
  }

  /// The workload of the process with this directory in procfs; empty where the kernel doesn't tell.
  func workload(of process: borrowing FileDescriptor, with reader: inout FileReader) -> Workload {
    var workload = Workload()
    guard (try? reader.read(Path("cgroup"), in: process.number)) != nil else { return workload }
    let group = ControlGroup(reader.contents)
    workload.unit = group.unit
    if keepsPath { workload.controlGroup = ControlGroup.path(reader.contents) }
    if let names, let container = group.container { names.describe(container, in: &workload) }
    return workload
  }
}
