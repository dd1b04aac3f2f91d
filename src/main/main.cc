#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/threads.h"
#include "cli/app.h"
#include "cli/context.h"
#include "cli/remote.h"
#include "main/serve.h"
#include "main/wiring.h"
#include "store/user_umask.h"

int main(int argc, char** argv) {
  likely::keep_freed_memory();
  likely::user_umask();
  likely::cli::Context context;
  context.program = argv[0];
  const char* variable = std::getenv("LIKELY_DATA");
  const std::string folder = variable == nullptr ? "" : variable;
  if (!folder.empty()) context.data = folder;
  const auto place = [&context] {
    return likely::Place{.folder = context.data,
                         .threads = context.thread_count(),
                         .wall_clock = likely::SystemClock().now()};
  };
  likely::Services services = likely::wire(place);
  services.serve.serve = [&](const likely::ServeOptions& options, const auto& say) {
    return likely::serve(place(), options, say);
  };
  context.forward = [&](std::vector<std::string> words) {
    // The server has an environment of its own.
    const auto is_data = [](const std::string& word) { return word.starts_with("--data"); };
    if (!folder.empty() && std::ranges::none_of(words, is_data)) {
      words.insert(words.begin(), {"--data", folder});
    }
    return likely::cli::run_remotely(context.data, words, context);
  };
  return likely::cli::run(argc, argv, context, services);
}
