struct Races {
  let ours: String
  let isVerbose: Bool
  func run() -> Int32 { 0 }
}
