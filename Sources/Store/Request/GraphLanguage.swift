/// The language that `--graph` writes in.
public enum GraphLanguage: Sendable {
  /// Graphviz's.
  case dot
  /// Flowcharts of Mermaid.
  case mermaid
}
