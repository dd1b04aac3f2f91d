#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace likely::cli {

// What is said between a command and the server that runs it.
enum class FrameType : char {
  kCommand = 'c',  // JSON {"words", "folder", "can_ask"}; carries standard input as a descriptor
  kOut = 'o',      // bytes for stdout
  kErr = 'e',      // bytes for stderr
  kStep = 's',     // JSON {"what", "total", "unit"}
  kAt = 'a',       // digits: done of the step
  kNote = 'n',     // a line of progress
  kEndProgress = 'p',
  kAsk = 'q',     // a question
  kAnswer = 'r',  // "y" and the answer, or "n": there is none
  kCancel = 'x',  // stop, please
  kExit = 'z',    // digits: the exit code
};

struct Frame {
  FrameType type;
  std::string payload;
};

// One end of a connected socket, which it closes. Any thread may send; one receives. Who takes
// nothing for half a minute is gone.
class FrameSocket {
 public:
  explicit FrameSocket(int descriptor);
  ~FrameSocket();
  FrameSocket(const FrameSocket&) = delete;
  FrameSocket& operator=(const FrameSocket&) = delete;

  // False when the other end is gone. `pass`: a descriptor that goes along, or -1.
  bool send(FrameType type, std::string_view payload, int pass = -1);
  // The next frame; nothing at the end. `passed` gets a descriptor that came along.
  std::optional<Frame> receive(int* passed = nullptr);
  // Whether something can be received within so long.
  bool wait(int wait_ms) const;
  // Ends both directions; receive() of another thread returns.
  void shut();
  // Nothing more is received; what is sent still arrives.
  void stop_receiving();

 private:
  bool receive_bytes(char* to, size_t count, int* passed);
  int descriptor_;
  std::mutex sending_;
};

}  // namespace likely::cli
