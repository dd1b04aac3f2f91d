#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/context.h"

namespace likely::cli {

// Commands that a server runs for others: while it owns the data folder, the same command line is
// sent to it through a socket in that folder (mode 0600), and its words come back. Nothing else of
// the command's life differs: exit code, progress, Ctrl-C, questions, files relative to where it
// was typed, standard input.
//
// On the wire, both ways: one byte of type, a length of 32 bits, that many bytes.

// Runs a command line with the words of `context`; gives its exit code.
using RunWords = std::function<int(const std::vector<std::string>& words, Context& context)>;

// The server's side. Accepts until destroyed; each command has a thread of its own.
class CommandSocket {
 public:
  // `listener`: a listening socket, which it closes.
  CommandSocket(int listener, RunWords run);
  // Takes no more; commands at work are asked to stop and waited for.
  ~CommandSocket();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

// Has the server that owns the folder run the line. Nothing when no server listens there.
std::optional<int> run_remotely(const std::string& folder, const std::vector<std::string>& words,
                                Context& context);

}  // namespace likely::cli
