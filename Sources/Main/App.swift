import Misc

@main
struct App {
  nonisolated static func main() {}
}
