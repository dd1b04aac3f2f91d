#include "cli/frames.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace likely::cli {

namespace {
constexpr size_t kHeaderBytes = 5;
constexpr uint32_t kMostBytes = 64 << 20;
}  // namespace

FrameSocket::FrameSocket(int descriptor) : descriptor_(descriptor) {
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  (void)setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

FrameSocket::~FrameSocket() { close(descriptor_); }

void FrameSocket::shut() { ::shutdown(descriptor_, SHUT_RDWR); }

void FrameSocket::stop_receiving() { ::shutdown(descriptor_, SHUT_RD); }

bool FrameSocket::send(FrameType type, std::string_view payload, int pass) {
  std::string bytes(kHeaderBytes, static_cast<char>(type));
  const auto length = static_cast<uint32_t>(payload.size());
  std::memcpy(bytes.data() + 1, &length, sizeof(length));
  bytes += payload;
  std::lock_guard lock(sending_);
  size_t sent = 0;
  while (sent < bytes.size()) {
    iovec part{bytes.data() + sent, bytes.size() - sent};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (pass >= 0 && sent == 0) {
      message.msg_control = control;
      message.msg_controllen = sizeof(control);
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(header), &pass, sizeof(int));
    }
    const ssize_t n = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    sent += static_cast<size_t>(n);
  }
  return true;
}

bool FrameSocket::receive_bytes(char* to, size_t count, int* passed) {
  size_t have = 0;
  while (have < count) {
    iovec part{to + have, count - have};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    const ssize_t n = ::recvmsg(descriptor_, &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
      if (passed != nullptr && *passed < 0) {
        *passed = descriptor;
      } else {
        close(descriptor);
      }
    }
    have += static_cast<size_t>(n);
  }
  return true;
}

std::optional<Frame> FrameSocket::receive(int* passed) {
  char header[kHeaderBytes];
  if (!receive_bytes(header, kHeaderBytes, passed)) return {};
  uint32_t length = 0;
  std::memcpy(&length, header + 1, sizeof(length));
  if (length > kMostBytes) return {};
  Frame frame{static_cast<FrameType>(header[0]), std::string(length, '\0')};
  if (!receive_bytes(frame.payload.data(), length, passed)) return {};
  return frame;
}

bool FrameSocket::wait(int wait_ms) const {
  pollfd one{descriptor_, POLLIN, 0};
  return poll(&one, 1, wait_ms) > 0;
}

}  // namespace likely::cli
