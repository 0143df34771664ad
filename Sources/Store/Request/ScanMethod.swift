/// Where the dialect takes what processes have open from (`--scan`).
public enum ScanMethod: Sendable {
  /// Whatever is best.
  case automatic
  /// procfs alone.
  case procfs
  /// The kernel's own tables by a BPF program, as far as they go.
  case bpf
}
