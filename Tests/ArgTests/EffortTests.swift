import Store
import Testing

@testable import Arg

/// Regular expressions that would take the C library seconds or gigabytes.
@Suite struct EffortTests {
  @Test(
    "taken",
    arguments: [
      "/^(ba|z|fi)sh$/", "/a{1,255}/", "/[a-z]{3}[0-9]{2,}/", "/(a|b)\\1/", "/[{9999}]/", "/[]{9999}]/",
      "/[[:alpha:]{9999}]/", "/a\\{99999/", "/x{9999}/b", "/\\(a\\)\\1\\1/b", "/a{0}/", "/(a{2}){3}{4}/",
    ])
  func taken(_ expression: String) { #expect(!Run([bytes("-c" + expression)]).isRefused) }

  @Test(
    "refused",
    arguments: [
      "/a{1,1000}/", "/a{600,}/", "/(a{1,255}){1,255}/", "/a{1,255}{1,255}{1,255}/", "/((a{30}){30}){30}/",
      "/(a){1,32767}/", "/(a|b){300}/", "/a\\{1,1000\\}/b", "/\\(a*\\)*\\1\\1\\1b/b",
      "/(.*)(.*)(.*)\\1\\2\\3z/",
      "/(((a?){9}){9}){9}/",
    ])
  func refused(_ expression: String) {
    let run = Run([bytes("-c" + expression)])
    #expect(run.isRefused)
    #expect(run.messages.contains("too many"))
  }
}
