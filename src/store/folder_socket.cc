#include "store/folder_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/format.h"

namespace likely {

Result<int> listen_in(const Folder& folder) {
  const std::string path = folder.command_socket();
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof(name.sun_path)) {
    return fail(ErrorCode::kUsage,
                path +
                    ": the path of the data folder is too long for a socket; serve it under a "
                    "shorter one (a symbolic link will do)");
  }
  std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
  ::unlink(path.c_str());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // The mode of the socket before it has a name becomes the mode of its file.
  if (listener >= 0 && fchmod(listener, 0600) == 0 &&
      bind(listener, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0 &&
      chmod(path.c_str(), 0600) == 0 && ::listen(listener, 16) == 0) {
    return listener;
  }
  const int error = errno;
  if (listener >= 0) close(listener);
  return fail(ErrorCode::kUnavailable,
              format("{}: cannot listen there: {}", path, std::strerror(error)));
}

}  // namespace likely
