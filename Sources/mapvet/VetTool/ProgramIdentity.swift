import Glibc
import Lint

/// What tells this program from every other build of it.
enum ProgramIdentity {
  /// A hash of the program's file, in hexadecimal digits; of its version alone where it cannot be read.
  static var digits: String {
    var hash = ContentHash()
    hash.addFile("/proc/self/exe")
    hash.add(Mapvet.version)
    return hash.digits
  }
}
